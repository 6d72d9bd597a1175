package io.brfed.testkit.tidb;

import static io.brfed.testkit.tidb.HandWritten.store;
import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.StoreId;
import io.brfed.api.Tso;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PhysicsTest {
    private static final Duration TTL = Duration.ofMinutes(1);

    private final HandWritten world = new HandWritten();

    @Test
    void timestampsOnlyGrow() {
        Tso first = world.pd.timestamp();
        Tso second = world.pd.timestamp();
        world.aMomentPasses();

        assertThat(second).isGreaterThan(first);
        assertThat(world.pd.timestamp()).isGreaterThan(second);
    }

    @Test
    void resolvedTimestampWaitsForTheOldestOpenTransaction() {
        world.script.lag(1, store(2), Duration.ofHours(1));
        world.script.lag(1, store(3), Duration.ofHours(1));
        world.script.transfer(0, 1, 1);
        Tso begun = world.pd.timestamp();

        world.transfers(4, 5, 1);

        assertThat(world.pd.minResolvedTs()).isLessThan(begun);
    }

    @Test
    void resolvedTimestampFollowsTheClockWhenNothingIsOpen() {
        Tso before = world.pd.timestamp();

        world.aMomentPasses();

        assertThat(world.pd.minResolvedTs()).isGreaterThan(before);
    }

    @Test
    void newLeaderOfPdMayKnowAnOlderResolvedTimestamp() {
        world.time.advance(Duration.ofMillis(1500));
        Tso before = world.pd.minResolvedTs();

        world.pd.leaderChanges();

        assertThat(world.pd.minResolvedTs()).isLessThan(before);
    }

    @Test
    void newLeaderOfPdForgetsThePausesInItsMemoryButNotTheRestriction() {
        world.pd.pauseSchedulers(TTL);
        world.pd.restrictScheduling(TTL);
        world.pd.holdGc("backup", world.pd.minResolvedTs(), TTL);

        world.pd.leaderChanges();

        assertThat(world.pd.schedulersPaused()).isFalse();
        assertThat(world.pd.schedulingRestricted()).isTrue();
        assertThat(world.pd.gcHolds()).isEqualTo(1);
    }

    @Test
    void pauseOfTheSchedulersTellsWhenItWasAskedForLast() {
        assertThat(world.pd.schedulersPausedAt()).isEmpty();

        world.pd.pauseSchedulers(TTL);
        Duration paused = world.time.elapsed();
        world.aMomentPasses();
        assertThat(world.pd.schedulersPausedAt()).contains(paused);
        world.pd.pauseSchedulers(TTL);
        assertThat(world.pd.schedulersPausedAt()).contains(world.time.elapsed());
        world.pd.resumeSchedulers();

        assertThat(world.pd.schedulersPausedAt()).isEmpty();
    }

    @Test
    void garbageCollectionStaysBelowAHoldAsLongAsItLasts() {
        Tso held = world.pd.minResolvedTs();
        assertThat(world.pd.holdGc("backup", held, TTL).isAccepted()).isTrue();

        world.time.advance(Duration.ofSeconds(50));
        assertThat(world.pd.gcSafePoint()).isLessThanOrEqualTo(held);
        world.time.advance(Duration.ofSeconds(20));

        assertThat(world.pd.gcSafePoint()).isGreaterThan(held);
    }

    @Test
    void holdBelowWhatIsGoneAlreadyIsRefused() {
        Tso old = world.pd.minResolvedTs();
        world.time.advance(Duration.ofSeconds(20));

        GcHold answer = world.pd.holdGc("backup", old, TTL);

        assertThat(answer.isAccepted()).isFalse();
        assertThat(answer.minimum()).isGreaterThan(old);
        assertThat(world.pd.gcHolds()).isZero();
    }

    @Test
    void holdKeepsTheVersionsThatAnOldTimestampNeeds() {
        Tso commitTs = world.pd.minResolvedTs();
        world.pd.holdGc("backup", new Tso(commitTs.bits() - 1), TTL);
        world.transfers(0, 4, 10);
        world.time.advance(Duration.ofSeconds(10));
        world.script.compactData(store(1));

        world.capture(1, 2, 3, 4, 5, 6);

        assertThat(world.judge(commitTs).isConsistent()).isTrue();
    }

    @Test
    void releasedHoldHoldsNoMore() {
        Tso held = world.pd.minResolvedTs();
        world.pd.holdGc("backup", held, TTL);

        world.pd.releaseGc("backup");
        world.time.advance(Duration.ofSeconds(20));

        assertThat(world.pd.gcSafePoint()).isGreaterThan(held);
    }

    @Test
    void entryThatOnlyAMinorityHasIsNotComplete() {
        world.script.lag(1, store(2), Duration.ofHours(1));
        world.script.lag(1, store(3), Duration.ofHours(1));
        Tso before = world.pd.timestamp();

        world.script.transfer(0, 4, 10);
        world.aMomentPasses();

        assertThat(world.tikv(1).hasAppliedAll()).isFalse();
        assertThat(world.pd.minResolvedTs()).isLessThanOrEqualTo(new Tso(before.bits() + 1));
    }

    @Test
    void waitIsOverWhenTheLeaderHasAppliedItsLog() {
        world.script.transfer(0, 4, 10);
        ApplyWait wait = world.tikv(1).waitApply(world.region(1));
        assertThat(wait.state()).isEqualTo(ApplyWait.State.WAITING);

        world.aMomentPasses();

        assertThat(wait.state()).isEqualTo(ApplyWait.State.DONE);
    }

    @Test
    void waitForARegionThatChangedMeanwhileFails() {
        ApplyWait wait = world.tikv(1).waitApply(world.region(1));

        world.script.split(1, 2);
        world.aMomentPasses();

        assertThat(wait.state()).isEqualTo(ApplyWait.State.EPOCH_NOT_MATCH);
        assertThat(world.tikv(4).waitApply(world.region(1)).state()).isEqualTo(ApplyWait.State.REGION_NOT_FOUND);
    }

    @Test
    void allVotersOfARegionMoveInOneChange() {
        world.transfers(0, 4, 10);

        world.script.moveVoters(1, List.of(store(4), store(5), store(6)));
        world.aMomentPasses();
        world.transfers(0, 4, 10);
        world.capture(1, 2, 3, 4, 5, 6);

        assertThat(world.region(1).voters()).containsExactly(store(4), store(5), store(6));
        assertThat(world.region(1).leader()).isIn(List.of(at(4), at(5), at(6)));
        assertThat(world.judge(world.pd.minResolvedTs()).isConsistent()).isTrue();
    }

    @Test
    void mergedRegionHasTheAccountsOfBoth() {
        world.transfers(0, 4, 10);
        world.script.merge(1, 2);
        world.aMomentPasses();
        world.transfers(1, 5, 10);

        world.capture(1, 2, 3, 4, 5, 6);

        assertThat(world.pd.regions()).singleElement().satisfies(region -> {
            assertThat(region.firstAccount()).isZero();
            assertThat(region.endAccount()).isEqualTo(8);
        });
        assertThat(world.judge(world.pd.minResolvedTs()).isConsistent()).isTrue();
    }

    @Test
    void anotherVoterLeadsWhenTheLeadersStoreStops() {
        world.transfers(0, 4, 10);

        world.tikv(1).stop();
        world.aMomentPasses();
        world.transfers(0, 4, 10);
        world.capture(1, 2, 3, 4, 5, 6);

        assertThat(world.region(1).leader()).isIn(List.of(at(2), at(3)));
        assertThat(world.judge(world.pd.minResolvedTs()).isConsistent()).isTrue();
    }

    @Test
    void regionWithoutAMajorityHasNoLeaderAndTheResolvedTimestampStandsStill() {
        world.tikv(1).stop();
        world.tikv(2).stop();
        world.aMomentPasses();
        Tso before = world.pd.minResolvedTs();

        world.aMomentPasses();

        assertThat(world.region(1).leader()).isEmpty();
        assertThat(world.pd.minResolvedTs()).isEqualTo(before);
    }

    @Test
    void regionGoesOnWhenItsStoresAreBack() {
        world.tikv(1).stop();
        world.tikv(2).stop();
        world.aMomentPasses();

        world.tikv(1).start();
        world.aMomentPasses();
        world.transfers(0, 4, 10);
        world.capture(1, 2, 3, 4, 5, 6);

        assertThat(world.region(1).leader()).isPresent();
        assertThat(world.judge(world.pd.minResolvedTs()).isConsistent()).isTrue();
    }

    @Test
    void operatorsUnderWayOutliveASchedulerPause() {
        world.script.moveVoter(1, store(2), store(4));
        assertThat(world.pd.operators()).isEqualTo(1);

        world.pd.pauseSchedulers(TTL);
        world.aMomentPasses();

        assertThat(world.region(1).voters()).containsExactly(store(1), store(3), store(4));
        assertThat(world.pd.operators()).isZero();
    }

    @Test
    void cancelledOperatorLeavesWhatItHasDone() {
        world.script.moveVoter(1, store(2), store(4));
        world.pd.cancelOperators();

        world.aMomentPasses();

        assertThat(world.region(1).voters()).containsExactly(store(1), store(2), store(3));
        assertThat(world.region(1).learners()).containsExactly(store(4));
    }

    @Test
    void learnerThatWasLeftOverDoesNotVote() {
        world.script.moveVoter(1, store(2), store(4));
        world.pd.cancelOperators();
        world.transfers(0, 5, 10);

        world.capture(1, 2, 3, 4, 5, 6);

        assertThat(world.judge(world.pd.minResolvedTs()).isConsistent()).isTrue();
    }

    @Test
    void readsDoNotChangeWhatHappens() {
        HandWritten other = new HandWritten();
        for (int i = 0; i < 20; i++) {
            other.pd.regions();
            other.time.advance(Duration.ofMillis(100));
        }
        world.time.advance(Duration.ofSeconds(2));

        assertThat(other.tikv(1).capture()).isEqualTo(world.tikv(1).capture());
        assertThat(other.pd.minResolvedTs()).isEqualTo(world.pd.minResolvedTs());
    }

    private static Optional<StoreId> at(int store) {
        return Optional.of(store(store));
    }
}
