package io.brfed.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.Phase;
import io.brfed.plane.Deletion;
import io.brfed.plane.MemberState;
import io.brfed.plane.MemberState.Presence;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Removing members. */
interface DeletingTopic extends Topic {
    @Test
    @DisplayName("our own member goes")
    default void deletes() {
        backup().declare(Phase.INITIALIZE, backup().stamp(1));

        assertThat(backup().delete().presence()).isIn(Presence.ABSENT, Presence.DELETING);
        backup().untilAbsent();
    }

    @Test
    @DisplayName("what is gone is gone, however often it is deleted")
    default void isIdempotent() {
        backup().declare(Phase.INITIALIZE, backup().stamp(1));
        backup().delete();
        backup().untilAbsent();

        assertThat(backup().delete().presence()).isEqualTo(Presence.ABSENT);
    }

    @Test
    @DisplayName("a foreign member stays")
    default void sparesForeign() {
        fixture().putForeign(backup().member());

        assertThat(backup().delete().presence()).isEqualTo(Presence.FOREIGN);
        assertThat(backup().observe().presence()).isEqualTo(Presence.FOREIGN);
    }

    @Test
    @DisplayName("a member of another operation stays")
    default void sparesOthers() {
        backup().declare(Phase.INITIALIZE, backup().stamp(1));
        ContractCalls other = new ContractCalls(fixture(), backup().request(), "op-2");

        ContractCalls.assertHas(other.delete(), Phase.INITIALIZE, backup().stamp(1));
        ContractCalls.assertHas(backup().observe(), Phase.INITIALIZE, backup().stamp(1));
    }

    @Test
    @DisplayName("our own member goes together with what it stands for")
    default void deletesWithContents() {
        backup().declare(Phase.INITIALIZE, backup().stamp(1));
        Deletion deletion = new Deletion(backup().member(), backup().id(), Deletion.Contents.REMOVED);

        MemberState answer = fixture().await(fixture().plane().delete(deletion, ContractCalls.LIMIT));
        assertThat(answer.presence()).isIn(Presence.ABSENT, Presence.DELETING);
        assertThat(backup().observe().presence()).isIn(Presence.ABSENT, Presence.DELETING);
    }

    @Test
    @DisplayName("what is gone leaves its name to others")
    default void freesTheName() {
        backup().declare(Phase.INITIALIZE, backup().stamp(5));
        backup().delete();
        backup().untilAbsent();
        ContractCalls other = new ContractCalls(fixture(), backup().request(), "op-2");

        ContractCalls.assertHas(other.declare(Phase.INITIALIZE, other.stamp(1)), Phase.INITIALIZE, other.stamp(1));
    }
}
