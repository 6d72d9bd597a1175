package io.brfed.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.Phase;
import io.brfed.plane.Declaration;
import io.brfed.plane.MemberState;
import io.brfed.plane.Stamp;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Verdicts and epochs that are accepted. */
interface DecidingTopic extends Topic {
    @Test
    @DisplayName("a verdict of failed replaces one of ok")
    default void failedAfterOk() {
        backup().executing();
        backup().declare(Phase.RESUME, backup().stamp(1).withVerdict(backup().ok()));
        Stamp failed = backup().stamp(1).withVerdict(ContractCalls.failed());

        ContractCalls.assertHas(backup().declare(Phase.RESUME, failed), Phase.RESUME, failed);
    }

    @Test
    @DisplayName("a verdict of failed goes on with the next phase")
    default void failedGoesOn() {
        Stamp failed = backup().stamp(1).withVerdict(ContractCalls.failed());
        backup().executing();
        backup().declare(Phase.RESUME, failed);

        ContractCalls.assertHas(backup().declare(Phase.TEARDOWN, failed), Phase.TEARDOWN, failed);
    }

    @Test
    @DisplayName("of two drivers at the same time the higher epoch stays")
    default void higherEpochStays() {
        backup().declare(Phase.INITIALIZE, backup().stamp(1));
        CompletionStage<MemberState> newer = start(backup().stamp(3));
        CompletionStage<MemberState> older = start(backup().stamp(2));

        quietly(newer);
        quietly(older);
        ContractCalls.assertHas(
                backup().declare(Phase.INITIALIZE, backup().stamp(3)), Phase.INITIALIZE, backup().stamp(3));
        assertThat(backup().observe().stamp()).contains(backup().stamp(3));
    }

    private CompletionStage<MemberState> start(Stamp stamp) {
        Declaration declaration = backup().declaration(Phase.INITIALIZE, stamp, Declaration.Creation.FORBIDDEN);
        return fixture().plane().declare(declaration, ContractCalls.LIMIT);
    }

    /** A conflict may be reported as passing; what counts is what is stored in the end. */
    private void quietly(CompletionStage<MemberState> stage) {
        fixture().await(stage.handle((state, failure) -> "done"));
    }
}
