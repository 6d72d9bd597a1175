package io.brfed.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.api.Finding;
import io.brfed.api.Phase;
import io.brfed.api.ProviderException;
import io.brfed.plane.Exclusion;
import io.brfed.plane.Readiness;
import java.util.concurrent.CompletionStage;
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

    @Test
    @DisplayName("a list fails and never says that there is nothing")
    default void listFails() {
        fixture().cutOff();

        assertThatThrownBy(() ->
                        fixture().await(fixture().plane().list(backup().member().tidbCluster(), ContractCalls.LIMIT)))
                .isInstanceOf(ProviderException.class);
    }

    @Test
    @DisplayName("a deletion fails and never says that the member is gone")
    default void deletionFails() {
        backup().declare(Phase.INITIALIZE, backup().stamp(1));
        fixture().cutOff();

        assertThatThrownBy(backup()::delete).isInstanceOf(ProviderException.class);
    }

    @Test
    @DisplayName("a claim fails or says that it could not be checked")
    default void claimIsNotGranted() {
        fixture().cutOff();
        CompletionStage<Exclusion> claim =
                fixture().plane().claim(backup().request(), backup().id(), ContractCalls.LIMIT);

        Object answer = fixture().await(claim.handle((found, failure) -> failure == null ? found : "failed"));
        assertThat(answer).isNotInstanceOfAny(Exclusion.Locked.class, Exclusion.Clear.class);
    }

    @Test
    @DisplayName("a check fails or finds a fault")
    default void checkIsNotClean() {
        fixture().cutOff();
        CompletionStage<Readiness> check = fixture().plane().check(backup().request(), ContractCalls.LIMIT);

        boolean clean = fixture().await(check.handle((found, failure) -> failure == null && !hasFault(found)));
        assertThat(clean).isFalse();
    }

    private static boolean hasFault(Readiness found) {
        return found.findings().stream().anyMatch(each -> each.severity() == Finding.Severity.FAULT);
    }
}
