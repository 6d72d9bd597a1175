package io.brfed;

import io.brfed.api.OperationName;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A running backup or restore, to watch, await or cancel. Safe for use by several threads.
 *
 * @param <R> its report
 * @since 0.1.0
 */
public interface Operation<R> {
    /** Its name; a generated one is known from the start, so that it can be kept for resuming. */
    OperationName name();

    /** The report once it has ended, or the exception that kept it from beginning or made it stop. */
    CompletionStage<R> completion();

    /** The report if it has ended with one. */
    Optional<R> report();

    /**
     * Waits for the end.
     *
     * @return the report, of a success or a failure
     * @throws io.brfed.api.FederationException if there is no report to give: a bad request, a refusal, or another driver
     *     that took over
     * @throws io.brfed.api.FederationCancelledException if the calling thread was interrupted; its interrupt flag is set,
     *     the operation is cancelled, and its clean-up goes on
     */
    R await();

    /**
     * Waits for the end, but no longer than a limit. The operation goes on after it.
     *
     * @return the report, empty if the limit came first
     */
    Optional<R> await(Duration limit);

    /**
     * Asks the operation to end: the pause is given back, members of a backup are torn down, those of a restore are left
     * as they are. Returns at once; the report is that of a cancelled operation unless it had ended before. Idempotent.
     */
    void cancel();
}
