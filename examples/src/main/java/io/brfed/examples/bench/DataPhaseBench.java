package io.brfed.examples.bench;

import io.brfed.api.StoreId;
import io.brfed.api.Tso;
import io.brfed.internal.direct.recovery.NativeRecovery;
import io.brfed.internal.direct.recovery.RecoveryListener.Step;
import io.brfed.internal.direct.recovery.RecoveryReach;
import io.brfed.internal.direct.recovery.RecoverySettings;
import io.brfed.internal.direct.recovery.RecoveryTask;
import io.brfed.testkit.VirtualTime;
import io.brfed.testkit.direct.FakePdClient;
import io.brfed.testkit.direct.FakePdRecovery;
import io.brfed.testkit.direct.FakeRecoveringTidb;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * How long taking all regions back takes, beside what the calls alone would: two for each region, so many at a time. Time
 * is virtual.
 */
final class DataPhaseBench {
    static final int REGIONS = 20_000;
    static final int WORKERS = 128;

    private static final Duration CALL = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final int EVENTS = 100_000_000;

    private final int regions;
    private final int workers;
    private final PrintStream out;

    DataPhaseBench(int regions, int workers, PrintStream out) {
        this.regions = regions;
        this.workers = workers;
        this.out = out;
    }

    void run() {
        VirtualTime time = VirtualTime.create().maxEvents(EVENTS);
        FakeRecoveringTidb tidb = FakeRecoveringTidb.of(time, 3, regions).callTakes(CALL);
        FakePdClient pd = FakePdClient.on(time, tidb);
        Tso resolved = Tso.at(time.now().minusSeconds(60));
        CompletableFuture<Duration> led = new CompletableFuture<>();
        NativeRecovery recovery = NativeRecovery.of(
                new RecoveryReach(
                        pd,
                        FakePdRecovery.of(time, pd).bootstrapped().marked(),
                        tidb,
                        time,
                        RecoverySettings.DEFAULT.withWorkers(workers)),
                new RecoveryTask(
                        "bench", Set.of(new StoreId(1), new StoreId(2), new StoreId(3)), resolved, resolved, 0),
                state -> CompletableFuture.completedFuture(null),
                (step, done, all) -> {
                    if (step == Step.LEAD) {
                        led.complete(time.elapsed());
                    }
                });
        time.await(recovery.run(), LONGEST);
        Duration took = time.elapsed().minus(led.join());
        Duration floor = CALL.multipliedBy(2L * regions).dividedBy(workers);
        out.println("direct-restore: " + regions + " regions taken back in " + took.toMillis()
                + " ms of virtual time, with calls of " + CALL.toMillis() + " ms, " + workers + " at a time; floor "
                + floor.toMillis() + " ms, budget 1.1 times that");
        out.println(
                String.format(Locale.ROOT, "figure data_phase_ratio %.3f", (double) took.toNanos() / floor.toNanos()));
    }
}
