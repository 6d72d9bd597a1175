package io.brfed.testkit.tidb;

import static io.brfed.testkit.tidb.HandWritten.store;
import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.ClusterName;
import io.brfed.api.Tso;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class OracleTest {
    private final HandWritten world = new HandWritten();

    @Test
    void capturesAtOneInstantGiveEveryAccountBack() {
        world.transfers(0, 4, 10);

        world.capture(1, 2, 3, 4, 5, 6);

        assertThat(world.judge(world.pd.minResolvedTs())).isInstanceOf(Judgement.Consistent.class);
        assertThat(restored(world.pd.minResolvedTs()).balances())
                .containsEntry(0, 90L)
                .containsEntry(4, 110L);
    }

    @Test
    void whatCameAfterTheTimestampIsGone() {
        Tso commitTs = world.pd.minResolvedTs();
        world.transfers(0, 4, 10);

        world.capture(1, 2, 3, 4, 5, 6);

        assertThat(world.judge(commitTs)).isInstanceOf(Judgement.Consistent.class);
        assertThat(restored(commitTs).balances()).containsEntry(0, 100L).containsEntry(4, 100L);
    }

    @Test
    void twoVotersMovedBetweenCapturesFail() {
        Tso commitTs = world.pd.minResolvedTs();
        world.capture(4, 5);
        assertThat(world.script.moveVoters(1, List.of(store(1), store(4), store(5))))
                .isTrue();
        world.aMomentPasses();

        world.capture(1, 2, 3, 6);

        assertThat(crash(commitTs)).isEqualTo(CrashReason.NO_LEADER);
    }

    @Test
    void oneVoterAfterTheOtherMovedBetweenCapturesFails() {
        Tso commitTs = world.pd.minResolvedTs();
        world.capture(4, 5);
        world.script.moveVoter(1, store(2), store(4));
        world.aMomentPasses();
        world.script.moveVoter(1, store(3), store(5));
        world.aMomentPasses();

        world.capture(1, 2, 3, 6);

        assertThat(crash(commitTs)).isEqualTo(CrashReason.NO_LEADER);
    }

    @Test
    void garbageCollectionAboveTheTimestampBeforeACaptureFails() {
        Tso commitTs = world.pd.minResolvedTs();
        world.transfers(0, 4, 10);
        world.time.advance(Duration.ofSeconds(10));
        world.script.compactData(store(1));

        world.capture(1, 2, 3, 4, 5, 6);

        assertThat(world.pd.gcSafePoint()).isGreaterThan(commitTs);
        assertThat(world.judge(commitTs)).isEqualTo(new Judgement.WrongBalance(0, 100, OptionalLong.empty(), 1));
    }

    @Test
    void logVolumeCapturedBeforeDataVolumeWithAFlushBetweenFails() {
        Tso commitTs = world.pd.minResolvedTs();
        world.captures.add(world.tikv(1).capture(VolumeRole.LOG));
        world.transfers(0, 4, 10);
        world.script.flush(store(1));

        world.captures.add(world.tikv(1).capture(VolumeRole.DATA));
        world.capture(2, 3, 4, 5, 6);

        assertThat(crash(commitTs)).isEqualTo(CrashReason.DATA_AHEAD_OF_LOG);
    }

    @Test
    void dataVolumeCapturedBeforeLogVolumeWithACompactionBetweenFails() {
        Tso commitTs = world.pd.minResolvedTs();
        world.captures.add(world.tikv(1).capture(VolumeRole.DATA));
        world.transfers(0, 4, 10);
        world.script.flush(store(1));
        assertThat(world.script.compactLog(1)).isTrue();
        world.aMomentPasses();

        world.captures.add(world.tikv(1).capture(VolumeRole.LOG));
        world.capture(2, 3, 4, 5, 6);

        assertThat(crash(commitTs)).isEqualTo(CrashReason.LOG_CUT_BEYOND_DATA);
    }

    @Test
    void importUploadedAfterOneCaptureAndAppliedOnOtherStoresFails() {
        Tso commitTs = world.pd.minResolvedTs();
        world.capture(1);
        assertThat(world.script.importInto(0, 5)).isTrue();
        world.aMomentPasses();

        world.capture(2, 3, 4, 5, 6);

        assertThat(crash(commitTs)).isEqualTo(CrashReason.IMPORT_FILE_MISSING);
    }

    @Test
    void maximumOfTheMembersTimestampsFailsWhereTheMinimumHolds() {
        Tso least = world.pd.minResolvedTs();
        world.capture(1, 2, 3);
        world.transfers(0, 4, 10);
        Tso most = world.pd.minResolvedTs();
        world.capture(4, 5, 6);

        assertThat(world.judge(most)).isEqualTo(new Judgement.WrongBalance(0, 90, OptionalLong.of(100), 1));
        assertThat(world.judge(least)).isInstanceOf(Judgement.Consistent.class);
    }

    @Test
    void restoreTimestampBelowACommitFails() {
        Tso commitTs = world.pd.minResolvedTs();
        world.transfers(0, 4, 10);
        world.capture(1, 2, 3, 4, 5, 6);

        Judgement tooLow = world.tidb.judge(world.captures, commitTs, new Tso(commitTs.bits() + 1));

        assertThat(((Judgement.Unrestorable) tooLow).crash().reason())
                .isEqualTo(CrashReason.COMMIT_ABOVE_RESTORE_TIMESTAMP);
        assertThat(world.tidb.judge(world.captures, commitTs, world.tidb.afterReset(commitTs)))
                .isInstanceOf(Judgement.Consistent.class);
    }

    @Test
    void volumeWithoutACaptureFails() {
        world.captures.add(world.tikv(1).capture(VolumeRole.LOG));
        world.capture(2, 3, 4, 5, 6);

        assertThat(crash(world.pd.minResolvedTs())).isEqualTo(CrashReason.VOLUME_MISSING);
    }

    @Test
    void storeThatJoinedBetweenCapturesAndIsNotCapturedFails() {
        Tso commitTs = world.pd.minResolvedTs();
        world.capture(1, 2, 3, 4, 5);
        world.script.join(store(7), new ClusterName("k8s-a"));
        world.aMomentPasses();

        world.capture(6);

        assertThat(crash(commitTs)).isEqualTo(CrashReason.VOLUME_MISSING);
    }

    @Test
    void storeThatJoinedAfterwardsDoesNoHarm() {
        Tso commitTs = world.pd.minResolvedTs();
        world.capture(1, 2, 3, 4, 5, 6);
        world.aMomentPasses();
        world.script.join(store(7), new ClusterName("k8s-a"));
        world.script.moveVoters(1, List.of(store(1), store(2), store(7)));
        world.aMomentPasses();

        assertThat(world.region(1).voters()).contains(store(7));
        assertThat(world.judge(commitTs)).isInstanceOf(Judgement.Consistent.class);
    }

    @Test
    void splitAfterOneCaptureDoesNoHarm() {
        Tso commitTs = world.pd.minResolvedTs();
        world.capture(1);
        assertThat(world.script.split(1, 2)).isTrue();
        world.aMomentPasses();

        world.capture(2, 3, 4, 5, 6);

        assertThat(world.judge(commitTs)).isInstanceOf(Judgement.Consistent.class);
    }

    @Test
    void splitAfterMostCapturesDoesNoHarm() {
        world.transfers(3, 0, 7);
        Tso commitTs = world.pd.minResolvedTs();
        world.capture(1, 2);
        assertThat(world.script.split(1, 2)).isTrue();
        world.aMomentPasses();
        world.transfers(3, 0, 7);

        world.capture(3, 4, 5, 6);

        assertThat(world.judge(commitTs)).isInstanceOf(Judgement.Consistent.class);
    }

    @Test
    void oneVoterMovedBetweenCapturesDoesNoHarm() {
        world.transfers(0, 1, 3);
        Tso commitTs = world.pd.minResolvedTs();
        world.capture(4);
        assertThat(world.script.moveVoter(1, store(2), store(4))).isTrue();
        world.aMomentPasses();

        world.capture(1, 2, 3, 5, 6);

        assertThat(world.region(1).voters()).containsExactly(store(1), store(3), store(4));
        assertThat(world.judge(commitTs)).isInstanceOf(Judgement.Consistent.class);
    }

    @Test
    void laggingFollowerDoesNoHarm() {
        world.script.lag(1, store(3), Duration.ofHours(1));
        world.transfers(0, 4, 10);

        world.capture(1, 2, 3, 4, 5, 6);

        assertThat(world.judge(world.pd.minResolvedTs())).isInstanceOf(Judgement.Consistent.class);
    }

    @Test
    void followerBehindTheLeadersLogGetsASnapshot() {
        world.script.lag(1, store(3), Duration.ofHours(1));
        world.transfers(0, 4, 10);
        world.script.flush(store(1));
        assertThat(world.script.compactLogFully(1)).isTrue();
        world.aMomentPasses();

        world.capture(1, 2, 3, 4, 5, 6);

        assertThat(world.judge(world.pd.minResolvedTs())).isInstanceOf(Judgement.Consistent.class);
    }

    @Test
    void lostSchedulerPauseUnderLeasesDoesNoHarm() {
        world.pause();
        Tso commitTs = world.pd.minResolvedTs();
        world.capture(4, 5);
        world.pd.leaderChanges();
        world.script.moveVoters(1, List.of(store(1), store(4), store(5)));
        world.aMomentPasses();

        world.capture(1, 2, 3, 6);

        assertThat(world.pd.schedulersPaused()).isFalse();
        assertThat(world.judge(commitTs)).isInstanceOf(Judgement.Consistent.class);
    }

    @Test
    void mergeBetweenCapturesDoesNoHarmIfNoVoterMoved() {
        world.script.moveVoters(1, List.of(store(4), store(5), store(6)));
        world.aMomentPasses();
        world.transfers(0, 7, 1);
        Tso commitTs = world.pd.minResolvedTs();
        world.capture(4);
        assertThat(world.script.merge(1, 2)).isTrue();
        world.aMomentPasses();
        assertThat(world.pd.regions()).hasSize(1);

        world.capture(1, 2, 3, 5, 6);

        assertThat(world.judge(commitTs)).isInstanceOf(Judgement.Consistent.class);
    }

    private CrashReason crash(Tso commitTs) {
        return ((Judgement.Unrestorable) world.judge(commitTs)).crash().reason();
    }

    private RestoreOutcome.Restored restored(Tso commitTs) {
        return (RestoreOutcome.Restored) world.tidb.restore(world.captures, commitTs, world.tidb.afterReset(commitTs));
    }
}
