package io.brfed.sim.direct;

import io.brfed.api.ProviderException.Fault;
import io.brfed.testkit.direct.FakeEbs;
import io.brfed.testkit.direct.FakeStorage.Action;
import io.brfed.testkit.direct.SimulatedTidb.Trouble;
import io.brfed.testkit.tidb.FakeTikv;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;

/** What can go wrong around a direct plane, apart from its own process. */
enum DirectFault {
    THROTTLED((world, chance) -> world.ebs.failNext(FakeEbs.CREATE, "RequestLimitExceeded", 1 + chance.nextInt(4))),
    VOLUME_RATE((world, chance) -> world.ebs.failNext("SnapshotCreationPerVolumeRateExceeded")),
    QUOTA((world, chance) -> world.ebs.failNext("PendingSnapshotLimitExceeded")),
    FORBIDDEN((world, chance) -> world.ebs.failNext("UnauthorizedOperation")),
    ANSWER_LOST((world, chance) -> world.ebs.loseAnswerOf(FakeEbs.CREATE)),
    LANDS_LATE((world, chance) -> world.ebs.landLate(FakeEbs.CREATE, upTo(chance, 120))),
    DROPPED((world, chance) -> world.ebs.dropNext(FakeEbs.CREATE)),
    DELETE_LOST((world, chance) -> world.ebs.loseAnswerOf(FakeEbs.DELETE)),
    SNAPSHOT_ERROR((world, chance) -> world.ebs.failSnapshotsOf(pick(chance, world.allVolumes()))),
    SHOWS_LATE((world, chance) -> world.ebs.showsAfter(upTo(chance, 10))),
    EC2_SILENT((world, chance) -> {
        world.ebs.goesSilent();
        world.time.schedule(upTo(chance, 200), world.ebs::heal);
    }),
    STORAGE_WRITE_LOST((world, chance) -> world.storage.loseAnswerOf(Action.WRITE)),
    STORAGE_WRITE_LATE((world, chance) -> world.storage.landLate(Action.WRITE, upTo(chance, 60))),
    STORAGE_BUSY((world, chance) -> world.storage.failNext(Action.WRITE, Fault.RETRY)),
    STORAGE_OUTAGE((world, chance) -> {
        world.storage.outage(Fault.UNREACHABLE);
        world.time.schedule(upTo(chance, 200), world.storage::heal);
    }),
    PD_LEADER_CHANGE((world, chance) -> world.tidb.pd().leaderChanges()),
    TIKV_RESTART((world, chance) -> pick(chance, world.tidb.stores()).restart()),
    TIKV_DOWN((world, chance) -> {
        FakeTikv store = pick(chance, world.tidb.stores());
        store.stop();
        world.time.schedule(upTo(chance, 100), store::start);
    }),
    WIRE_TROUBLE((world, chance) -> {
        SplittableRandom own = chance.split();
        int percent = 1 + chance.nextInt(30);
        world.simulated.trouble(() -> own.nextInt(100) < percent ? pick(own, List.of(Trouble.values())) : Trouble.NONE);
        world.time.schedule(upTo(chance, 60), () -> world.simulated.trouble(() -> Trouble.NONE));
    }),
    WIRE_CUT((world, chance) -> {
        world.simulated.trouble(() -> Trouble.UNREACHABLE);
        world.time.schedule(upTo(chance, 150), () -> world.simulated.trouble(() -> Trouble.NONE));
    });

    // Lambdas that capture nothing.
    @SuppressWarnings("ImmutableEnumChecker")
    private final BiConsumer<SimulatedWorld, SplittableRandom> effect;

    DirectFault(BiConsumer<SimulatedWorld, SplittableRandom> effect) {
        this.effect = effect;
    }

    void happen(SimulatedWorld world, SplittableRandom chance) {
        effect.accept(world, chance);
    }

    static Duration upTo(SplittableRandom chance, int seconds) {
        return Duration.ofMillis(1 + chance.nextLong(seconds * 1000L));
    }

    private static <T> T pick(SplittableRandom chance, List<T> from) {
        return from.get(chance.nextInt(from.size()));
    }
}
