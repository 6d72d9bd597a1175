package io.brfed.examples.bench;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** What a backup by the direct plane costs the database, the account and the process that runs it. */
final class DirectBackupBench {
    private final PrintStream out;

    DirectBackupBench(PrintStream out) {
        this.out = out;
    }

    void run() {
        for (int instances : new int[] {30, 150, 300}) {
            pause(instances);
        }
        requests();
        engine();
    }

    private void pause(int instances) {
        Duration took = PauseBench.measure(instances);
        Duration floor = PauseBench.floor(instances);
        out.println("direct-backup: pause of " + instances + " instances in 3 clusters: " + took.toMillis()
                + " ms of virtual time; floor " + floor.toMillis() + " ms, budget "
                + PauseBench.budget(instances).toMillis() + " ms");
        figure("pause_ratio_" + instances, (double) took.toNanos() / floor.toNanos(), "");
    }

    private void requests() {
        Ec2RequestsBench.Counted counted = Ec2RequestsBench.measure();
        out.println("direct-backup: " + counted.backup() + " requests to EC2 for " + Ec2RequestsBench.INSTANCES
                + " instances with " + Ec2RequestsBench.VOLUMES + " volumes each in 3 clusters; at least "
                + counted.floor() + "; and " + counted.preflight() + " by the check before");
        figure("ec2_requests_ratio", counted.ratio(), "");
    }

    private void engine() {
        Duration least = cpu(10);
        cpu(30);
        Duration most = cpu(100);
        figure("engine_cpu", most.toNanos() / 1e9, "s");
        figure("engine_heap", EngineBench.heapBytes(100) / (double) (1 << 20), "MiB");
        figure("engine_growth", most.toNanos() / 10.0 / least.toNanos(), "");
    }

    private Duration cpu(int clusters) {
        EngineBench.cpu(clusters);
        EngineBench.cpu(clusters);
        Duration third = EngineBench.cpu(clusters);
        out.println("direct-backup: " + clusters + " clusters with 100 stores and 200 volumes each: " + third.toMillis()
                + " ms of CPU, " + Samples.milliseconds(third.dividedBy(clusters)) + " ms for each");
        return third;
    }

    private void figure(String name, double value, String unit) {
        out.println(("figure " + name + " " + String.format(Locale.ROOT, "%.3f", value) + " " + unit).trim());
    }
}
