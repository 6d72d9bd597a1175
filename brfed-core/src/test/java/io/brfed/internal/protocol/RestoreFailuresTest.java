package io.brfed.internal.protocol;

import static io.brfed.internal.protocol.RestoreStagesTest.complete;
import static io.brfed.internal.protocol.RestoreStagesTest.dataRestored;
import static io.brfed.internal.protocol.RestoreStagesTest.existing;
import static io.brfed.internal.protocol.RestoreStagesTest.ready;
import static io.brfed.internal.protocol.RestoreStagesTest.volumesRestored;
import static io.brfed.internal.protocol.Situations.failed;
import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.ClusterName;
import io.brfed.api.Condition;
import io.brfed.api.FailureCause;
import io.brfed.api.FailureCause.Kind;
import io.brfed.api.Phase;
import io.brfed.internal.protocol.Decision.Ending;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What makes a restore fail, how that is written down, and its time limits. */
class RestoreFailuresTest {
    private static final Duration STOPPED = Duration.ofMinutes(1);

    @ParameterizedTest
    @EnumSource(names = {"FAILED", "INVALID"})
    void aFailingMemberEndsTheRestoreAndTheVerdictIsWrittenDown_C1(Condition failure) {
        Decision decision =
                volumesRestored().member("c", member -> member.has(failure)).decide();

        assertThat(decision.stage()).isEqualTo("CONCLUDING");
        assertThat(decision.failure().flatMap(FailureCause::member)).contains(new ClusterName("c"));
        assertThat(Steps.of(decision))
                .containsExactly("a RESTORE_VOLUME failed", "b RESTORE_VOLUME failed", "c RESTORE_VOLUME failed");
    }

    @Test
    void aFailingMemberIsNoticedWhileAnEarlierOneIsNotReady_C1() {
        Decision decision =
                existing().member("c", member -> member.has(Condition.FAILED)).decide();

        assertThat(decision.failure()).isPresent();
    }

    @Test
    void eachMemberStaysInItsPhaseWhenTheRestoreFails_C1() {
        Decision decision = ready().member("b", member -> member.live(Phase.RESTORE_DATA))
                .stopped(Situations.CAUSE, STOPPED)
                .decide();

        assertThat(Steps.of(decision))
                .containsExactly("a RESTORE_VOLUME failed", "b RESTORE_DATA failed", "c RESTORE_VOLUME failed");
    }

    @Test
    void aFailedRestoreEndsOnceTheKeeperKnows_C1() {
        Decision decision = ready().stopped(Situations.CAUSE, STOPPED)
                .member("a", member -> member.knows(failed()))
                .decide();

        assertThat(decision.ending()).isEqualTo(Ending.FAILED);
        assertThat(Steps.of(decision)).isEmpty();
    }

    @Test
    void otherMembersAreToldWhileTheKeeperDoesNotAnswer() {
        Decision decision = ready().stopped(Situations.CAUSE, STOPPED)
                .member("a", member -> member.out(STOPPED))
                .decide();

        assertThat(decision.ending()).isEqualTo(Ending.NONE);
        assertThat(Steps.of(decision)).contains("b RESTORE_VOLUME failed", "c RESTORE_VOLUME failed");
    }

    @Test
    void waitsForTheKeeperNoLongerThanTheTimeToSettle() {
        Situations silent = ready().stopped(Situations.CAUSE, STOPPED).member("a", MemberDraft::silent);
        Duration settled = STOPPED.plusMinutes(10);

        assertThat(silent.at(settled.minusMillis(1)).decide().ending()).isEqualTo(Ending.NONE);
        assertThat(silent.at(settled).decide().ending()).isEqualTo(Ending.FAILED);
    }

    @Test
    void endsWithoutAVerdictWhereTheKeeperIsGone_C6() {
        Decision decision = ready().member("a", MemberDraft::absent)
                .member("b", member -> member.knows(failed()))
                .member("c", member -> member.knows(failed()))
                .decide();

        assertThat(decision.ending()).isEqualTo(Ending.FAILED);
    }

    @Test
    void doesNotWriteToAKeeperOfAnotherOperation_C11() {
        Decision decision = existing()
                .member("a", member -> member.ofOther("op-2", Phase.RESTORE_FINISH))
                .decide();

        assertThat(decision.failure().map(FailureCause::reason)).contains("OtherOperation");
        assertThat(Steps.of(decision)).noneMatch(step -> step.startsWith("a "));
    }

    @Test
    void aFailedVerdictIsFinalThoughEveryMemberCompletes() {
        assertThat(complete().verdict(failed()).decide().ending()).isNotEqualTo(Ending.SUCCEEDED);
    }

    @Test
    void endsAtOnceWhenCancelledBeforeAnythingExists() {
        Decision decision =
                Situations.restore("a", "b").stopped(Situations.CAUSE, STOPPED).decide();

        assertThat(decision.ending()).isEqualTo(Ending.FAILED);
        assertThat(decision.path()).hasSize(1);
    }

    @Test
    void aLostMemberIsNotCreatedAgain_C6() {
        Decision decision = volumesRestored()
                .member("b", member -> member.absent().notSeenBefore())
                .decide();

        assertThat(decision.failure().map(FailureCause::reason)).contains("Gone");
        assertThat(Steps.of(decision)).noneMatch(step -> step.endsWith("create"));
    }

    @Test
    void aForeignMemberIsAFailureAndLeftAlone_C11() {
        Decision decision = existing()
                .member("b", member -> member.foreign().notSeenBefore())
                .decide();

        assertThat(decision.failure().map(FailureCause::kind)).contains(Kind.MEMBER_FOREIGN);
        assertThat(Steps.of(decision)).noneMatch(step -> step.startsWith("b "));
    }

    @Test
    void aMemberOfAnotherOperationOfTheSameNameIsAFailure_C11() {
        Decision decision = existing()
                .member(
                        "b",
                        member -> member.ofOther("op-2", Phase.RESTORE_FINISH).has(Condition.COMPLETE))
                .decide();

        assertThat(decision.failure().map(FailureCause::reason)).contains("OtherOperation");
    }

    @Test
    void aMemberWithoutTimestampFailsTheRestoreBeforeTheDataPhase() {
        Decision decision = volumesRestored()
                .everyMember(member -> member.has(Condition.TIKV_READY))
                .member("a", member -> member.commitTs(STOPPED))
                .decide();

        assertThat(decision.failure())
                .contains(
                        FailureCause.on(
                                new ClusterName("b"),
                                Kind.INCONSISTENT,
                                "NoCommitTs",
                                "TiKV is ready but the member reports no commitTs, so the timestamp to restore to is not known"));
        assertThat(Steps.of(decision)).noneMatch(step -> step.contains("RESTORE_DATA"));
    }

    @Test
    void membersWithinAnHourMayBeOfOneBackup() {
        Decision decision = ready().member("b", member -> member.commitTs(Duration.ofMinutes(62)))
                .decide();

        assertThat(decision.failure()).isEmpty();
    }

    @Test
    void membersFurtherApartThanAnHourAreOfDifferentBackups() {
        Decision decision = ready().member(
                        "b", member -> member.commitTs(Duration.ofMinutes(62).plusMillis(1)))
                .decide();

        assertThat(decision.failure())
                .contains(FailureCause.on(
                        new ClusterName("b"),
                        Kind.INCONSISTENT,
                        "DifferentBackups",
                        "its timestamp 2026-11-22T01:02:00.001Z and that of a, 2026-11-22T00:02:00Z, lie further apart than"
                                + " PT1H, so they come from different backups; check the locations"));
    }

    @Test
    void aMemberWhoseVolumesNeverComeHitsTheLimit_C3() {
        assertFailsFrom(Duration.ofDays(1), existing());
        assertFailsFrom(Duration.ofDays(1), volumesRestored());
    }

    @Test
    void dataThatIsNeverConsistentHitsTheLimit() {
        assertFailsFrom(
                Duration.ofHours(13),
                volumesRestored()
                        .everyMember(member -> member.has(Condition.TIKV_READY, Duration.ofHours(1))
                                .commitTs(STOPPED)));
    }

    @Test
    void aMemberThatNeverCompletesHitsTheLimitOfTheLastPhase_C7() {
        Situations stuck = complete()
                .member("c", member -> member.has(Condition.DATA_RESTORED, Duration.ofHours(2)))
                .member("b", member -> member.live(Phase.RESTORE_VOLUME));

        assertFailsFrom(Duration.ofHours(3), stuck);
    }

    @Test
    void saysWhoIsStuckInTheLastPhase_C7() {
        Decision decision = dataRestored()
                .everyMember(member -> member.live(Phase.RESTORE_FINISH))
                .member("a", member -> member.has(Condition.COMPLETE))
                .member("c", member -> member.has(Condition.COMPLETE))
                .at(Duration.ofHours(1))
                .decide();

        assertThat(decision.failure())
                .contains(FailureCause.of(
                        Kind.TIMED_OUT,
                        "PhaseLimit",
                        "RESTORE_FINISH not done within PT1H of 2026-11-22T00:00:00Z; held up by b (Running)"));
    }

    @Test
    void theWholeRestoreHasALimit() {
        Situations warming = complete().member("b", member -> member.has(Condition.WARM_UP_STARTED));

        assertThat(warming.at(Duration.ofDays(2).minusMillis(1)).decide().failure())
                .isEmpty();
        assertThat(warming.at(Duration.ofDays(2)).decide().failure().map(FailureCause::reason))
                .contains("CompletionLimit");
    }

    @Test
    void aMemberThatDoesNotAnswerIsGivenUpAfterFiveMinutes_A9() {
        Situations silent = volumesRestored().member("b", member -> member.out(STOPPED));

        assertThat(silent.at(Duration.ofMinutes(6).minusMillis(1)).decide().failure())
                .isEmpty();
        assertThat(silent.at(Duration.ofMinutes(6)).decide().failure().map(FailureCause::reason))
                .contains("NoAnswer");
    }

    private static void assertFailsFrom(Duration limit, Situations situations) {
        assertThat(situations.at(limit.minusMillis(1)).decide().failure()).isEmpty();
        assertThat(situations.at(limit).decide().failure().map(FailureCause::reason))
                .contains("PhaseLimit");
    }
}
