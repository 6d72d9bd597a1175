package io.brfed.internal.direct;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.testkit.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private final VirtualTime time = VirtualTime.create();
    private final Turns turns = new Turns(time, 4);
    private final List<CompletableFuture<String>> begun = new ArrayList<>();

    private CompletionStage<String> begin() {
        CompletableFuture<String> work = new CompletableFuture<>();
        begun.add(work);
        return work;
    }

    private void takeSix() {
        for (int i = 0; i < 6; i++) {
            turns.take(this::begin);
        }
    }

    @Test
    void fourWorkAtATime() {
        takeSix();

        assertThat(begun).hasSize(4);
    }

    @Test
    void theNextBeginsWhenOneHasEnded() {
        takeSix();
        begun.get(2).complete("done");
        time.advance(Duration.ofMillis(1));

        assertThat(begun).hasSize(5);
    }

    @Test
    void aTurnThatFailsEndsAndTellsItsFailure() {
        CompletionStage<String> failing = turns.take(this::begin);
        takeSix();
        begun.get(0).completeExceptionally(new IllegalStateException("broken"));
        time.advance(Duration.ofMillis(1));

        assertThat(failing.toCompletableFuture()).isCompletedExceptionally();
        assertThat(begun).hasSize(5);
    }

    @Test
    void workThatThrowsIsAFailureAndHoldsNobodyUp() {
        CompletionStage<String> throwing = turns.take(() -> {
            throw new IllegalStateException("broken");
        });
        takeSix();
        time.advance(Duration.ofMillis(1));

        assertThat(throwing.toCompletableFuture()).isCompletedExceptionally();
        assertThat(begun).hasSize(4);
    }
}
