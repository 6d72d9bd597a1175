package io.brfed.internal.protocol;

import static io.brfed.internal.protocol.BackupStagesTest.executing;
import static io.brfed.internal.protocol.BackupStagesTest.finishing;
import static io.brfed.internal.protocol.BackupStagesTest.initializing;
import static io.brfed.internal.protocol.BackupStagesTest.resumed;
import static io.brfed.internal.protocol.BackupStagesTest.volumesComplete;
import static io.brfed.internal.protocol.Situations.failed;
import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.Condition;
import io.brfed.api.Phase;
import io.brfed.api.Reached;
import io.brfed.internal.protocol.Decision.Ending;
import io.brfed.internal.protocol.Decision.Tempo;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How a backup that cannot succeed gives the pause back and ends: one test per state of the initializer. */
class BackupReleaseTest {
    private static final Duration STOPPED = Duration.ofMinutes(1);

    @Test
    void tearsDownAnInitializerThatNeverExecuted_B8() {
        Decision decision = initializing().stopped(Situations.CAUSE, STOPPED).decide();

        assertThat(decision.stage()).isEqualTo("RELEASING");
        assertThat(Steps.of(decision)).containsExactly("a TEARDOWN failed");
    }

    @Test
    void asksAnExecutingInitializerToResumeOnlyAndTearsDownTheOthers_B8() {
        Decision decision = stopped().decide();

        assertThat(decision.stage()).isEqualTo("RELEASING");
        assertThat(Steps.of(decision)).containsExactly("a RESUME failed", "b TEARDOWN failed", "c TEARDOWN failed");
        assertThat(decision.tempo()).isEqualTo(Tempo.IN_PAUSE);
    }

    @Test
    void waitsForTheEndOfThePauseAfterItAskedAnExecutingInitializer_B8() {
        Decision decision = released().decide();

        assertThat(decision.stage()).isEqualTo("RELEASING");
        assertThat(Steps.of(decision)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"PAUSE_ENDED", "INITIALIZE_FAILED"})
    void tearsDownTheInitializerOnceThePauseIsOver_B8(Condition over) {
        Decision decision = released().member("a", member -> member.has(over)).decide();

        assertThat(decision.stage()).isEqualTo("TEARING_DOWN");
        assertThat(Steps.of(decision)).containsExactly("a TEARDOWN failed");
    }

    @Test
    void tearsDownTheInitializerOnceThePauseMustHaveEndedByItself_B8() {
        Duration expired = Duration.ofSeconds(5).plus(MemberDraft.PAUSE_LENGTH).plus(MemberDraft.LAG);
        Situations waiting = executing()
                .stopped(Situations.CAUSE, Duration.ofMinutes(9))
                .member("a", member -> member.live(Phase.RESUME).knows(failed()))
                .member("b", member -> member.live(Phase.TEARDOWN).knows(failed()))
                .member("c", member -> member.live(Phase.TEARDOWN).knows(failed()));

        assertThat(Steps.of(waiting.at(expired.minusMillis(1)).decide())).isEmpty();
        assertThat(Steps.of(waiting.at(expired).decide())).containsExactly("a TEARDOWN failed");
    }

    @ParameterizedTest
    @EnumSource(names = {"VOLUMES_COMPLETE", "VOLUMES_FAILED", "FAILED"})
    void tearsDownAnInitializerWhoseWorkHasEnded_B8(Condition ended) {
        Decision decision = stopped().member("a", member -> member.has(ended)).decide();

        assertThat(Steps.of(decision)).contains("a TEARDOWN failed");
    }

    @Test
    void turnsAResumeOfASuccessIntoOneOfAFailure_B8() {
        Decision decision = resumed().stopped(Situations.CAUSE, STOPPED).decide();

        assertThat(Steps.of(decision)).containsExactly("a RESUME failed", "b TEARDOWN failed", "c TEARDOWN failed");
    }

    @Test
    void tearsDownAnInitializerWhosePauseDoesNotEndBeforeTheTimeToSettleIsOver_B8() {
        Duration teardown = STOPPED.plusMinutes(10).minus(Duration.ofMinutes(10).dividedBy(4));

        assertThat(Steps.of(released().at(teardown.minusMillis(1)).decide())).isEmpty();
        assertThat(Steps.of(released().at(teardown).decide())).containsExactly("a TEARDOWN failed");
        assertThat(released().at(teardown).decide().ending()).isEqualTo(Ending.NONE);
    }

    @Test
    void looksBeforeItTearsDownAnInitializerThatMayExecuteWithoutItsKnowledge_B8() {
        Situations unsure =
                initializing().member("a", member -> member.unsure(STOPPED)).stopped(Situations.CAUSE, STOPPED);

        assertThat(Steps.of(unsure.decide())).isEmpty();
    }

    @Test
    void doesNotTakeAFailureFromBeforeTheTeardownForTheEndOfThePause_B7() {
        Situations latched = tornDown()
                .member(
                        "a",
                        member -> member.has(new Reached(Condition.FAILED, Situations.START, "BrFailed", "no space")))
                .member("b", member -> member.has(Condition.COMPLETE))
                .member("c", member -> member.has(Condition.COMPLETE));

        assertThat(latched.decide().ending()).isEqualTo(Ending.NONE);
        assertThat(latched.member("a", member -> member.has(Condition.PAUSE_ENDED))
                        .decide()
                        .ending())
                .isEqualTo(Ending.FAILED);
    }

    @Test
    void waitsForAllMembersToEnd_B7() {
        Decision decision = tornDown()
                .member("a", member -> member.has(Condition.COMPLETE))
                .member("b", member -> member.has(Condition.FAILED))
                .decide();

        assertThat(decision.stage()).isEqualTo("TEARING_DOWN");
        assertThat(decision.ending()).isEqualTo(Ending.NONE);
    }

    @Test
    void endsWhenAllMembersHaveEnded_B7() {
        Decision decision = tornDown()
                .member("a", member -> member.has(Condition.COMPLETE))
                .member("b", member -> member.has(Condition.FAILED))
                .member("c", member -> member.has(Condition.INVALID))
                .decide();

        assertThat(decision.ending()).isEqualTo(Ending.FAILED);
        assertThat(Steps.of(decision)).isEmpty();
    }

    @Test
    void waitsForMembersNoLongerThanTheTimeToSettle_B7() {
        Duration settled = STOPPED.plusMinutes(10);

        assertThat(tornDown().at(settled.minusMillis(1)).decide().ending()).isEqualTo(Ending.NONE);
        assertThat(tornDown().at(settled).decide().ending()).isEqualTo(Ending.FAILED);
    }

    @Test
    void givesUpOnAMemberThatDoesNotAnswer_B7() {
        Situations silent = tornDown()
                .member("a", member -> member.has(Condition.COMPLETE))
                .member("b", member -> member.has(Condition.COMPLETE))
                .member("c", member -> member.out(STOPPED));

        assertThat(silent.at(Duration.ofMinutes(6).minusMillis(1)).decide().ending())
                .isEqualTo(Ending.NONE);
        assertThat(silent.at(Duration.ofMinutes(6)).decide().ending()).isEqualTo(Ending.FAILED);
    }

    @Test
    void writesTheFailureDownBeforeItEndsThoughAllMembersWereDone() {
        Decision decision = finishing()
                .member("a", member -> member.has(Condition.COMPLETE))
                .member("b", member -> member.has(Condition.COMPLETE))
                .member("c", member -> member.out(Duration.ofMinutes(1)))
                .at(Duration.ofMinutes(6))
                .decide();

        assertThat(decision.stage()).isEqualTo("TEARING_DOWN");
        assertThat(Steps.of(decision)).contains("a TEARDOWN failed", "b TEARDOWN failed");
    }

    @Test
    void anInitializerThatWasNeverCreatedNeedsNoRelease() {
        Decision decision = Situations.backup("a", "b")
                .member("b", MemberDraft::silent)
                .stopped(Situations.CAUSE, STOPPED)
                .decide();

        assertThat(decision.stage()).isEqualTo("TEARING_DOWN");
        assertThat(decision.tempo()).isEqualTo(Tempo.CALM);
    }

    @Test
    void aPauseWhoseRequestHasAnUnknownOutcomeMayBeHeld() {
        Decision decision = Situations.backup("a", "b")
                .member("a", member -> member.unsure(STOPPED))
                .pauseAsked(STOPPED)
                .stopped(Situations.CAUSE, STOPPED)
                .decide();

        assertThat(decision.stage()).isEqualTo("RELEASING");
        assertThat(decision.tempo()).isEqualTo(Tempo.IN_PAUSE);
    }

    @Test
    void givesUpOnAnInitializerThatNeverAnswersAfterTheTimeToSettle() {
        Situations silent = executing()
                .member("a", member -> member.silent().out(STOPPED))
                .member(
                        "b",
                        member -> member.live(Phase.TEARDOWN).knows(failed()).has(Condition.COMPLETE))
                .member(
                        "c",
                        member -> member.live(Phase.TEARDOWN).knows(failed()).has(Condition.COMPLETE))
                .stopped(Situations.CAUSE, STOPPED);

        assertThat(silent.at(Duration.ofMinutes(10)).decide().stage()).isEqualTo("RELEASING");
        assertThat(silent.at(Duration.ofMinutes(11)).decide().ending()).isEqualTo(Ending.FAILED);
    }

    @Test
    void leavesAMemberAloneThatWasToldAndKnows() {
        Decision decision = volumesComplete()
                .stopped(Situations.CAUSE, STOPPED)
                .member("b", member -> member.live(Phase.TEARDOWN).knows(failed()))
                .decide();

        assertThat(Steps.of(decision)).containsExactly("a TEARDOWN failed", "c TEARDOWN failed");
    }

    private static Situations stopped() {
        return executing().allRecorded().stopped(Situations.CAUSE, STOPPED);
    }

    private static Situations released() {
        return stopped()
                .member("a", member -> member.live(Phase.RESUME).knows(failed()))
                .member("b", member -> member.live(Phase.TEARDOWN).knows(failed()))
                .member("c", member -> member.live(Phase.TEARDOWN).knows(failed()));
    }

    private static Situations tornDown() {
        return released().everyMember(member -> member.live(Phase.TEARDOWN).knows(failed()));
    }
}
