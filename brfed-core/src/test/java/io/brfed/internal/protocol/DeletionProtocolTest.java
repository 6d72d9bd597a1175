package io.brfed.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.Condition;
import io.brfed.api.Phase;
import io.brfed.internal.protocol.Decision.Ending;
import io.brfed.plane.Deletion.Contents;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DeletionProtocolTest {
    private static final Duration LIMIT = Duration.ofMinutes(30);
    private static final Duration ONE = Duration.ofMinutes(1);

    private final DeletionProtocol protocol = new DeletionProtocol(Contents.AS_RECORDED, LIMIT);

    @Test
    void deletesEveryMemberThatIsOurs() {
        Decision decision = decide(existing());

        assertThat(Steps.of(decision)).containsExactly("a delete AS_RECORDED", "b delete AS_RECORDED");
        assertThat(decision.ending()).isEqualTo(Ending.NONE);
    }

    @Test
    void saysWhatBecomesOfTheContents() {
        Decision decision =
                new DeletionProtocol(Contents.REMOVED, LIMIT).decide(existing().build());

        assertThat(Steps.of(decision)).containsExactly("a delete REMOVED", "b delete REMOVED");
    }

    @Test
    void waitsForAMemberThatIsBeingDeletedAndTellsItAgainBecauseWhoBeganMayHaveDied_C11() {
        Decision decision = decide(
                existing().member("a", MemberDraft::absent).member("b", member -> member.deleting(Phase.TEARDOWN)));

        assertThat(decision.stage()).isEqualTo("DELETING");
        assertThat(Steps.of(decision)).containsExactly("b delete AS_RECORDED");
    }

    @Test
    void succeedsOnlyWhenEveryMemberIsConfirmedToBeGone_D1() {
        assertThat(decide(gone()).ending()).isEqualTo(Ending.SUCCEEDED);
        assertThat(decide(gone().member("b", MemberDraft::silent)).ending()).isEqualTo(Ending.NONE);
    }

    @Test
    void deletesReachableMembersWhileAnotherDoesNotAnswer_D2() {
        Decision decision =
                decide(existing().member("a", member -> member.silent().out(ONE)));

        assertThat(Steps.of(decision)).containsExactly("b delete AS_RECORDED");
    }

    @Test
    void givesUpOnAMemberThatDoesNotAnswer_D2() {
        Situations lost = gone().member("a", member -> member.silent().out(ONE));

        assertThat(decide(lost.at(Duration.ofMinutes(6).minusMillis(1))).ending())
                .isEqualTo(Ending.NONE);
        assertThat(decide(lost.at(Duration.ofMinutes(6))).ending()).isEqualTo(Ending.FAILED);
    }

    @Test
    void givesUpOnAMemberThatRefuses() {
        Decision decision =
                decide(gone().member("a", member -> member.live(Phase.TEARDOWN).refused(Phase.TEARDOWN)));

        assertThat(decision.ending()).isEqualTo(Ending.FAILED);
    }

    @Test
    void givesUpOnAMemberThatFailedToClean_D3() {
        Decision decision = decide(
                gone().member("a", member -> member.deleting(Phase.TEARDOWN).has(Condition.CLEAN_FAILED)));

        assertThat(decision.ending()).isEqualTo(Ending.FAILED);
    }

    @Test
    void leavesAloneWhatIsNotOurs() {
        Decision foreign = decide(gone().member("a", MemberDraft::foreign));
        Decision other = decide(existing().member("a", member -> member.ofOther("op-2", Phase.TEARDOWN)));

        assertThat(foreign.ending()).isEqualTo(Ending.FAILED);
        assertThat(Steps.of(foreign)).isEmpty();
        assertThat(Steps.of(other)).containsExactly("b delete AS_RECORDED");
    }

    @Test
    void waitsForAMemberSeenAbsentWhoseLastWriteHasAnUnknownOutcome() {
        Decision unsure = decide(gone().member("a", member -> member.unsure(ONE)));
        Decision writing = decide(gone().member("a", MemberDraft::writing));

        assertThat(unsure.ending()).isEqualTo(Ending.NONE);
        assertThat(writing.ending()).isEqualTo(Ending.NONE);
    }

    @Test
    void endsWhenItsTimeIsUp() {
        assertThat(decide(existing().at(LIMIT.minusMillis(1))).ending()).isEqualTo(Ending.NONE);
        assertThat(decide(existing().at(LIMIT)).ending()).isEqualTo(Ending.FAILED);
        assertThat(decide(existing()).wakeAt()).contains(Situations.START.plus(LIMIT));
    }

    @Test
    void everyRowOfTheTableIsTaken() {
        Set<Table.Row<?>> taken = Stream.of(gone(), existing().at(LIMIT))
                .flatMap(situations -> decide(situations).path().stream())
                .collect(Collectors.toSet());

        assertThat(taken).isEqualTo(Set.copyOf(protocol.table().rows()));
    }

    private Decision decide(Situations situations) {
        return protocol.decide(situations.build());
    }

    private static Situations existing() {
        return Situations.backup("a", "b").everyMember(member -> member.live(Phase.TEARDOWN));
    }

    private static Situations gone() {
        return existing().everyMember(MemberDraft::absent);
    }
}
