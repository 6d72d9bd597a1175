package io.brfed.sim;

import io.brfed.Federation;
import io.brfed.Operation;
import io.brfed.api.BackupReport;
import io.brfed.api.Deadlines;
import io.brfed.api.DeletionReport;
import io.brfed.api.OperationKind;
import io.brfed.api.OperationReport;
import io.brfed.api.ReleaseReport;
import io.brfed.api.RestoreReport;
import io.brfed.spi.Scheduler;
import io.brfed.testkit.DriverProcess;
import io.brfed.testkit.FakeFederation;
import io.brfed.testkit.FaultKind;
import io.brfed.testkit.invariant.History;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A second orchestrator that, at any moment, does something of its own on the TiDB cluster of an operation: it begins another
 * one, deletes it, or releases its pause. Decided by a stream of its own, so that what else a seed decides does not depend on
 * whether there is one.
 */
final class Rival {
    private static final String NAME = "weekly";
    private static final int PERCENT = 100;
    private static final Duration AT_ONCE = Duration.ofMillis(300);
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final Duration LATE = Duration.ofMinutes(10);
    private static final Duration DELETION = Duration.ofMinutes(10);
    private static final Duration AGES = Duration.ofHours(6);

    /** What it does. */
    enum Deed {
        BEGIN,
        DELETE,
        RELEASE
    }

    private final SplittableRandom chance;
    private final Deed deed;
    private final Duration after;
    private final FakeFederation federation;
    private final History history;
    private final List<Throwable> errors = new ArrayList<>();
    private final List<String> outcomes = new ArrayList<>();
    private @Nullable Drive<?> drive;
    private OperationKind kind = OperationKind.BACKUP;
    private boolean complete;
    private Scheduler.@Nullable Timer coming;

    private Rival(SplittableRandom chance, FakeFederation federation, History history) {
        this.chance = chance;
        this.federation = federation;
        this.history = history;
        int which = chance.nextInt(PERCENT);
        this.deed = which < 64 ? Deed.BEGIN : which < 82 ? Deed.DELETE : Deed.RELEASE;
        int when = chance.nextInt(PERCENT);
        this.after = within(when < 40 ? AT_ONCE : when < 80 ? SOON : LATE);
    }

    /** Perhaps one, who does not know of locks in some of the runs. */
    static Optional<Rival> perhaps(SplittableRandom chance, int percent, FakeFederation federation, History history) {
        if (chance.nextInt(PERCENT) >= percent) {
            return Optional.empty();
        }
        int lockless = chance.nextInt(PERCENT);
        federation.planes().forEach(plane -> {
            if (lockless < 30 || (lockless < 45 && chance.nextBoolean())) {
                plane.script().withoutLocks();
            }
        });
        return Optional.of(new Rival(chance, federation, history));
    }

    /** Has it come while a backup is under way. */
    void meetsBackup(String name) {
        later(() -> begin(this::backup, BackupReport::operation, history::reported), name, OperationKind.BACKUP);
    }

    /** Has it come while a restore of a backup is under way. */
    void meetsRestore(BackupReport backup, String name) {
        later(
                () -> begin(process -> restore(backup, process), RestoreReport::operation, history::reported),
                name,
                OperationKind.RESTORE);
    }

    /** With all faults ended, what it began comes to its end, by a new process if need be. */
    void settle() {
        if (coming != null) {
            coming.cancel();
        }
        if (drive != null) {
            federation.time().runUntil(drive::quiet, AGES);
            if (drive.report().isEmpty()) {
                drive.begin();
                if (!federation.time().runUntil(drive::quiet, AGES)) {
                    errors.add(new IllegalStateException("not over after " + AGES));
                }
            }
            errors.addAll(drive.errors());
        }
    }

    /**
     * Deletes what it began and could not complete: whoever is refused because of that is told to do so, and can do nothing
     * else.
     */
    void clear() {
        if (drive != null && !complete) {
            try {
                delete(NAME, kind);
            } catch (RuntimeException error) {
                errors.add(error);
            }
        }
    }

    /** What it was told instead of a report. */
    List<Throwable> errors() {
        return errors;
    }

    /** What became of what it did. */
    List<String> outcomes() {
        return outcomes;
    }

    /** One line. */
    @Override
    public String toString() {
        return "a second orchestrator to " + deed + " after " + after;
    }

    private void later(Runnable beginning, String name, OperationKind met) {
        kind = met;
        coming = federation.time().schedule(after, () -> {
            coming = null;
            history.happened(deed == Deed.BEGIN ? FaultKind.RIVAL : FaultKind.INTERVENTION);
            try {
                switch (deed) {
                    case BEGIN -> beginning.run();
                    case DELETE -> delete(name, met);
                    case RELEASE -> release();
                }
            } catch (RuntimeException error) {
                errors.add(error);
            }
        });
    }

    private <R> void begin(
            Function<DriverProcess, Operation<R>> start,
            Function<R, OperationReport> operation,
            java.util.function.BiConsumer<DriverProcess, R> tell) {
        Drive<R> driving = new Drive<>(federation, history, start, (process, report) -> {
            outcomes.add("rival " + operation.apply(report).status().name().toLowerCase(Locale.ROOT));
            complete |= operation.apply(report).status() == OperationReport.Status.COMPLETE;
            tell.accept(process, report);
        });
        drive = driving;
        if (chance.nextInt(PERCENT) < 20) {
            driving.crashAfter(within(SOON), within(LATE));
        }
        driving.begin();
    }

    private void delete(String name, OperationKind of) {
        DriverProcess process = federation.newProcess();
        var deletion = Federation.delete(federation.clustersSeenBy(process))
                .withSnapshots()
                .limit(DELETION)
                .scheduler(process.scheduler());
        DeletionReport report = (of == OperationKind.BACKUP ? deletion.backup(name) : deletion.restore(name)).execute();
        history.reported(process, report);
        outcomes.add("rival deletion " + report.complete().name().toLowerCase(Locale.ROOT));
    }

    private void release() {
        DriverProcess process = federation.newProcess();
        ReleaseReport report = Federation.release(federation.clustersSeenBy(process), process.scheduler());
        history.reported(process, report);
        outcomes.add("rival release " + (report.clean() ? "clean" : "pending"));
    }

    private Operation<BackupReport> backup(DriverProcess process) {
        return Federation.backup(federation.clustersSeenBy(process))
                .named(NAME)
                .deadlines(limited(OperationKind.BACKUP))
                .scheduler(process.scheduler())
                .start();
    }

    private Operation<RestoreReport> restore(BackupReport backup, DriverProcess process) {
        return Federation.restore(backup)
                .into(federation.clustersSeenBy(process))
                .named(NAME)
                .deadlines(limited(OperationKind.RESTORE))
                .scheduler(process.scheduler())
                .start();
    }

    private static Deadlines limited(OperationKind kind) {
        return Deadlines.defaults(kind).withCompletion(Duration.ofMinutes(45));
    }

    private Duration within(Duration limit) {
        return Duration.ofMillis(chance.nextLong(limit.toMillis()) + 1);
    }
}
