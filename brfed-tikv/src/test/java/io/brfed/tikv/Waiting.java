package io.brfed.tikv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.brfed.api.ProviderException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for answers over the wire. */
final class Waiting {
    private static final long SENSIBLE_SECONDS = 90;
    private static final long LOOK_NANOS = 2_000_000;

    private Waiting() {}

    static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(SENSIBLE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new AssertionError(failed);
        } catch (TimeoutException never) {
            throw new AssertionError("not complete after " + SENSIBLE_SECONDS + " s", never);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    /** Waits for what nothing tells of. */
    static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SENSIBLE_SECONDS);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("the end of the wait").isLessThan(end);
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    static ProviderException failureOf(CompletionStage<?> stage) {
        ProviderException failure = catchThrowableOfType(ProviderException.class, () -> await(stage));
        assertThat(failure).as("the failure of the call").isNotNull();
        return failure;
    }
}
