package io.brfed.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.ClusterName;
import io.brfed.api.Condition;
import io.brfed.api.Phase;
import io.brfed.api.Tso;
import io.brfed.internal.protocol.Decision.Ending;
import io.brfed.plane.MemberState.Service;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The steps of a restore in which nothing goes wrong. */
class RestoreStagesTest {
    private static final Duration ONE = Duration.ofMinutes(1);
    private static final Duration TWO = Duration.ofMinutes(2);

    @Test
    void createsTheKeeperFirstAndAlone() {
        Decision decision = Situations.restore("a", "b", "c").decide();

        assertThat(decision.stage()).isEqualTo("STARTING");
        assertThat(Steps.of(decision)).containsExactly("a RESTORE_VOLUME create");
    }

    @Test
    void createsTheOthersOnceTheKeeperExists() {
        Decision decision = created().decide();

        assertThat(decision.stage()).isEqualTo("CREATING");
        assertThat(Steps.of(decision)).containsExactly("b RESTORE_VOLUME create", "c RESTORE_VOLUME create");
    }

    @Test
    void createsNobodyElseBeforeItIsSettledThatNobodyElseIsAtWork_B18() {
        Decision decision = created().notExclusive().decide();

        assertThat(decision.stage()).isEqualTo("STARTING");
        assertThat(Steps.of(decision)).isEmpty();
    }

    @Test
    void recordsThatAllMembersWereCreated() {
        Decision decision = existing().decide();

        assertThat(decision.stage()).isEqualTo("RESTORING_VOLUMES");
        assertThat(Steps.of(decision)).containsExactly("a RESTORE_VOLUME");
        assertThat(Steps.declarations(decision).get(0).stamp().recorded())
                .isEqualTo(Set.of(new ClusterName("a"), new ClusterName("b"), new ClusterName("c")));
    }

    @Test
    void waitsForTheVolumesOfAllMembers() {
        Decision decision = existing()
                .allRecorded()
                .member("a", member -> member.has(Condition.VOLUMES_RESTORED))
                .member("b", member -> member.has(Condition.VOLUMES_RESTORED))
                .decide();

        assertThat(decision.stage()).isEqualTo("RESTORING_VOLUMES");
        assertThat(Steps.of(decision)).isEmpty();
    }

    @Test
    void waitsForTikvOfAllMembers() {
        Decision decision = volumesRestored().decide();

        assertThat(decision.stage()).isEqualTo("STARTING_TIKV");
        assertThat(Steps.of(decision)).isEmpty();
    }

    @Test
    void restoresDataOnTheMemberWithTheSmallestTimestampOnly() {
        Decision decision = ready().member("c", member -> member.commitTs(ONE)).decide();

        assertThat(decision.stage()).isEqualTo("RESTORING_DATA");
        assertThat(Steps.of(decision)).containsExactly("c RESTORE_DATA");
    }

    @Test
    void theFirstOfSeveralMembersWithTheSmallestTimestampRestoresData() {
        Decision decision = ready().member("b", member -> member.commitTs(ONE))
                .member("c", member -> member.commitTs(ONE))
                .decide();

        assertThat(Steps.of(decision)).containsExactly("b RESTORE_DATA");
    }

    @Test
    void timestampsAreComparedAsUnsignedNumbers() {
        Decision decision = ready().member("a", member -> member.commitTs(new Tso(Long.MIN_VALUE)))
                .member("b", member -> member.commitTs(new Tso(Long.MAX_VALUE)))
                .member("c", member -> member.commitTs(new Tso(Long.MIN_VALUE + 1)))
                .decide();

        assertThat(Steps.of(decision)).containsExactly("b RESTORE_DATA");
    }

    @Test
    void restoresDataNowhereElseOnceAMemberWasToldThoughItsTimestampChanges() {
        Decision decision = ready().member(
                        "c", member -> member.live(Phase.RESTORE_DATA).commitTs(Duration.ofDays(3)))
                .decide();

        assertThat(decision.stage()).isEqualTo("RESTORING_DATA");
        assertThat(Steps.of(decision)).isEmpty();
    }

    @Test
    void recordsTheMembersBeforeItRestoresDataIfThatWasNotDone_C6() {
        Decision decision = volumesRestored()
                .everyMember(member -> member.has(Condition.TIKV_READY).commitTs(TWO))
                .decide();

        assertThat(Steps.of(decision)).containsExactly("a RESTORE_DATA");
        Decision unrecorded = existing()
                .everyMember(member -> member.has(Condition.VOLUMES_RESTORED, Condition.TIKV_READY)
                        .commitTs(TWO))
                .decide();
        assertThat(Steps.of(unrecorded)).containsExactly("a RESTORE_VOLUME");
        assertThat(Steps.declarations(unrecorded).get(0).stamp().recorded()).hasSize(3);
    }

    @Test
    void finishesAllMembersOnceTheDataIsRestored() {
        Decision decision = dataRestored().decide();

        assertThat(decision.stage()).isEqualTo("FINISHING");
        assertThat(Steps.of(decision)).containsExactly("a RESTORE_FINISH", "b RESTORE_FINISH", "c RESTORE_FINISH");
    }

    @Test
    void writesDownThatEveryTidbClusterWasSeenInService() {
        Decision decision =
                complete().everyMember(member -> member.service(Service.UP)).decide();

        assertThat(decision.ending()).isEqualTo(Ending.NONE);
        assertThat(Steps.of(decision)).containsExactly("a RESTORE_FINISH ok");
    }

    @Test
    void staysCompleteThoughATidbClusterIsStoppedLongAfter() {
        Decision decision = complete()
                .everyMember(member -> member.service(Service.UP))
                .member("b", member -> member.service(Service.DOWN))
                .verdict(Situations.ok("a", "b", "c"))
                .at(Duration.ofDays(30))
                .decide();

        assertThat(decision.stage()).isEqualTo("COMPLETE");
        assertThat(decision.failure()).isEmpty();
        assertThat(Steps.of(decision)).isEmpty();
    }

    @Test
    void aTidbClusterThatWasNeverSeenInServiceFailsTheRestoreInTheEnd() {
        Decision decision = complete()
                .everyMember(member -> member.service(Service.UP))
                .member("b", member -> member.service(Service.DOWN))
                .at(Duration.ofDays(30))
                .decide();

        assertThat(decision.stage()).isEqualTo("CONCLUDING");
    }

    @Test
    void isCompleteWhenEveryMemberIs() {
        Decision decision = complete().decide();

        assertThat(decision.stage()).isEqualTo("COMPLETE");
        assertThat(decision.ending()).isEqualTo(Ending.SUCCEEDED);
    }

    @Test
    void staysCompleteHoweverLateSomebodyAsks() {
        Decision decision = complete().at(Duration.ofDays(400)).decide();

        assertThat(decision.ending()).isEqualTo(Ending.SUCCEEDED);
    }

    @Test
    void waitsForAnAsynchronousWarmUpAtTheEnd() {
        Situations warming = complete().member("b", member -> member.has(Condition.WARM_UP_STARTED));

        assertThat(warming.decide().stage()).isEqualTo("FINISHING");
        assertThat(warming.member("b", member -> member.has(Condition.WARM_UP_COMPLETE))
                        .decide()
                        .stage())
                .isEqualTo("COMPLETE");
    }

    @Test
    void anAsynchronousWarmUpMayTakeLongerThanTheLastPhase() {
        Decision decision = complete()
                .member("b", member -> member.has(Condition.WARM_UP_STARTED))
                .at(Duration.ofHours(5))
                .decide();

        assertThat(decision.failure()).isEmpty();
        assertThat(decision.stage()).isEqualTo("FINISHING");
    }

    @Test
    void anAsynchronousWarmUpDoesNotHoldUpTheData() {
        Decision decision = ready().everyMember(member -> member.has(Condition.WARM_UP_STARTED))
                .decide();

        assertThat(decision.stage()).isEqualTo("RESTORING_DATA");
    }

    @Test
    void aCheckOfTheVolumesIsCompleteWithoutAnyData_C4() {
        Decision decision = checked().decide();

        assertThat(decision.ending()).isEqualTo(Ending.SUCCEEDED);
        assertThat(Steps.of(decision)).isEmpty();
    }

    @Test
    void aCheckWaitsForAllMembers_C5() {
        Decision decision = volumesRestored()
                .member("a", member -> member.has(Condition.COMPLETE))
                .member("b", member -> member.has(Condition.COMPLETE))
                .decide();

        assertThat(decision.stage()).isEqualTo("STARTING_TIKV");
    }

    @Test
    void aCheckStaysCompleteHoweverLateSomebodyAsks_C5() {
        assertThat(checked().at(Duration.ofDays(400)).decide().ending()).isEqualTo(Ending.SUCCEEDED);
    }

    static Situations created() {
        return Situations.restore("a", "b", "c").member("a", member -> member.live(Phase.RESTORE_VOLUME));
    }

    static Situations existing() {
        return created().everyMember(member -> member.live(Phase.RESTORE_VOLUME));
    }

    static Situations volumesRestored() {
        return existing().allRecorded().everyMember(member -> member.has(Condition.VOLUMES_RESTORED));
    }

    static Situations ready() {
        return volumesRestored()
                .everyMember(member -> member.has(Condition.TIKV_READY).commitTs(TWO));
    }

    static Situations dataRestored() {
        return ready().member("c", member -> member.live(Phase.RESTORE_DATA).has(Condition.DATA_RESTORED));
    }

    static Situations complete() {
        return dataRestored()
                .everyMember(member -> member.live(Phase.RESTORE_FINISH).has(Condition.COMPLETE));
    }

    static Situations checked() {
        return volumesRestored()
                .everyMember(member ->
                        member.has(Condition.WARM_UP_STARTED, Condition.WARM_UP_COMPLETE, Condition.COMPLETE));
    }
}
