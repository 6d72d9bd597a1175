package io.brfed.examples.bench;

import io.brfed.Federation;
import io.brfed.testkit.FakeFederation;
import io.brfed.testkit.VirtualTime;
import java.io.PrintStream;
import java.time.Duration;

/**
 * How long a test waits for its world: from nothing to the first effect of a backup on a fresh federation of fakes, and
 * to the end of that backup.
 */
final class TestkitBench {
    static final int WORLDS = 200;

    private static final int CLUSTERS = 3;

    private final int worlds;
    private final PrintStream out;

    TestkitBench(int worlds, PrintStream out) {
        this.worlds = worlds;
        this.out = out;
    }

    void run() {
        Samples starts = new Samples();
        Samples backups = new Samples();
        Took first = take(0);
        for (int seed = 1; seed <= worlds; seed++) {
            Took took = take(seed);
            starts.add(took.start);
            backups.add(took.backup);
        }
        out.println("testkit: a world of " + CLUSTERS + " clusters per test, " + worlds + " tests after the first");
        out.println("  start: from nothing to the first effect of a backup; budget: under 50 ms after the first");
        figure("world_first_start_ms", first.start);
        figure("world_start_ms", starts.percentile(99));
        figure("world_start_p50_ms", starts.percentile(50));
        figure("world_backup_p50_ms", backups.percentile(50));
    }

    private static Took take(long seed) {
        long began = System.nanoTime();
        FakeFederation federation = FakeFederation.of(CLUSTERS, VirtualTime.seeded(seed));
        long[] effect = new long[1];
        federation.onEffect(each -> effect[0] = effect[0] == 0 ? System.nanoTime() : effect[0]);
        Federation.backup(federation.clusters())
                .named("nightly")
                .scheduler(federation.time())
                .execute()
                .orThrow();
        return new Took(Duration.ofNanos(effect[0] - began), Duration.ofNanos(System.nanoTime() - began));
    }

    private void figure(String name, Duration value) {
        out.println("figure " + name + " " + Samples.milliseconds(value) + " ms");
    }

    private record Took(Duration start, Duration backup) {}
}
