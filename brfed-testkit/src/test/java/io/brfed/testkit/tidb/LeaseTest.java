package io.brfed.testkit.tidb;

import static io.brfed.testkit.tidb.HandWritten.TTL;
import static io.brfed.testkit.tidb.HandWritten.store;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeaseTest {
    private static final Duration TEN_MILLIS = Duration.ofMillis(10);

    private final HandWritten world = new HandWritten();

    @Test
    void saysWhetherTheLastOneWasStillInForce() {
        FakeTikv tikv = world.tikv(1);

        assertThat(tikv.lease(TTL)).isFalse();
        assertThat(tikv.lease(TTL)).isTrue();
        world.time.advance(TTL);
        assertThat(tikv.lease(TTL)).isFalse();
        assertThat(tikv.finish()).isTrue();
        assertThat(tikv.finish()).isFalse();
    }

    @Test
    void onlyGetsLonger() {
        world.tikv(1).lease(TTL);

        world.tikv(1).lease(TEN_MILLIS);
        world.aMomentPasses();

        assertThat(world.tikv(1).isLeased()).isTrue();
    }

    @Test
    void refusesSplits() {
        world.tikv(1).lease(TTL);

        assertThat(world.script.split(1, 2)).isFalse();
    }

    @Test
    void refusesLogCompaction() {
        world.tikv(1).lease(TTL);

        assertThat(world.script.compactLog(1)).isFalse();
    }

    @Test
    void refusesLeaderTransfers() {
        world.tikv(1).lease(TTL);

        assertThat(world.script.transferLeader(1, store(2))).isFalse();
        assertThat(world.script.transferLeader(2, store(5))).isTrue();
    }

    @Test
    void refusesChangesOfPeersUntilItEnds() {
        world.tikv(1).lease(Duration.ofMillis(100));

        world.script.moveVoter(1, store(2), store(4));
        world.time.advance(Duration.ofMillis(90));
        assertThat(world.region(1).learners()).isEmpty();
        world.aMomentPasses();

        assertThat(world.region(1).voters()).containsExactly(store(1), store(3), store(4));
    }

    @Test
    void refusesTheFirstHalfOfAMerge() {
        world.script.moveVoters(1, List.of(store(4), store(5), store(6)));
        world.aMomentPasses();
        world.tidb.stores().forEach(tikv -> tikv.lease(TTL));

        world.script.merge(1, 2);
        world.aMomentPasses();

        assertThat(world.pd.regions()).hasSize(2);
        assertThat(world.tikv(4).hasPendingAdmin()).isFalse();
    }

    @Test
    void letsTheSecondHalfOfAMergePass() {
        world.script.moveVoters(1, List.of(store(4), store(5), store(6)));
        world.aMomentPasses();
        world.script.merge(1, 2);
        world.time.advance(TEN_MILLIS);
        assertThat(world.tidb.stores()).anyMatch(FakeTikv::hasPendingAdmin);

        world.tidb.stores().forEach(tikv -> tikv.lease(TTL));
        world.aMomentPasses();

        assertThat(world.pd.regions()).hasSize(1);
    }

    @Test
    void letsWhatIsInTheLogTakeEffect() {
        world.script.split(1, 2);

        world.tikv(1).lease(TTL);
        assertThat(world.tikv(1).hasPendingAdmin()).isTrue();
        world.aMomentPasses();

        assertThat(world.pd.regions()).hasSize(3);
        assertThat(world.tikv(1).hasPendingAdmin()).isFalse();
    }

    @Test
    void refusesImports() {
        world.tikv(1).lease(TTL);

        world.script.importInto(0, 5);
        world.aMomentPasses();
        world.capture(1, 2, 3, 4, 5, 6);

        RestoreOutcome outcome =
                world.tidb.restore(world.captures, world.pd.timestamp(), world.tidb.afterReset(world.pd.timestamp()));
        assertThat(((RestoreOutcome.Restored) outcome).balances()).containsEntry(0, 100L);
    }

    @Test
    void letsTransfersPass() {
        world.tidb.stores().forEach(tikv -> tikv.lease(TTL));

        world.transfers(0, 4, 10);
        world.capture(1, 2, 3, 4, 5, 6);

        assertThat(world.judge(world.pd.minResolvedTs()).isConsistent()).isTrue();
    }

    @Test
    void isForgottenByARestart() {
        world.tikv(1).lease(TTL);
        Duration before = world.pd.stores().get(0).startedAt();

        world.tikv(1).restart();
        world.aMomentPasses();

        assertThat(world.tikv(1).isUp()).isTrue();
        assertThat(world.tikv(1).isLeased()).isFalse();
        assertThat(world.pd.stores().get(0).startedAt()).isGreaterThan(before);
    }
}
