package io.brfed.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.ClusterName;
import io.brfed.api.Condition;
import io.brfed.api.Phase;
import io.brfed.api.Tso;
import io.brfed.internal.protocol.Decision.Ending;
import io.brfed.internal.protocol.Decision.Tempo;
import io.brfed.plane.Declaration;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The steps of a backup in which nothing goes wrong. */
class BackupStagesTest {
    private static final Duration CREATED = Duration.ofSeconds(5);

    @Test
    void createsTheInitializerFirstAndAlone() {
        Decision decision = Situations.backup("a", "b", "c").decide();

        assertThat(decision.stage()).isEqualTo("STARTING");
        assertThat(Steps.of(decision)).containsExactly("a INITIALIZE create");
        assertThat(decision.tempo()).isEqualTo(Tempo.CALM);
        assertThat(decision.ending()).isEqualTo(Ending.NONE);
    }

    @Test
    void declaresNothingBeforeTheInitializerAnswered() {
        Decision decision =
                Situations.backup("a", "b").member("a", MemberDraft::silent).decide();

        assertThat(Steps.of(decision)).isEmpty();
    }

    @Test
    void theInitializerNeedNotBeTheFirstMember() {
        Decision decision = Situations.backup("a", "b").keptBy("b").decide();

        assertThat(Steps.of(decision)).containsExactly("b INITIALIZE create");
    }

    @Test
    void declaresNothingWhileThePauseIsBeingTaken() {
        Decision decision = initializing().decide();

        assertThat(decision.stage()).isEqualTo("INITIALIZING");
        assertThat(Steps.of(decision)).isEmpty();
        assertThat(decision.tempo()).isEqualTo(Tempo.IN_PAUSE);
    }

    @Test
    void executesInAllMembersOnceThePauseIsTaken() {
        Decision decision = initialized().decide();

        assertThat(decision.stage()).isEqualTo("EXECUTING");
        assertThat(Steps.of(decision)).containsExactly("a EXECUTE", "b EXECUTE create", "c EXECUTE create");
    }

    @Test
    void executesNowhereBeforeItIsSettledThatNobodyElseIsAtWork_B18() {
        Decision decision = initialized().notExclusive().decide();

        assertThat(decision.stage()).isEqualTo("INITIALIZING");
        assertThat(Steps.of(decision)).isEmpty();
    }

    @Test
    void executesInReachableMembersWhileAnotherHasNotAnswered() {
        Decision decision = initialized().member("b", MemberDraft::silent).decide();

        assertThat(Steps.of(decision)).containsExactly("a EXECUTE", "c EXECUTE create");
    }

    @Test
    void membersGetThePauseIdentityAndTheTimestampOfTheInitializer() {
        Tso commitTs = new Tso(-5);
        Decision decision =
                initialized().member("a", member -> member.commitTs(commitTs)).decide();

        assertThat(Steps.declarations(decision)).hasSize(3).allSatisfy(told -> {
            assertThat(told.pauseIdentity()).isEqualTo(Optional.of("pause-1"));
            assertThat(told.commitTs()).isEqualTo(Optional.of(commitTs));
        });
    }

    @Test
    void recordsOnTheKeeperThatAllMembersWereCreated() {
        Decision decision = executing().decide();

        assertThat(Steps.of(decision)).containsExactly("a EXECUTE");
        assertThat(Steps.declarations(decision).get(0).stamp().recorded())
                .isEqualTo(Set.of(new ClusterName("a"), new ClusterName("b"), new ClusterName("c")));
    }

    @Test
    void recordsOnlyOnce() {
        Decision decision = executing().allRecorded().decide();

        assertThat(decision.stage()).isEqualTo("EXECUTING");
        assertThat(Steps.of(decision)).isEmpty();
    }

    @Test
    void waitsUntilEveryMemberHasItsSnapshots() {
        Decision decision = executing()
                .allRecorded()
                .member("a", member -> member.has(Condition.SNAPSHOTS_CREATED))
                .member("c", member -> member.has(Condition.SNAPSHOTS_CREATED))
                .decide();

        assertThat(decision.stage()).isEqualTo("EXECUTING");
    }

    @Test
    void readsAllMembersOnceMoreBeforeItResumes() {
        Decision decision = snapshotsCreated().decide();

        assertThat(decision.stage()).isEqualTo("CONFIRMING");
        assertThat(Steps.of(decision)).containsExactly("confirm");
    }

    @Test
    void readsAllMembersAgainWhenOneOfThemWasNotConfirmed() {
        Decision decision = snapshotsCreated()
                .member("a", MemberDraft::confirmed)
                .member("b", MemberDraft::confirmed)
                .decide();

        assertThat(Steps.of(decision)).containsExactly("confirm");
    }

    @Test
    void resumesWithTheVerdictThatNamesEveryMember() {
        Decision decision =
                snapshotsCreated().everyMember(MemberDraft::confirmed).decide();

        assertThat(decision.stage()).isEqualTo("RESUMING");
        assertThat(Steps.of(decision)).containsExactly("a RESUME ok");
        Declaration resume = Steps.declarations(decision).get(0);
        assertThat(resume.stamp().verdict()).isEqualTo(Optional.of(Situations.ok("a", "b", "c")));
        assertThat(resume.creation()).isEqualTo(Declaration.Creation.FORBIDDEN);
    }

    @Test
    void needsNoConfirmationOnceTheVerdictIsWritten() {
        Decision decision = resumed().decide();

        assertThat(decision.stage()).isEqualTo("RESUMING");
        assertThat(Steps.of(decision)).isEmpty();
        assertThat(decision.tempo()).isEqualTo(Tempo.IN_PAUSE);
    }

    @Test
    void waitsForTheVolumesOnceThePauseEnded() {
        Decision decision = pauseEnded().decide();

        assertThat(decision.stage()).isEqualTo("SNAPSHOTTING");
        assertThat(Steps.of(decision)).isEmpty();
        assertThat(decision.tempo()).isEqualTo(Tempo.CALM);
    }

    @Test
    void waitsForTheEndOfThePauseThoughAllVolumesAreComplete() {
        Decision decision = resumed()
                .everyMember(member -> member.has(Condition.VOLUMES_COMPLETE))
                .decide();

        assertThat(decision.stage()).isEqualTo("RESUMING");
    }

    @Test
    void finishesEveryMemberWithTheVerdictOnceAllVolumesAreComplete() {
        Decision decision = volumesComplete().decide();

        assertThat(decision.stage()).isEqualTo("FINISHING");
        assertThat(Steps.of(decision)).containsExactly("a TEARDOWN ok", "b TEARDOWN ok", "c TEARDOWN ok");
    }

    @Test
    void finishesOnlyMembersThatWereNotToldYet() {
        Decision decision = volumesComplete()
                .member("b", member -> member.live(Phase.TEARDOWN).knows(Situations.ok("a", "b", "c")))
                .decide();

        assertThat(Steps.of(decision)).containsExactly("a TEARDOWN ok", "c TEARDOWN ok");
    }

    @Test
    void isCompleteWhenEveryMemberIs() {
        Decision decision = complete().decide();

        assertThat(decision.stage()).isEqualTo("COMPLETE");
        assertThat(decision.ending()).isEqualTo(Ending.SUCCEEDED);
        assertThat(Steps.of(decision)).isEmpty();
        assertThat(decision.failure()).isEmpty();
    }

    @Test
    void isNotCompleteBeforeEveryMemberWasToldToFinish() {
        Decision decision =
                complete().member("c", member -> member.live(Phase.EXECUTE)).decide();

        assertThat(decision.stage()).isEqualTo("FINISHING");
        assertThat(Steps.of(decision)).containsExactly("c TEARDOWN ok");
    }

    @Test
    void staysCompleteHoweverLateSomebodyAsks() {
        Decision decision = complete().at(Duration.ofDays(400)).decide();

        assertThat(decision.ending()).isEqualTo(Ending.SUCCEEDED);
        assertThat(decision.failure()).isEmpty();
    }

    static Situations initializing() {
        return Situations.backup("a", "b", "c")
                .member("a", member -> member.live(Phase.INITIALIZE).pausing(CREATED));
    }

    static Situations initialized() {
        return initializing().member("a", member -> member.has(Condition.INITIALIZED));
    }

    static Situations executing() {
        return initialized().everyMember(member -> member.live(Phase.EXECUTE));
    }

    static Situations snapshotsCreated() {
        return executing().allRecorded().everyMember(member -> member.has(Condition.SNAPSHOTS_CREATED));
    }

    static Situations resumed() {
        return snapshotsCreated()
                .member("a", member -> member.live(Phase.RESUME).knows(Situations.ok("a", "b", "c")));
    }

    static Situations pauseEnded() {
        return resumed().member("a", member -> member.has(Condition.PAUSE_ENDED));
    }

    static Situations volumesComplete() {
        return pauseEnded().everyMember(member -> member.has(Condition.VOLUMES_COMPLETE));
    }

    static Situations finishing() {
        return volumesComplete()
                .everyMember(member -> member.live(Phase.TEARDOWN).knows(Situations.ok("a", "b", "c")));
    }

    static Situations complete() {
        return finishing().everyMember(member -> member.has(Condition.COMPLETE).commitTs(Duration.ofMinutes(1)));
    }
}
