package io.brfed.sim;

import io.brfed.Federation;
import io.brfed.Operation;
import io.brfed.api.BackupReport;
import io.brfed.api.Deadlines;
import io.brfed.api.DeletionReport;
import io.brfed.api.InvalidRequestException;
import io.brfed.api.OperationKind;
import io.brfed.api.OperationRefusedException;
import io.brfed.api.OperationReport;
import io.brfed.api.ProviderException;
import io.brfed.api.ReleaseReport;
import io.brfed.api.RestoreReport;
import io.brfed.api.SupersededException;
import io.brfed.testkit.DriverProcess;
import io.brfed.testkit.FakeFederation;
import io.brfed.testkit.FaultKind;
import io.brfed.testkit.SeededFaults;
import io.brfed.testkit.invariant.History;
import io.brfed.testkit.invariant.Inspection;
import io.brfed.testkit.invariant.Invariant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;

/** One run: a backup, its restore, its deletion or an emergency release, each with what the plan has go wrong. */
final class SeededRun {
    private static final String NAME = "nightly";
    /** So many of 100 operations meet a second orchestrator. */
    private static final int RIVALS = 10;
    /** What a seed decides about rivals has nothing to do with what else it decides. */
    private static final long RIVALRY = 0x52_49_56_41_4CL;

    private static final Duration COMPLETION = Duration.ofMinutes(45);
    private static final Deadlines BACKUP =
            Deadlines.defaults(OperationKind.BACKUP).withCompletion(COMPLETION);
    private static final Deadlines RESTORE =
            Deadlines.defaults(OperationKind.RESTORE).withCompletion(COMPLETION);
    /** Longer than every limit of an operation, its winding down, and the longest wait for the next process together. */
    private static final Duration AGES = Duration.ofHours(6);
    /** How often a deletion is called again that was overtaken. */
    private static final int DELETIONS = 3;
    /** Longer than any pause, late write or claim of the fakes lasts. */
    private static final Duration AFTERWARDS = Duration.ofMinutes(30);

    private final long seed;
    private final WorldPlan plan;
    private final List<String> outcomes = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private final List<String> story = new ArrayList<>();
    private final List<History> histories = new ArrayList<>();
    private final List<FakeFederation> worlds = new ArrayList<>();
    private final SplittableRandom rivalry;
    private final int rivals;

    private SeededRun(long seed, WorldPlan plan, int rivals) {
        this.seed = seed;
        this.plan = plan;
        this.rivalry = new SplittableRandom(seed ^ RIVALRY);
        this.rivals = rivals;
    }

    /** With a second orchestrator in some of the runs. */
    static SeededRun of(long seed, WorldPlan plan) {
        return new SeededRun(seed, plan, RIVALS);
    }

    /** Without any. */
    static SeededRun alone(long seed, WorldPlan plan) {
        return new SeededRun(seed, plan, 0);
    }

    Run run() {
        try {
            play();
        } catch (RuntimeException defect) {
            violations.add("defect: " + defect);
        }
        Map<FaultKind, Integer> faults = new EnumMap<>(FaultKind.class);
        Map<Invariant, Integer> exercised = new EnumMap<>(Invariant.class);
        for (History history : histories) {
            Inspection inspection = Inspection.of(history);
            inspection.violations().forEach(violation -> violations.add(violation.toString()));
            inspection.exercised().forEach((invariant, times) -> exercised.merge(invariant, times, Integer::sum));
            history.faults().forEach((kind, times) -> faults.merge(kind, times, Integer::sum));
        }
        return new Run(seed, outcomes, violations, faults, exercised, this::story);
    }

    private void play() {
        FakeFederation source = world(plan.source());
        History history = histories.get(0);
        Optional<Rival> rival = Rival.perhaps(rivalry, rivals, source, history);
        rival.ifPresent(other -> other.meetsBackup(NAME));
        Optional<BackupReport> backup = disturbed(
                "backup",
                new Drive<>(source, history, process -> backup(source, process), history::reported),
                BackupReport::operation,
                rival);
        if (backup.filter(BackupReport::complete).isPresent() && plan.restores()) {
            restore(source, backup.get());
        }
        if (plan.also(15)) {
            release(source);
        }
        if (plan.also(40)) {
            delete(source);
        }
        source.time().advance(AFTERWARDS);
    }

    private void restore(FakeFederation source, BackupReport backup) {
        FakeFederation target = world(plan.target(source));
        History history = histories.get(1);
        history.standsOn(histories.get(0));
        Optional<Rival> rival = Rival.perhaps(rivalry, rivals, target, history);
        rival.ifPresent(other -> other.meetsRestore(backup, NAME));
        disturbed(
                "restore",
                new Drive<>(target, history, process -> restore(target, backup, process), history::reported),
                RestoreReport::operation,
                rival);
    }

    private void told(Rival rival) {
        story.add("there was " + rival);
        outcomes.addAll(rival.outcomes());
        rival.errors().forEach(error -> known("rival", error));
    }

    private FakeFederation world(FakeFederation federation) {
        worlds.add(federation);
        histories.add(History.of(federation));
        return federation;
    }

    /** Runs an operation with what goes wrong, then without, until its outcome is known, and mostly asks once more. */
    private <R> Optional<R> disturbed(
            String what, Drive<R> drive, Function<R, OperationReport> operation, Optional<Rival> rival) {
        FakeFederation federation = drive.federation();
        SeededFaults faults = plan.faults(federation);
        story.add(what + " with " + faults);
        Runnable calm = faults.arm(federation);
        drive.plan(faults);
        if (plan.randomEffects() && plan.odds(6)) {
            drive.cancelAfter(plan.within(Duration.ofMinutes(2)));
        }
        drive.begin();
        wait(what, federation, drive);
        calm.run();
        story.add("at " + federation.time().elapsed() + " the faults of the " + what + " have ended");
        rival.ifPresent(Rival::settle);
        boolean lost =
                federation.planes().stream().anyMatch(plane -> plane.faults().dead());
        for (int i = 0; i < 3 && drive.report().isEmpty(); i++) {
            if (i > 0) {
                rival.ifPresent(Rival::clear);
            }
            drive.begin();
            wait(what, federation, drive);
        }
        if (drive.report().isPresent() && plan.asksAgain()) {
            drive.begin();
            wait(what, federation, drive);
        } else if (drive.report().isEmpty() && !lost) {
            violations.add(Invariant.ENDS_IN_TIME + ": no report of the " + what + " after all faults have ended: "
                    + drive.errors());
        }
        rival.ifPresent(this::told);
        drive.errors().forEach(error -> known(what, error));
        outcomes.add(what + " "
                + drive.report()
                        .map(report -> operation.apply(report).status().name().toLowerCase(Locale.ROOT))
                        .orElse("refused"));
        return drive.report();
    }

    private void wait(String what, FakeFederation federation, Drive<?> drive) {
        if (!federation.time().runUntil(drive::quiet, AGES)) {
            violations.add(Invariant.ENDS_IN_TIME + ": the " + what + " is not over after " + AGES);
        }
    }

    private void known(String what, Throwable error) {
        boolean expected = error instanceof SupersededException
                || error instanceof OperationRefusedException
                || error instanceof InvalidRequestException
                || error instanceof ProviderException;
        if (!expected) {
            violations.add("defect: " + what + " ended with " + error);
        }
    }

    private Operation<BackupReport> backup(FakeFederation federation, DriverProcess process) {
        return Federation.backup(federation.clustersSeenBy(process))
                .named(NAME)
                .deadlines(BACKUP)
                .scheduler(process.scheduler())
                .start();
    }

    private Operation<RestoreReport> restore(FakeFederation federation, BackupReport backup, DriverProcess process) {
        return Federation.restore(backup)
                .into(federation.clustersSeenBy(process))
                .named(NAME)
                .deadlines(RESTORE)
                .scheduler(process.scheduler())
                .start();
    }

    private void release(FakeFederation federation) {
        DriverProcess process = federation.newProcess();
        ReleaseReport report = Federation.release(federation.clustersSeenBy(process), process.scheduler());
        histories.get(0).reported(process, report);
        outcomes.add("release " + (report.clean() ? "clean" : "pending"));
    }

    private void delete(FakeFederation federation) {
        SeededFaults faults = plan.faults(federation);
        story.add("delete with " + faults);
        Runnable calm = faults.arm(federation);
        DriverProcess first = federation.newProcess();
        faults.planned().stream()
                .filter(fault -> fault.kind() == FaultKind.PROCESS_CRASH)
                .findFirst()
                .ifPresent(fault -> federation.time().schedule(fault.after().dividedBy(100), () -> {
                    histories.get(0).happened(FaultKind.PROCESS_CRASH);
                    first.kill();
                }));
        try {
            deletion(federation, first);
        } catch (DriverProcess.KilledException killed) {
            story.add("the process that deleted was killed");
        } catch (RuntimeException error) {
            known("delete", error);
        }
        calm.run();
        boolean lost =
                federation.planes().stream().anyMatch(plane -> plane.faults().dead());
        DeletionReport report = lastDeletion(federation, DELETIONS);
        if (!lost && report.complete() != DeletionReport.Completeness.COMPLETE) {
            violations.add(Invariant.NOTHING_LEAKS + ": not deleted after all faults have ended: " + report);
        }
        outcomes.add("delete " + report.complete().name().toLowerCase(Locale.ROOT));
    }

    /** A late write of the process that was killed may overtake the next one, whose caller has to call again. */
    private DeletionReport lastDeletion(FakeFederation federation, int attempts) {
        try {
            return deletion(federation, federation.newProcess());
        } catch (SupersededException overtaken) {
            if (attempts <= 1) {
                throw overtaken;
            }
            story.add("a deletion was overtaken by a write of the one before");
            return lastDeletion(federation, attempts - 1);
        }
    }

    private DeletionReport deletion(FakeFederation federation, DriverProcess process) {
        DeletionReport report = Federation.delete(federation.clustersSeenBy(process))
                .backup(NAME)
                .withSnapshots()
                .scheduler(process.scheduler())
                .execute();
        histories.get(0).reported(process, report);
        return report;
    }

    private String story() {
        StringBuilder text = new StringBuilder();
        story.forEach(line -> text.append(line).append('\n'));
        worlds.forEach(world -> text.append(world.journal()).append("\n\n"));
        return text.toString();
    }
}
