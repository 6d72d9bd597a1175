package io.brfed.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.api.Phase;
import io.brfed.api.ProviderException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A system that cannot be reached. */
interface CutOffTopic extends Topic {
    @Test
    @DisplayName("a read fails as unreachable and never says that the member is absent")
    default void readFails() {
        backup().declare(Phase.INITIALIZE, backup().stamp(1));
        fixture().cutOff();

        assertThatThrownBy(backup()::observe)
                .isInstanceOfSatisfying(
                        ProviderException.class,
                        failure -> assertThat(failure.fault())
                                .isIn(ProviderException.Fault.UNREACHABLE, ProviderException.Fault.RETRY));
    }

    @Test
    @DisplayName("a write fails with a classified error, and works again later")
    default void writeFails() {
        fixture().cutOff();
        assertThatThrownBy(() -> backup().declare(Phase.INITIALIZE, backup().stamp(1)))
                .isInstanceOfSatisfying(
                        ProviderException.class,
                        failure -> assertThat(failure.fault())
                                .isNotIn(ProviderException.Fault.GONE, ProviderException.Fault.REFUSED));

        fixture().reconnect();
        ContractCalls.assertHas(
                backup().declare(Phase.INITIALIZE, backup().stamp(1)), Phase.INITIALIZE, backup().stamp(1));
    }
}
