package io.brfed.internal.direct.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.BackupLocation;
import io.brfed.api.ClusterName;
import io.brfed.api.OperationId;
import io.brfed.api.OperationName;
import io.brfed.api.TidbClusterRef;
import io.brfed.internal.loop.Causes;
import io.brfed.spi.DataRecovery.Notebook;
import io.brfed.spi.DataRecovery.Running;
import io.brfed.spi.DataRecovery.Task;
import io.brfed.spi.Key;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class NativeDataRecoveryTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private final RecoveryWorld world = RecoveryWorld.of(12);
    private final RecoveryState allTakenBack = new RecoveryState(
            1, Optional.empty(), List.of(), List.of(new RecoveryState.Range(Key.UNBOUNDED, Key.UNBOUNDED)), 12);

    @Test
    void takesTheMarkAwayThatAnEarlierProcessLeft() {
        Running running = begin();

        assertThat(world.await(running.outcome())).contains("by an earlier process");
        assertThat(world.pdRecovery.isMarkedNow()).isFalse();
    }

    @Test
    void doesNotTakeTheMarkAwayOnceItIsCancelled() {
        world.pdRecovery.failsNext("unmark");
        Running running = begin();
        world.time.advance(Duration.ofSeconds(1));

        running.cancel();

        world.time.advance(LONG);
        assertThat(running.outcome().toCompletableFuture()).isCompletedExceptionally();
        assertThat(world.pdRecovery.isMarkedNow()).isTrue();
    }

    @Test
    void notesOfAnotherRecoveryAreNamedAndNothingIsDone() {
        Running running =
                NativeDataRecovery.of(world.reach()).begin(task(), new Kept("{\"attempt\":1,\"done\":false}"));

        CompletionStage<Throwable> failure = running.outcome().handle((done, error) -> Causes.of(error));
        assertThat(world.await(failure))
                .isInstanceOf(RecoveryFailedException.class)
                .hasMessageContaining("kept notes of its own")
                .hasMessageContaining("[attempt, done]");
        assertThat(world.pdRecovery.isMarkedNow()).isTrue();
    }

    private Running begin() {
        return NativeDataRecovery.of(world.reach()).begin(task(), new Kept(RecoveryText.write(allTakenBack)));
    }

    private Task task() {
        return new Task(
                new OperationId("0123456789abcdef0123456789abcdef"),
                new OperationName("nightly"),
                new ClusterName("east"),
                new TidbClusterRef("tidb", "basic"),
                new BackupLocation("s3://bucket/prefix"),
                Set.of(RecoveryWorld.FIRST),
                world.resolved,
                world.latestCommit,
                0);
    }

    private record Kept(String kept) implements Notebook {
        @Override
        public CompletionStage<Void> keep(String state) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void progress(double part) {}
    }
}
