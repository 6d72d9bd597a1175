package io.brfed.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "0", "m5x2k-0c", "a--b"})
    void permitsOperationIdsThatFitALabel(String id) {
        assertThat(new OperationId(id)).hasToString(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "a-", "A", "a_b", "a.b", "ä"})
    void refusesOperationIdsThatDoNotFitALabel(String id) {
        assertThatThrownBy(() -> new OperationId(id))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("operation id '" + id + "' must have 1 to 63 characters of a-z, 0-9 and '-', and begin and"
                        + " end with a letter or digit");
    }

    @Test
    void anOperationIdHasAtMost63Characters() {
        assertThat(new OperationId("a".repeat(63)).value()).hasSize(63);
        assertThatThrownBy(() -> new OperationId("a".repeat(64))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void operationIdsAreOrderedByTheirText() {
        assertThat(new OperationId("a")).isLessThan(new OperationId("b"));
    }

    @Test
    void refusesBlankNames() {
        assertThatThrownBy(() -> new OperationName(" "))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an operation name must not be blank");
        assertThatThrownBy(() -> new ClusterName(""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a cluster name must not be blank");
    }
}
