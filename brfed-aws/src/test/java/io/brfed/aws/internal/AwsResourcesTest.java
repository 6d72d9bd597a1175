package io.brfed.aws.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AwsResourcesTest {
    private final List<String> closed = new ArrayList<>();

    @Test
    void whatWasOpenedIsClosedIfALaterStepFails() {
        assertThatThrownBy(() -> AwsResources.open(resources -> {
                    resources.add("threads", () -> closed.add("threads"));
                    resources.add("connections", () -> closed.add("connections"));
                    throw new IllegalStateException("no region");
                }))
                .hasMessage("no region");

        assertThat(closed).containsExactly("threads", "connections");
    }

    @Test
    void everythingIsClosedOnceInOrderEvenIfSomeOfItFails() {
        AwsResources open = AwsResources.open(resources -> {
            resources.add("threads", () -> {
                closed.add("threads");
                throw new IllegalStateException("stuck");
            });
            resources.add("connections", () -> closed.add("connections"));
            return resources;
        });
        assertThat(closed).isEmpty();

        assertThatThrownBy(open::close).hasMessage("stuck");
        open.close();

        assertThat(closed).containsExactly("threads", "connections");
    }
}
