package io.brfed.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.OperationKind;
import io.brfed.api.Phase;
import io.brfed.plane.Exclusion;
import io.brfed.plane.MemberState;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** One operation at a time. */
interface ClaimingTopic extends Topic {
    private ContractCalls other() {
        return new ContractCalls(fixture(), fixture().request(OperationKind.BACKUP, "other"), "op-2");
    }

    @Test
    @DisplayName("nobody else is found in an empty cluster, before and after the first write")
    default void doesNotExcludeItself() {
        assertThat(backup().claim()).isInstanceOfAny(Exclusion.Locked.class, Exclusion.Clear.class);
        backup().declare(Phase.INITIALIZE, backup().stamp(1));

        assertThat(backup().claim()).isInstanceOfAny(Exclusion.Locked.class, Exclusion.Clear.class);
    }

    @Test
    @DisplayName("an unfinished operation excludes another, and is named")
    default void excludesOthers() {
        backup().claim();
        backup().declare(Phase.INITIALIZE, backup().stamp(1));

        assertThat(other().claim())
                .isInstanceOfSatisfying(
                        Exclusion.Taken.class, taken -> assertThat(taken.name()).isNotBlank());
    }

    @Test
    @DisplayName("an operation that never claimed excludes another all the same")
    default void findsUnclaimed() {
        backup().declare(Phase.INITIALIZE, backup().stamp(1));

        assertThat(other().claim())
                .isInstanceOfSatisfying(
                        Exclusion.Taken.class, taken -> assertThat(taken.id()).contains(backup().id()));
    }

    @Test
    @DisplayName("what was given back and deleted excludes nobody")
    default void givesBack() {
        backup().claim();
        backup().declare(Phase.INITIALIZE, backup().stamp(1));
        backup().delete();
        backup().untilAbsent();
        backup().unclaim();
        backup().unclaim();

        assertThat(other().claim()).isInstanceOfAny(Exclusion.Locked.class, Exclusion.Clear.class);
    }

    @Test
    @DisplayName("nobody gives back what another holds")
    default void unclaimsOnlyItsOwn() {
        Exclusion held = backup().claim();
        other().unclaim();

        if (held instanceof Exclusion.Locked) {
            assertThat(other().claim()).isInstanceOf(Exclusion.Taken.class);
        }
        assertThat(backup().claim()).isInstanceOf(held.getClass());
    }

    @Test
    @DisplayName("the operation itself is nobody else in a new process either")
    default void doesNotExcludeItselfInANewProcess() {
        backup().claim();
        backup().declare(Phase.INITIALIZE, backup().stamp(1));

        Exclusion again =
                fixture().await(fixture().reopened().claim(backup().request(), backup().id(), ContractCalls.LIMIT));
        assertThat(again).isInstanceOfAny(Exclusion.Locked.class, Exclusion.Clear.class);
    }

    @Test
    @DisplayName("an unfinished backup excludes a restore")
    default void excludesOtherKinds() {
        backup().claim();
        backup().declare(Phase.INITIALIZE, backup().stamp(1));
        ContractCalls restore =
                new ContractCalls(fixture(), fixture().request(OperationKind.RESTORE, "contract-r"), "op-r");

        assertThat(restore.claim()).isInstanceOf(Exclusion.Taken.class);
    }

    @Test
    @DisplayName("giving back where nothing is held does nothing")
    default void givesBackNothing() {
        backup().unclaim();

        assertThat(backup().observe().presence()).isEqualTo(MemberState.Presence.ABSENT);
        assertThat(other().claim()).isInstanceOfAny(Exclusion.Locked.class, Exclusion.Clear.class);
    }
}
