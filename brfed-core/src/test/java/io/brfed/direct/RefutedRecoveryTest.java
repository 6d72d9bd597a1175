package io.brfed.direct;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.DirectPlanes;
import io.brfed.api.Finding;
import io.brfed.api.RestoreReport;
import io.brfed.spi.DataRecovery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Restores whose data is said to be recovered, and is not. */
class RefutedRecoveryTest {
    private final RestoringWorld world = new RestoringWorld();
    private final List<String> refuted = new ArrayList<>();
    private int timesIdle = Integer.MAX_VALUE;
    private int begun;

    private RestoreReport restored() {
        DirectPlanes planes = DirectPlanes.of(world.pd, world.copyStores())
                .restoring(world.pdRecovery, new Idle())
                .scheduler(world.time)
                .build();
        return world.restore(world.clusters(planes)).execute();
    }

    @Test
    void dataIsNotTakenForRecoveredWhilePdIsMarked_P8() {
        RestoreReport report = restored();

        assertThat(report.complete()).isFalse();
        assertThat(report.operation().cause().orElseThrow())
                .asString()
                .contains("idle: nothing to do; but PD is still marked as recovering");
        assertThat(report.operation().leftBehind())
                .anyMatch(left -> left.toString().contains("PD was marked as recovering"));
    }

    @Test
    void itIsToldAndBeginsAgain_P8() {
        timesIdle = 1;

        RestoreReport report = restored();

        assertThat(report.operation().cause()).isEmpty();
        assertThat(refuted).containsExactly("attempt 1");
        assertThat(begun).isEqualTo(2);
    }

    /** As BR ends where it could not pause schedulers. */
    private final class Idle implements DataRecovery {
        @Override
        public String name() {
            return "idle";
        }

        @Override
        public CompletionStage<List<Finding>> check(Task task, Duration limit) {
            return CompletableFuture.completedFuture(List.of());
        }

        @Override
        public Running begin(Task task, Notebook notebook) {
            int attempt = ++begun;
            CompletionStage<Void> ended = attempt <= timesIdle
                    ? CompletableFuture.completedFuture(null)
                    : world.pdRecovery.unmark(Duration.ofSeconds(1));
            return new Ended(attempt, ended.thenApply(done -> "nothing to do"));
        }
    }

    private final class Ended implements DataRecovery.Running {
        private final int attempt;
        private final CompletionStage<String> outcome;

        Ended(int attempt, CompletionStage<String> outcome) {
            this.attempt = attempt;
            this.outcome = outcome;
        }

        @Override
        public CompletionStage<String> outcome() {
            return outcome;
        }

        @Override
        public void cancel() {}

        @Override
        public CompletionStage<Void> refuted() {
            refuted.add("attempt " + attempt);
            return CompletableFuture.completedFuture(null);
        }
    }
}
