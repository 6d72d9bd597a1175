package io.brfed.internal.protocol;

import static io.brfed.internal.protocol.BackupStagesTest.complete;
import static io.brfed.internal.protocol.BackupStagesTest.executing;
import static io.brfed.internal.protocol.BackupStagesTest.finishing;
import static io.brfed.internal.protocol.BackupStagesTest.initialized;
import static io.brfed.internal.protocol.BackupStagesTest.initializing;
import static io.brfed.internal.protocol.BackupStagesTest.pauseEnded;
import static io.brfed.internal.protocol.BackupStagesTest.resumed;
import static io.brfed.internal.protocol.BackupStagesTest.snapshotsCreated;
import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.ClusterName;
import io.brfed.api.Condition;
import io.brfed.api.FailureCause;
import io.brfed.api.FailureCause.Kind;
import io.brfed.api.Phase;
import io.brfed.api.Reached;
import io.brfed.api.Verdict;
import io.brfed.internal.protocol.Decision.Ending;
import io.brfed.plane.PauseState.Hold;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What makes a backup fail, and which cause is told. */
class BackupFailuresTest {
    private static final Duration ONE = Duration.ofMinutes(1);
    private static final Duration TWO = Duration.ofMinutes(2);

    @ParameterizedTest
    @EnumSource(names = {"INITIALIZE_FAILED", "VOLUMES_FAILED", "FAILED", "INVALID"})
    void aFailingLaterMemberIsNoticedAtOnce_B20(Condition failure) {
        Decision decision = executing()
                .allRecorded()
                .member("c", member -> member.has(failure))
                .decide();

        assertThat(decision.stage()).isEqualTo("RELEASING");
        assertThat(decision.failure().flatMap(FailureCause::member)).contains(new ClusterName("c"));
        assertThat(Steps.of(decision)).startsWith("a RESUME failed");
    }

    @Test
    void aFailureIsNoticedBeforeAMissingMemberIsCreated_B2() {
        Decision decision = initialized()
                .member("a", member -> member.has(Condition.FAILED))
                .decide();

        assertThat(Steps.of(decision)).containsExactly("a TEARDOWN failed");
    }

    @Test
    void aFailedInitializationBeatsATakenPause_B3() {
        Decision decision = initialized()
                .member("a", member -> member.has(Condition.INITIALIZE_FAILED))
                .decide();

        assertThat(decision.failure().map(FailureCause::kind)).contains(Kind.PAUSE_LOST);
        assertThat(Steps.of(decision)).containsExactly("a TEARDOWN failed");
    }

    @Test
    void aFailedInitializationBeatsSnapshotsOfAllMembers_B3() {
        Decision decision = snapshotsCreated()
                .everyMember(MemberDraft::confirmed)
                .member("a", member -> member.has(Condition.INITIALIZE_FAILED))
                .decide();

        assertThat(Steps.of(decision)).doesNotContain("a RESUME ok").contains("b TEARDOWN failed");
    }

    @Test
    void aFailedInitializationAfterTheEndOfThePauseIsIgnored_B19() {
        Decision decision = pauseEnded()
                .member("a", member -> member.has(Condition.INITIALIZE_FAILED))
                .decide();

        assertThat(decision.failure()).isEmpty();
        assertThat(decision.stage()).isEqualTo("SNAPSHOTTING");
    }

    @Test
    void aFailedInitializationBeforeTheEndOfThePauseIsConfirmedCounts_B19() {
        Decision decision = resumed()
                .member("a", member -> member.has(Condition.INITIALIZE_FAILED))
                .decide();

        assertThat(decision.failure().map(FailureCause::kind)).contains(Kind.PAUSE_LOST);
    }

    @Test
    void aPauseThatEndedBeforeAnybodyAskedForItIsLost() {
        Decision decision = snapshotsCreated()
                .everyMember(MemberDraft::confirmed)
                .member("a", member -> member.has(Condition.PAUSE_ENDED))
                .decide();

        assertThat(decision.failure())
                .contains(FailureCause.on(
                        new ClusterName("a"),
                        Kind.PAUSE_LOST,
                        "PauseEndedEarly",
                        "the pause ended before all snapshots were seen to be created, and this operation did not ask for it;"
                                + " find out who did and take the backup again"));
    }

    @Test
    void aRecordedMemberThatIsGoneIsAFailureForANewDriverToo_B5() {
        Decision decision = executing()
                .allRecorded()
                .member("a", member -> member.absent().notSeenBefore())
                .decide();

        assertThat(decision.failure().map(FailureCause::reason)).contains("Gone");
        assertThat(decision.failure().map(FailureCause::kind)).contains(Kind.MEMBER_LOST);
        assertThat(Steps.of(decision)).containsExactly("b TEARDOWN failed", "c TEARDOWN failed");
    }

    @Test
    void aMemberOnceSeenThatIsGoneIsAFailureThoughNobodyRecordedIt_B6() {
        Decision decision = executing().member("c", MemberDraft::absent).decide();

        assertThat(decision.failure().map(FailureCause::reason)).contains("Gone");
        assertThat(Steps.of(decision)).noneMatch(step -> step.endsWith("create"));
    }

    @Test
    void aMemberThatTheVerdictNamesIsNeverCreatedAgain_B6() {
        Decision decision = executing()
                .everyMember(member -> member.has(Condition.SNAPSHOTS_CREATED))
                .member("a", member -> member.live(Phase.RESUME).knows(Situations.ok("a", "b", "c")))
                .member("c", member -> member.absent().notSeenBefore())
                .decide();

        assertThat(decision.failure().map(FailureCause::reason)).contains("Gone");
        assertThat(Steps.of(decision)).noneMatch(step -> step.endsWith("create"));
    }

    @Test
    void aMemberThatNobodyRecordedOrSawIsCreatedWhileThePauseHolds_B6() {
        Decision decision = executing()
                .recorded("a")
                .member("c", member -> member.absent().notSeenBefore())
                .decide();

        assertThat(Steps.of(decision)).containsExactly("c EXECUTE create");
    }

    @Test
    void aMemberThatNobodyRecordedOrSawIsNotCreatedOnceHopeIsGone_B6() {
        Decision decision = executing()
                .member("c", member -> member.absent().notSeenBefore())
                .stopped(Situations.CAUSE, Duration.ZERO)
                .decide();

        assertThat(Steps.of(decision)).containsExactly("a RESUME failed", "b TEARDOWN failed");
    }

    @Test
    void aMemberBeingDeletedIsLost_B6() {
        Decision decision = executing()
                .allRecorded()
                .member("b", member -> member.deleting(Phase.EXECUTE))
                .decide();

        assertThat(decision.failure().map(FailureCause::reason)).contains("BeingDeleted");
        assertThat(Steps.of(decision)).containsExactly("a RESUME failed", "c TEARDOWN failed");
    }

    @Test
    void aForeignMemberIsAFailureAndLeftAlone_B13() {
        Decision decision = executing().member("b", MemberDraft::foreign).decide();

        assertThat(decision.failure())
                .contains(FailureCause.on(
                        new ClusterName("b"),
                        Kind.MEMBER_FOREIGN,
                        "NotOurs",
                        "Backup fed-nightly exists and carries no stamp of this operation; it was left untouched. Remove it,"
                                + " or choose another name"));
        assertThat(Steps.of(decision)).containsExactly("a RESUME failed", "c TEARDOWN failed");
    }

    @Test
    void aMemberOfAnotherOperationIsAFailureAndLeftAlone_B13() {
        Decision decision = executing()
                .member("b", member -> member.ofOther("op-2", Phase.EXECUTE))
                .decide();

        assertThat(decision.failure())
                .contains(FailureCause.on(
                        new ClusterName("b"),
                        Kind.MEMBER_FOREIGN,
                        "OtherOperation",
                        "the member belongs to operation op-2; it was left untouched"));
        assertThat(Steps.of(decision)).containsExactly("a RESUME failed", "c TEARDOWN failed");
    }

    @Test
    void anInitializerOfAnotherOperationIsNotToldToResume_B13() {
        Decision decision = executing()
                .member("a", member -> member.ofOther("op-2", Phase.EXECUTE))
                .decide();

        assertThat(Steps.of(decision)).containsExactly("b TEARDOWN failed", "c TEARDOWN failed");
    }

    @Test
    void aForeignInitializerHoldsNoPauseOfOursToWaitFor_B13() {
        Decision decision = Situations.backup("a", "b")
                .member("a", MemberDraft::foreign)
                .pauseAsked(Duration.ZERO)
                .decide();

        assertThat(decision.ending()).isEqualTo(Ending.FAILED);
    }

    @Test
    void anInvalidMemberIsToldToTearDownLikeAnyOther_B17() {
        Decision decision = executing()
                .allRecorded()
                .member("a", member -> member.has(Condition.INVALID))
                .decide();

        assertThat(decision.failure().map(FailureCause::reason)).contains("INVALID");
        assertThat(Steps.of(decision)).contains("b TEARDOWN failed", "c TEARDOWN failed");
        assertThat(Steps.of(decision).get(0)).startsWith("a ").endsWith(" failed");
    }

    @Test
    void tellsTheEarliestOfSeveralFailures_B10() {
        Decision decision = executing()
                .member("a", member -> member.has(reached(Condition.FAILED, TWO, "Teardown", "later")))
                .member("b", member -> member.has(reached(Condition.VOLUMES_FAILED, ONE, "NoQuota", "first")))
                .decide();

        assertThat(decision.failure())
                .contains(FailureCause.on(new ClusterName("b"), Kind.MEMBER_FAILED, "NoQuota", "first"));
    }

    @Test
    void keepsTheCauseThatWasFoundFirst_B10() {
        Decision decision = executing()
                .stopped(Situations.CAUSE, Duration.ZERO)
                .member("b", member -> member.has(reached(Condition.VOLUMES_FAILED, ONE, "NoQuota", "later")))
                .decide();

        assertThat(decision.failure()).contains(Situations.CAUSE);
    }

    @Test
    void keepsTheCauseThatAnEarlierDriverWroteDown_B10() {
        Verdict.Failed recorded = new Verdict.Failed(FailureCause.of(Kind.TIMED_OUT, "PauseLimit", "too slow"));
        Decision decision = executing()
                .member(
                        "c",
                        member -> member.live(Phase.TEARDOWN).knows(recorded).has(Condition.FAILED))
                .decide();

        assertThat(decision.failure()).contains(recorded.cause());
        assertThat(Steps.declarations(decision))
                .allSatisfy(told -> assertThat(told.stamp().verdict()).isEqualTo(Optional.of(recorded)));
    }

    @Test
    void aConditionWithoutTextIsNamedByItself_B10() {
        Decision decision =
                executing().member("b", member -> member.has(Condition.FAILED)).decide();

        assertThat(decision.failure())
                .contains(FailureCause.on(
                        new ClusterName("b"), Kind.MEMBER_FAILED, "FAILED", "the member gives no message"));
    }

    @Test
    void troubleIsNoFailure_B1() {
        Decision decision = executing()
                .allRecorded()
                .member("b", member -> member.has(Condition.RETRYING))
                .decide();

        assertThat(decision.failure()).isEmpty();
    }

    @Test
    void aCompleteMemberWithoutTimestampFailsTheBackup_B11() {
        Decision decision = finishing()
                .member("a", member -> member.has(Condition.COMPLETE).commitTs(ONE))
                .member("b", member -> member.has(Condition.COMPLETE))
                .member("c", member -> member.has(Condition.COMPLETE).commitTs(ONE))
                .decide();

        assertThat(decision.failure().map(FailureCause::reason)).contains("NoCommitTs");
        assertThat(decision.failure().flatMap(FailureCause::member)).contains(new ClusterName("b"));
        assertThat(Steps.of(decision)).containsExactly("a TEARDOWN failed", "b TEARDOWN failed", "c TEARDOWN failed");
    }

    @Test
    void aMemberThatTheVerdictDoesNotNameCanOnlyBeTornDown() {
        Decision decision = snapshotsCreated()
                .everyMember(MemberDraft::confirmed)
                .member("a", member -> member.live(Phase.RESUME).knows(Situations.ok("a", "b")))
                .decide();

        assertThat(decision.failure().map(FailureCause::reason)).contains("NotInVerdict");
        assertThat(decision.failure().flatMap(FailureCause::member)).contains(new ClusterName("c"));
        assertThat(Steps.of(decision)).containsExactly("a RESUME failed", "b TEARDOWN failed", "c TEARDOWN failed");
    }

    @Test
    void aFailedVerdictIsFinalThoughEveryMemberCompletes() {
        Decision decision = complete().verdict(Situations.failed()).decide();

        assertThat(decision.failure()).contains(Situations.CAUSE);
        assertThat(decision.ending()).isNotEqualTo(Ending.SUCCEEDED);
    }

    @Test
    void aMemberTornDownBeforeAVerdictFailsTheBackup() {
        Decision decision = executing()
                .member("b", member -> member.live(Phase.TEARDOWN).has(Condition.COMPLETE))
                .decide();

        assertThat(decision.failure().map(FailureCause::reason)).contains("TornDown");
    }

    @Test
    void aBrokenPauseFailsTheBackup() {
        Decision decision = snapshotsCreated()
                .everyMember(MemberDraft::confirmed)
                .member("a", member -> member.pause(Duration.ofMinutes(10), Duration.ZERO, Hold.BROKEN))
                .decide();

        assertThat(decision.failure())
                .contains(FailureCause.on(new ClusterName("a"), Kind.PAUSE_LOST, "PauseLost", "scheduler 7 came back"));
    }

    @Test
    void aPauseThatBreaksAfterTheVerdictHarmsNobody() {
        Decision decision = resumed()
                .member("a", member -> member.pause(Duration.ofMinutes(10), Duration.ZERO, Hold.BROKEN))
                .decide();

        assertThat(decision.failure()).isEmpty();
    }

    @Test
    void aRefusedWriteFailsTheBackup_B2() {
        Decision decision = executing()
                .member("c", member -> member.absent().notSeenBefore().refused(Phase.EXECUTE))
                .decide();

        assertThat(decision.failure())
                .contains(
                        FailureCause.on(new ClusterName("c"), Kind.MEMBER_REFUSED, "Refused:EXECUTE", "403 forbidden"));
    }

    @Test
    void endsAtOnceWhenCancelledBeforeAnythingExists() {
        Decision decision = Situations.backup("a", "b")
                .stopped(Situations.CAUSE, Duration.ZERO)
                .decide();

        assertThat(decision.ending()).isEqualTo(Ending.FAILED);
        assertThat(decision.path()).hasSize(1);
    }

    @Test
    void doesNotEndWhileTheFirstWriteIsUnderWay() {
        Decision decision = Situations.backup("a", "b")
                .member("a", MemberDraft::writing)
                .stopped(Situations.CAUSE, Duration.ZERO)
                .decide();

        assertThat(decision.ending()).isEqualTo(Ending.NONE);
    }

    @Test
    void doesNotEndWhileTheOutcomeOfTheFirstWriteIsUnknown() {
        Decision decision = Situations.backup("a", "b")
                .member("a", member -> member.unsure(ONE))
                .stopped(Situations.CAUSE, Duration.ZERO)
                .decide();

        assertThat(decision.ending()).isEqualTo(Ending.NONE);
    }

    @Test
    void aMemberThatFailsWhileThePauseIsBeingTakenEndsIt() {
        Decision decision = initializing()
                .member("a", member -> member.has(Condition.INITIALIZE_FAILED))
                .decide();

        assertThat(Steps.of(decision)).containsExactly("a TEARDOWN failed");
    }

    private static Reached reached(Condition condition, Duration since, String reason, String message) {
        return new Reached(condition, Situations.START.plus(since), reason, message);
    }
}
