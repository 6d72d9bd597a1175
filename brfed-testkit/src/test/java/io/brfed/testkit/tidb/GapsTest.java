package io.brfed.testkit.tidb;

import static io.brfed.testkit.tidb.HandWritten.TTL;
import static io.brfed.testkit.tidb.HandWritten.store;
import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.ClusterName;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class GapsTest {
    private final HandWritten world = new HandWritten();

    @Test
    void pauseThatHoldsHasNoGap() {
        world.pause();
        Duration paused = world.time.elapsed();

        world.aMomentPasses();

        assertThat(gapsSince(paused)).isEmpty();
        assertThat(world.tidb.heldThroughout(paused, world.time.elapsed())).isTrue();
    }

    @Test
    void withoutAPauseEveryPartButTheRestartsIsOneGap() {
        Duration begin = world.time.elapsed();
        world.aMomentPasses();

        assertThat(gapsSince(begin))
                .hasSize(8)
                .allSatisfy(gap -> assertThat(gap.reason()).isEqualTo(Gap.Reason.NOT_TAKEN));
        assertThat(world.tidb.heldThroughout(begin, world.time.elapsed())).isFalse();
    }

    @Test
    void leaseRenewedTooLateLeavesAGap() {
        world.pause();
        Duration paused = world.time.elapsed();
        world.tikv(1).finish();
        world.tikv(1).lease(Duration.ofSeconds(1));
        world.time.advance(Duration.ofSeconds(3));
        world.tikv(1).lease(TTL);
        world.time.advance(Duration.ofSeconds(3));

        Duration expired = paused.plusSeconds(1);
        assertThat(gapsSince(paused))
                .contains(new Gap(new PausePart.Lease(store(1)), expired, expired.plusSeconds(2), Gap.Reason.EXPIRED));
    }

    @Test
    void leaseRenewedInTimeLeavesNone() {
        world.pause();
        Duration paused = world.time.elapsed();
        world.time.advance(TTL.dividedBy(2));
        world.pause();
        world.time.advance(TTL.dividedBy(2));

        assertThat(gapsSince(paused)).isEmpty();
    }

    @Test
    void changeOfPdsLeaderEndsTheSchedulersPauseOnly() {
        world.pause();
        Duration paused = world.time.elapsed();
        world.aMomentPasses();
        Duration changed = world.time.elapsed();
        world.pd.leaderChanges();
        world.aMomentPasses();

        assertThat(gapsSince(paused))
                .containsExactly(
                        new Gap(new PausePart.Schedulers(), changed, world.time.elapsed(), Gap.Reason.LEADER_CHANGED));
    }

    @Test
    void pauseTakenAgainAtTheSameInstantHasAGapOfNoLength() {
        world.pause();
        Duration paused = world.time.elapsed();
        world.aMomentPasses();
        Duration changed = world.time.elapsed();
        world.pd.leaderChanges();
        world.pd.pauseSchedulers(TTL);
        world.aMomentPasses();

        assertThat(gapsSince(paused))
                .containsExactly(new Gap(new PausePart.Schedulers(), changed, changed, Gap.Reason.LEADER_CHANGED));
        assertThat(world.tidb.heldThroughout(paused, world.time.elapsed())).isFalse();
    }

    @Test
    void restartIsAGapOfTheStoreAndOfItsLease() {
        world.pause();
        Duration paused = world.time.elapsed();
        world.tikv(2).restart();
        world.aMomentPasses();

        assertThat(gapsSince(paused))
                .containsExactly(
                        new Gap(new PausePart.Lease(store(2)), paused, world.time.elapsed(), Gap.Reason.RESTARTED),
                        new Gap(new PausePart.Restart(store(2)), paused, paused.plusMillis(500), Gap.Reason.RESTARTED));
    }

    @Test
    void garbageCollectionIsHeldAsLongAsAnybodyHoldsIt() {
        world.pause();
        Duration paused = world.time.elapsed();
        world.pd.holdGc("another", world.pd.minResolvedTs(), TTL);
        world.pd.releaseGc("backup");
        world.aMomentPasses();
        Duration released = world.time.elapsed();
        world.pd.releaseGc("another");
        world.aMomentPasses();

        assertThat(gapsSince(paused))
                .containsExactly(new Gap(new PausePart.Gc(), released, world.time.elapsed(), Gap.Reason.GIVEN_BACK));
    }

    @Test
    void storeThatJoinsHasNoLease() {
        world.pause();
        Duration paused = world.time.elapsed();
        world.aMomentPasses();
        Duration joined = world.time.elapsed();
        world.script.join(store(7), new ClusterName("k8s-a"));
        world.aMomentPasses();

        assertThat(gapsSince(paused))
                .containsExactly(
                        new Gap(new PausePart.Lease(store(7)), paused, world.time.elapsed(), Gap.Reason.NOT_TAKEN),
                        new Gap(new PausePart.Restart(store(7)), paused, joined, Gap.Reason.NOT_TAKEN));
    }

    private List<Gap> gapsSince(Duration from) {
        return world.tidb.gapsBetween(from, world.time.elapsed());
    }
}
