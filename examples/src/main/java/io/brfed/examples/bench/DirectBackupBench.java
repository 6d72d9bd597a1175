package io.brfed.examples.bench;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** What a backup by the direct plane costs the database, the account and the process that runs it. */
final class DirectBackupBench {
    private final Size size;
    private final PrintStream out;

    DirectBackupBench(Size size, PrintStream out) {
        this.size = size;
        this.out = out;
    }

    /**
     * How much of each.
     *
     * @param pauses instances in all, for each pause; a multiple of three
     * @param requests instances in all whose requests are counted; a multiple of three
     * @param clusters how many clusters the engine backs up, ascending
     * @param stores how many stores each of those has
     */
    record Size(List<Integer> pauses, int requests, List<Integer> clusters, int stores) {
        static final Size FULL = new Size(List.of(30, 150, 300), 300, List.of(10, 30, 100), 100);

        Size {
            pauses = List.copyOf(pauses);
            clusters = List.copyOf(clusters);
        }
    }

    void run() {
        size.pauses().forEach(this::pause);
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
        Ec2RequestsBench.Counted counted = Ec2RequestsBench.measure(size.requests());
        out.println("direct-backup: " + counted.backup() + " requests to EC2 for " + size.requests()
                + " instances with " + Ec2RequestsBench.VOLUMES + " volumes each in 3 clusters; at least "
                + counted.floor() + "; and " + counted.preflight() + " by the check before");
        figure("ec2_requests_ratio", counted.ratio(), "");
    }

    private void engine() {
        int fewest = size.clusters().get(0);
        int most = size.clusters().get(size.clusters().size() - 1);
        Duration last = Duration.ZERO;
        Duration first = Duration.ZERO;
        for (int clusters : size.clusters()) {
            last = cpu(clusters);
            first = clusters == fewest ? last : first;
        }
        figure("engine_cpu", last.toNanos() / 1e9, "s");
        figure("engine_heap", EngineBench.heapBytes(most, size.stores()) / (double) (1 << 20), "MiB");
        figure("engine_growth", (double) last.toNanos() / most * fewest / first.toNanos(), "");
    }

    private Duration cpu(int clusters) {
        EngineBench.cpu(clusters, size.stores());
        EngineBench.cpu(clusters, size.stores());
        Duration third = EngineBench.cpu(clusters, size.stores());
        out.println("direct-backup: " + clusters + " clusters with " + size.stores() + " stores and "
                + 2 * size.stores() + " volumes each: " + third.toMillis() + " ms of CPU, "
                + Samples.milliseconds(third.dividedBy(clusters)) + " ms for each");
        return third;
    }

    private void figure(String name, double value, String unit) {
        out.println(("figure " + name + " " + String.format(Locale.ROOT, "%.3f", value) + " " + unit).trim());
    }
}
