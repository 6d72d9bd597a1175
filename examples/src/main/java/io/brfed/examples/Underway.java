package io.brfed.examples;

import io.brfed.Operation;
import io.brfed.api.BackupReport;
import io.brfed.api.RestoreReport;
import java.util.function.Supplier;

/**
 * An operation of either kind that has begun.
 *
 * @param cancel asks it to end
 * @param end waits for its end; throws what {@link Operation#await()} throws
 */
record Underway(Runnable cancel, Supplier<End> end) {
    /**
     * How it ended.
     *
     * @param complete whether everything asked for was done
     * @param text the report and its timeline
     */
    record End(boolean complete, String text) {}

    static Underway backup(Operation<BackupReport> operation) {
        return new Underway(operation::cancel, () -> {
            BackupReport report = operation.await();
            return new End(report.complete(), report + "\n\n" + Timeline.of(report));
        });
    }

    static Underway restore(Operation<RestoreReport> operation) {
        return new Underway(operation::cancel, () -> {
            RestoreReport report = operation.await();
            return new End(report.complete(), report + "\n\n" + Timeline.of(report));
        });
    }
}
