package io.brfed.sim;

import io.brfed.api.Condition;
import io.brfed.testkit.FakeDataPlane;
import io.brfed.testkit.FakeFederation;
import io.brfed.testkit.FederationLayout;
import io.brfed.testkit.PlaneScript;
import io.brfed.testkit.SeededFaults;
import io.brfed.testkit.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What a world looks like and how much goes wrong in it, drawn from a source of chance. */
final class WorldPlan {
    private static final int MIN_CLUSTERS = 2;
    private static final int MAX_CLUSTERS = 5;
    private static final int MAX_STORES = 3;
    private static final int MIN_STORES_IN_ALL = 4;
    private static final int PERCENT = 100;
    private static final int TRANSACTIONS = 50;
    private static final Duration BUSY = Duration.ofSeconds(45);

    /** What kind of planes a federation has. */
    enum Planes {
        OPERATOR,
        DIRECT,
        MIXED
    }

    private final SplittableRandom chance;
    private final List<Integer> stores;
    private final Planes planes;
    private final boolean oneFault;

    private WorldPlan(SplittableRandom chance, List<Integer> stores, Planes planes, boolean oneFault) {
        this.chance = chance;
        this.stores = List.copyOf(stores);
        this.planes = planes;
        this.oneFault = oneFault;
    }

    static WorldPlan random(SplittableRandom chance) {
        int clusters = chance.nextInt(MIN_CLUSTERS, MAX_CLUSTERS + 1);
        List<Integer> stores = new ArrayList<>();
        for (int i = 0; i < clusters; i++) {
            stores.add(chance.nextInt(1, MAX_STORES + 1));
        }
        for (int i = 0; stores.stream().mapToInt(Integer::intValue).sum() < MIN_STORES_IN_ALL; i++) {
            stores.set(i % clusters, Math.min(MAX_STORES, stores.get(i % clusters) + 1));
        }
        int kind = chance.nextInt(PERCENT);
        return new WorldPlan(
                chance, stores, kind < 45 ? Planes.OPERATOR : kind < 85 ? Planes.DIRECT : Planes.MIXED, false);
    }

    static WorldPlan reference(SplittableRandom chance) {
        return new WorldPlan(chance, List.of(2, 2, 2), chance.nextBoolean() ? Planes.OPERATOR : Planes.DIRECT, true);
    }

    /** The federation to be backed up. */
    FakeFederation source() {
        VirtualTime time = VirtualTime.seeded(chance.nextLong());
        return furnished(FakeFederation.of(layout().volumes(chance.nextInt(1, 3)), time));
    }

    /** A federation to restore into. */
    FakeFederation target(FakeFederation source) {
        return furnished(source.another(layout().withoutTidb()));
    }

    SeededFaults faults(FakeFederation federation) {
        List<String> names =
                federation.planes().stream().map(plane -> plane.name().value()).toList();
        return oneFault ? SeededFaults.one(chance, names) : SeededFaults.from(chance, names);
    }

    /** True in so many of 100 cases. */
    boolean odds(int percent) {
        return chance.nextInt(PERCENT) < percent;
    }

    /** A time of up to a limit. */
    Duration within(Duration limit) {
        return Duration.ofMillis(chance.nextLong(limit.toMillis()) + 1);
    }

    boolean randomEffects() {
        return !oneFault;
    }

    /** Whether a complete backup is restored: always in the reference world, mostly elsewhere. */
    boolean restores() {
        return oneFault || odds(80);
    }

    /** Whether what comes after backup and restore is played, in so many of 100 cases; not in the reference world. */
    boolean also(int percent) {
        return !oneFault && odds(percent);
    }

    /** Whether an operation that has ended is asked for again; not in the reference world. */
    boolean asksAgain() {
        return !oneFault;
    }

    /** Eight regions and fifty transactions, while the backup is under way. */
    private FederationLayout layout() {
        return FederationLayout.of(stores).seed(chance.nextLong()).transactions(TRANSACTIONS, BUSY);
    }

    private FakeFederation furnished(FakeFederation federation) {
        federation.planes().forEach(this::behave);
        return federation;
    }

    private void behave(FakeDataPlane plane) {
        boolean direct = planes == Planes.DIRECT || (planes == Planes.MIXED && chance.nextBoolean());
        PlaneScript script =
                direct ? plane.script().directLike() : plane.script().operatorLike();
        script.takes(Condition.INITIALIZED, within(Duration.ofSeconds(15)))
                .takes(Condition.SNAPSHOTS_CREATED, within(Duration.ofSeconds(odds(10) ? 300 : 40)))
                .takes(Condition.PAUSE_ENDED, within(Duration.ofSeconds(2)))
                .takes(Condition.VOLUMES_COMPLETE, within(Duration.ofSeconds(odds(10) ? 900 : 60)))
                .takes(Condition.COMPLETE, within(Duration.ofSeconds(5)))
                .takes(Condition.VOLUMES_RESTORED, within(Duration.ofSeconds(odds(10) ? 900 : 60)))
                .takes(Condition.TIKV_READY, within(Duration.ofSeconds(60)))
                .takes(Condition.DATA_RESTORED, within(Duration.ofSeconds(60)));
        if (odds(10)) {
            script.deletionTakes(within(Duration.ofSeconds(60)));
        }
        SplittableRandom own = chance.split();
        long slowest = 1 + own.nextLong(odds(20) ? 200_000_000L : 20_000_000L);
        plane.faults().latency(() -> Duration.ofNanos(own.nextLong(slowest)));
    }
}
