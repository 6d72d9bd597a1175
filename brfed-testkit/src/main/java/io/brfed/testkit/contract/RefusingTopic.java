package io.brfed.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.OperationKind;
import io.brfed.api.Phase;
import io.brfed.plane.MemberState;
import io.brfed.plane.MemberState.Presence;
import io.brfed.plane.Stamp;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Declarations that are answered with the state as found. */
interface RefusingTopic extends Topic {
    @Test
    @DisplayName("of a member that is foreign")
    default void foreign() {
        fixture().putForeign(backup().member());

        MemberState answer = backup().declare(Phase.INITIALIZE, backup().stamp(1));

        assertThat(answer.presence()).isEqualTo(Presence.FOREIGN);
        assertThat(answer.stamp()).isEmpty();
        assertThat(backup().observe().presence()).isEqualTo(Presence.FOREIGN);
    }

    @Test
    @DisplayName("of a member with the stamp of another operation")
    default void otherOperation() {
        backup().declare(Phase.INITIALIZE, backup().stamp(1));
        ContractCalls other = new ContractCalls(fixture(), backup().request(), "op-2");

        assertRefused(other.declare(Phase.EXECUTE, other.stamp(9)), Phase.INITIALIZE, backup().stamp(1));
    }

    @Test
    @DisplayName("of a member that is being deleted")
    default void deleting() {
        backup().declare(Phase.INITIALIZE, backup().stamp(1));
        fixture().startDeleting(backup().member());

        MemberState answer = backup().declare(Phase.EXECUTE, backup().stamp(1));

        assertThat(answer.presence()).isEqualTo(Presence.DELETING);
        assertThat(answer.desired()).contains(Phase.INITIALIZE);
        assertThat(backup().observe().presence()).isEqualTo(Presence.DELETING);
    }

    @Test
    @DisplayName("with a lower epoch than the member carries")
    default void lowerEpoch() {
        backup().declare(Phase.INITIALIZE, backup().stamp(5));

        assertRefused(backup().declare(Phase.EXECUTE, backup().stamp(4)), Phase.INITIALIZE, backup().stamp(5));
    }

    @Test
    @DisplayName("without a verdict where the member carries one of failed")
    default void noVerdictAfterFailed() {
        Stamp decided = backup().stamp(1).withVerdict(ContractCalls.failed());
        backup().executing();
        backup().declare(Phase.RESUME, decided);

        assertRefused(backup().declare(Phase.TEARDOWN, backup().stamp(2)), Phase.RESUME, decided);
    }

    @Test
    @DisplayName("with a verdict of ok where the member carries one of failed")
    default void okAfterFailed() {
        Stamp decided = backup().stamp(1).withVerdict(ContractCalls.failed());
        backup().executing();
        backup().declare(Phase.RESUME, decided);

        Stamp ok = backup().stamp(2).withVerdict(backup().ok());
        assertRefused(backup().declare(Phase.TEARDOWN, ok), Phase.RESUME, decided);
    }

    @Test
    @DisplayName("of an earlier phase than the member is in")
    default void earlierPhase() {
        backup().declare(Phase.INITIALIZE, backup().stamp(1));
        backup().declare(Phase.TEARDOWN, backup().stamp(1));

        assertRefused(backup().declare(Phase.EXECUTE, backup().stamp(2)), Phase.TEARDOWN, backup().stamp(1));
    }

    @Test
    @DisplayName("of an earlier phase of a restore than the member is in")
    default void earlierPhaseOfARestore() {
        ContractCalls restore =
                new ContractCalls(fixture(), fixture().request(OperationKind.RESTORE, "contract-r"), "op-r");
        restore.declare(Phase.RESTORE_VOLUME, restore.stamp(1));
        restore.declare(Phase.RESTORE_DATA, restore.stamp(1));

        MemberState answer = restore.declare(Phase.RESTORE_VOLUME, restore.stamp(2));
        ContractCalls.assertHas(answer, Phase.RESTORE_DATA, restore.stamp(1));
    }

    private void assertRefused(MemberState answer, Phase phase, Stamp stamp) {
        ContractCalls.assertHas(answer, phase, stamp);
        ContractCalls.assertHas(backup().observe(), phase, stamp);
    }
}
