package io.brfed.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.Finding;
import io.brfed.api.OperationKind;
import io.brfed.api.Phase;
import io.brfed.plane.Declaration;
import io.brfed.plane.MemberState;
import io.brfed.plane.MemberState.Presence;
import io.brfed.plane.Readiness;
import io.brfed.plane.Stamp;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Creating members and declaring phases. */
interface DeclaringTopic extends Topic {
    @Test
    @DisplayName("a member that does not exist is absent, which is no error")
    default void absentIsNoError() {
        assertThat(backup().observe().presence()).isEqualTo(Presence.ABSENT);
        assertThat(backup().observe().stamp()).isEmpty();
    }

    @Test
    @DisplayName("a permitted declaration creates the member with phase and stamp")
    default void creates() {
        MemberState answer = backup().declare(Phase.INITIALIZE, backup().stamp(1));

        ContractCalls.assertHas(answer, Phase.INITIALIZE, backup().stamp(1));
        ContractCalls.assertHas(backup().observe(), Phase.INITIALIZE, backup().stamp(1));
        assertThat(backup().observe().createdAt()).isPresent();
    }

    @Test
    @DisplayName("a declaration that may not create leaves an absent member absent")
    default void doesNotCreateWhenForbidden() {
        MemberState answer = backup().declare(Phase.EXECUTE, backup().stamp(1), Declaration.Creation.FORBIDDEN);

        assertThat(answer.presence()).isEqualTo(Presence.ABSENT);
        assertThat(backup().observe().presence()).isEqualTo(Presence.ABSENT);
    }

    @Test
    @DisplayName("the same declaration twice equals once")
    default void isIdempotent() {
        MemberState first = backup().declare(Phase.INITIALIZE, backup().stamp(1));
        MemberState second = backup().declare(Phase.INITIALIZE, backup().stamp(1));

        assertThat(second.createdAt()).isEqualTo(first.createdAt());
        ContractCalls.assertHas(second, Phase.INITIALIZE, backup().stamp(1));
    }

    @Test
    @DisplayName("a later phase and its stamp are written together")
    default void movesForward() {
        backup().declare(Phase.INITIALIZE, backup().stamp(1));

        MemberState answer = backup().declare(Phase.EXECUTE, backup().stamp(2));

        ContractCalls.assertHas(answer, Phase.EXECUTE, backup().stamp(2));
        ContractCalls.assertHas(backup().observe(), Phase.EXECUTE, backup().stamp(2));
    }

    @Test
    @DisplayName("the same phase with another stamp writes the stamp")
    default void writesTheStampAlone() {
        backup().declare(Phase.INITIALIZE, backup().stamp(1));
        Stamp recorded = backup().stamp(2).withRecorded(Set.of(backup().member().cluster()));

        ContractCalls.assertHas(backup().declare(Phase.INITIALIZE, recorded), Phase.INITIALIZE, recorded);
        ContractCalls.assertHas(backup().observe(), Phase.INITIALIZE, recorded);
    }

    @Test
    @DisplayName("the member of a restore goes through its phases")
    default void restores() {
        ContractCalls restore =
                new ContractCalls(fixture(), fixture().request(OperationKind.RESTORE, "contract-r"), "op-r");

        for (Phase phase : List.of(Phase.RESTORE_VOLUME, Phase.RESTORE_DATA, Phase.RESTORE_FINISH)) {
            ContractCalls.assertHas(restore.declare(phase, restore.stamp(1)), phase, restore.stamp(1));
            ContractCalls.assertHas(restore.observe(), phase, restore.stamp(1));
        }
    }

    @Test
    @DisplayName("a backup and a restore of one name are different members")
    default void kindsAreApart() {
        backup().declare(Phase.INITIALIZE, backup().stamp(1));
        ContractCalls restore =
                new ContractCalls(fixture(), fixture().request(OperationKind.RESTORE, "contract"), "op-r");

        assertThat(restore.observe().presence()).isEqualTo(Presence.ABSENT);
    }

    @Test
    @DisplayName("a check changes nothing")
    default void checksWithoutChanging() {
        assertThat(fixture().await(fixture().plane().check(backup().request(), ContractCalls.LIMIT)))
                .isNotNull();

        assertThat(backup().observe().presence()).isEqualTo(Presence.ABSENT);
    }

    @Test
    @DisplayName("the fingerprint is the same in every process")
    default void fingerprintIsStable() {
        assertThat(fixture().plane().fingerprint())
                .isNotBlank()
                .isEqualTo(fixture().reopened().fingerprint());
    }

    @Test
    @DisplayName("a check of what can be carried out finds no fault")
    default void checksClean() {
        for (OperationKind kind : fixture().kinds()) {
            Readiness found =
                    fixture().await(fixture().plane().check(fixture().request(kind, "contract"), ContractCalls.LIMIT));

            assertThat(found.findings())
                    .as("what is found about a %s", kind)
                    .noneMatch(each -> each.severity() == Finding.Severity.FAULT);
        }
    }

    @Test
    @DisplayName("members of different operations do not touch each other")
    default void keepsMembersApart() {
        ContractCalls other = new ContractCalls(fixture(), fixture().request(OperationKind.BACKUP, "other"), "op-2");
        backup().declare(Phase.INITIALIZE, backup().stamp(1));
        other.declare(Phase.INITIALIZE, other.stamp(5));
        other.declare(Phase.EXECUTE, other.stamp(6));

        ContractCalls.assertHas(backup().observe(), Phase.INITIALIZE, backup().stamp(1));
        ContractCalls.assertHas(other.observe(), Phase.EXECUTE, other.stamp(6));
    }
}
