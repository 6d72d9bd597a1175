package io.brfed.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.Condition;
import io.brfed.api.Phase;
import io.brfed.plane.Freshness;
import io.brfed.plane.MemberState.Presence;
import io.brfed.plane.Subscription;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Notifications. */
interface TellingTopic extends Topic {
    @Test
    @DisplayName("a change after the subscription is told, or the subscription says that it is not")
    default void tells() {
        backup().declare(Phase.INITIALIZE, backup().stamp(1));
        fixture().settle();
        CompletableFuture<String> told = new CompletableFuture<>();
        try (Subscription subscription =
                fixture().plane().subscribe(backup().member(), () -> completeWhenInitialized(told))) {
            fixture().report(backup().member(), Condition.INITIALIZED);
            if (subscription.delivery() == Subscription.Delivery.PUSHED) {
                assertThat(fixture().await(told)).isEqualTo("told");
            }
        }
    }

    @Test
    @DisplayName("a closed subscription is closed once more without harm")
    default void closesTwice() {
        Subscription subscription = fixture().plane().subscribe(backup().member(), () -> {});

        subscription.close();
        subscription.close();

        assertThat(backup().observe().presence()).isEqualTo(Presence.ABSENT);
    }

    @Test
    @DisplayName(
            "a member that comes into being, and one that goes, are told or the subscription says that they are not")
    default void tellsOfComingAndGoing() {
        CompletableFuture<String> came = new CompletableFuture<>();
        CompletableFuture<String> went = new CompletableFuture<>();
        try (Subscription subscription = fixture().plane().subscribe(backup().member(), () -> look(came, went))) {
            fixture().settle();
            boolean pushed = subscription.delivery() == Subscription.Delivery.PUSHED;
            backup().declare(Phase.INITIALIZE, backup().stamp(1));
            if (pushed) {
                assertThat(fixture().await(came)).isEqualTo("came");
            }
            fixture().deleteByHand(backup().member());
            if (pushed) {
                assertThat(fixture().await(went)).isEqualTo("went");
            }
        }
    }

    private void look(CompletableFuture<String> came, CompletableFuture<String> went) {
        fixture()
                .plane()
                .observe(backup().member(), Freshness.LIVE, ContractCalls.LIMIT)
                .thenAccept(state -> {
                    if (state.presence() == Presence.LIVE) {
                        came.complete("came");
                    } else if (came.isDone()) {
                        went.complete("went");
                    }
                });
    }

    private void completeWhenInitialized(CompletableFuture<String> told) {
        fixture()
                .plane()
                .observe(backup().member(), Freshness.KNOWN, ContractCalls.LIMIT)
                .thenAccept(state -> {
                    if (state.has(Condition.INITIALIZED)) {
                        told.complete("told");
                    }
                });
    }
}
