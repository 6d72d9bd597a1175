package io.brfed.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.Condition;
import io.brfed.api.Phase;
import io.brfed.plane.Freshness;
import io.brfed.plane.MemberState;
import io.brfed.plane.Stamp;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Keeping the stamp with the member. */
interface StampsTopic extends Topic {
    @Test
    @DisplayName("every part survives the process")
    default void survives() {
        backup().declare(Phase.INITIALIZE, backup().stamp(1));

        MemberState seen =
                fixture().await(fixture().reopened().observe(backup().member(), Freshness.LIVE, ContractCalls.LIMIT));

        ContractCalls.assertHas(seen, Phase.INITIALIZE, backup().stamp(1));
    }

    @Test
    @DisplayName("a verdict of ok comes back with the members that were seen")
    default void keepsOk() {
        Stamp decided = backup().stamp(1).withVerdict(backup().ok());
        backup().executing();
        backup().declare(Phase.RESUME, decided);

        assertThat(backup().observe().stamp()).contains(decided);
    }

    @Test
    @DisplayName("a verdict of failed comes back with its cause, to the character")
    default void keepsFailed() {
        Stamp decided = backup().stamp(1).withVerdict(ContractCalls.failed());
        backup().executing();
        backup().declare(Phase.RESUME, decided);

        assertThat(backup().observe().stamp()).contains(decided);
    }

    @Test
    @DisplayName("what the member reports leaves the stamp alone")
    default void reportsLeaveIt() {
        backup().declare(Phase.INITIALIZE, backup().stamp(3));
        fixture().report(backup().member(), Condition.INITIALIZED);

        ContractCalls.assertHas(backup().observe(), Phase.INITIALIZE, backup().stamp(3));
    }
}
