package io.brfed.internal.protocol;

import static io.brfed.internal.protocol.BackupStagesTest.executing;
import static io.brfed.internal.protocol.BackupStagesTest.pauseEnded;
import static io.brfed.internal.protocol.BackupStagesTest.resumed;
import static io.brfed.internal.protocol.BackupStagesTest.snapshotsCreated;
import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.ClusterName;
import io.brfed.api.Condition;
import io.brfed.api.FailureCause;
import io.brfed.api.FailureCause.Kind;
import io.brfed.api.Reached;
import io.brfed.plane.PauseState.Hold;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The time limits of a backup: each holds to the millisecond and says who held it up. */
class BackupLimitsTest {
    private static final Duration PAUSE_LIMIT =
            Duration.ofSeconds(5).plus(MemberDraft.PAUSE_LENGTH).minusSeconds(30);
    private static final Duration PAUSE_OVER =
            Duration.ofSeconds(5).plus(MemberDraft.PAUSE_LENGTH).plus(MemberDraft.LAG);

    @Test
    void failsWhenTheWholeBackupTakesTooLong_B1() {
        assertFailsFrom(Duration.ofDays(1), "CompletionLimit", pauseEnded());
    }

    @Test
    void saysWhatTroubleHoldsTheBackupUp_B1() {
        Decision decision = pauseEnded()
                .member(
                        "b",
                        member -> member.has(new Reached(
                                Condition.RETRYING, Situations.START, "NoTidbCluster", "tidb/prod does not exist")))
                .at(Duration.ofDays(1))
                .decide();

        assertThat(decision.failure())
                .map(FailureCause::message)
                .hasValueSatisfying(message -> assertThat(message)
                        .contains("b (is trying again: NoTidbCluster: tidb/prod does not exist), c (Running)"));
    }

    @Test
    void saysWhoHeldTheBackupUp_B1() {
        Decision decision = pauseEnded()
                .member("b", MemberDraft::silent)
                .at(Duration.ofDays(1))
                .decide();

        assertThat(decision.failure())
                .contains(FailureCause.of(
                        Kind.TIMED_OUT,
                        "CompletionLimit",
                        "not complete within PT24H of its start at 2026-11-22T00:00:00Z; held up by a (Running), b (no answer"
                                + " yet), c (Running)"));
    }

    @Test
    void failsBeforeThePauseEndsByItself_B4() {
        assertFailsFrom(PAUSE_LIMIT, "PauseLimit", executing());
        assertFailsFrom(PAUSE_LIMIT, "PauseLimit", snapshotsCreated().everyMember(MemberDraft::confirmed));
    }

    @Test
    void saysWhoseSnapshotsWereMissingAtThePauseLimit_B4() {
        Decision decision = executing()
                .member("a", member -> member.has(Condition.SNAPSHOTS_CREATED))
                .member("c", member -> member.has(Condition.SNAPSHOTS_CREATED))
                .at(PAUSE_LIMIT)
                .decide();

        assertThat(decision.failure())
                .contains(FailureCause.of(
                        Kind.TIMED_OUT,
                        "PauseLimit",
                        "not all snapshots were created by 2026-11-22T00:09:35Z, PT30S before the pause ends by itself; held up"
                                + " by b (Running). Give the pause more time or find out what holds the member up"));
    }

    @Test
    void thePauseLimitFollowsThisDriversClockWhereTheMembersIsAhead_B4() {
        Situations ahead = executing()
                .member("a", member -> member.pausing(Duration.ofMinutes(20)))
                .pauseAsked(Duration.ofSeconds(5));

        assertFailsFrom(PAUSE_LIMIT, "PauseLimit", ahead);
    }

    @Test
    void thePauseLimitFollowsTheMembersClockWhereItIsBehind_B4() {
        Situations behind = executing().pauseAsked(Duration.ofMinutes(3));

        assertFailsFrom(PAUSE_LIMIT, "PauseLimit", behind);
    }

    @Test
    void thePauseCountsAsOverOnlyWhenBothClocksSaySo() {
        Situations asked =
                executing().pauseAsked(Duration.ZERO).member("a", member -> member.pausing(Duration.ofMinutes(2)));

        assertThat(Pauses.over(asked.at(Duration.ofMinutes(14)).build())).isFalse();
        assertThat(Pauses.over(asked.at(Duration.ofSeconds(870)).build())).isTrue();
        assertThat(Pauses.endsBy(asked.build())).contains(Situations.START.plus(Duration.ofMinutes(12)));
    }

    @Test
    void failsWhenTheResumeIsNotConfirmedAlthoughThePauseMustBeOver() {
        assertFailsFrom(PAUSE_OVER, "ResumeUnconfirmed", resumed());
    }

    @Test
    void thePauseLimitCountsNoMoreOnceTheVerdictIsWritten() {
        assertThat(resumed().at(PAUSE_LIMIT).decide().failure()).isEmpty();
    }

    @Test
    void failsWhenAMemberDoesNotAnswerForHalfAMinuteInThePause_A9() {
        Situations silent = executing().allRecorded().member("c", member -> member.out(Duration.ofMinutes(1)));

        assertFailsFrom(Duration.ofSeconds(90), "NoAnswer", silent);
    }

    @Test
    void saysSinceWhenAMemberDoesNotAnswer_A9() {
        Decision decision = executing()
                .member("c", member -> member.out(Duration.ofMinutes(1)))
                .at(Duration.ofSeconds(90))
                .decide();

        assertThat(decision.failure())
                .contains(FailureCause.on(
                        new ClusterName("c"),
                        Kind.UNREACHABLE,
                        "NoAnswer",
                        "no answer since 2026-11-22T00:01:00Z, longer than the limit of PT30S: connection refused"));
    }

    @Test
    void waitsFiveMinutesForAMemberWhenNoPauseIsHeld_A9() {
        assertFailsFrom(
                Duration.ofMinutes(7),
                "NoAnswer",
                pauseEnded().member("c", member -> member.out(Duration.ofMinutes(2))));
    }

    @Test
    void waitsFiveMinutesForAMemberWhoseSnapshotsWereSeen_A9() {
        assertFailsFrom(
                Duration.ofMinutes(7), "NoAnswer", resumed().member("c", member -> member.out(Duration.ofMinutes(2))));
    }

    @Test
    void waitsHalfAMinuteForTheInitializerUntilThePauseIsOver_A9() {
        assertFailsFrom(
                Duration.ofSeconds(150),
                "NoAnswer",
                resumed().member("a", member -> member.out(Duration.ofMinutes(2))));
    }

    @Test
    void aPauseOfADirectPlaneEndsWithoutLag() {
        Situations direct =
                resumed().member("a", member -> member.pause(Duration.ofMinutes(5), Duration.ZERO, Hold.HELD));

        assertFailsFrom(Duration.ofMinutes(5), "ResumeUnconfirmed", direct);
    }

    @Test
    void wakesAtTheNextLimit() {
        Instant limit = Situations.START.plus(PAUSE_LIMIT);

        assertThat(executing().decide().wakeAt()).contains(limit);
        assertThat(pauseEnded().decide().wakeAt()).contains(Situations.START.plus(PAUSE_OVER));
        assertThat(pauseEnded().at(PAUSE_OVER).decide().wakeAt()).contains(Situations.START.plus(Duration.ofDays(1)));
    }

    private static void assertFailsFrom(Duration limit, String reason, Situations situations) {
        assertThat(situations.at(limit.minusMillis(1)).decide().failure()).isEmpty();
        assertThat(situations.at(limit).decide().failure().map(FailureCause::reason))
                .contains(reason);
    }
}
