package io.brfed.examples.bench;

import io.brfed.api.BackupReport;
import io.brfed.api.OperationReport;
import io.brfed.testkit.kubernetes.BackupStage;
import io.brfed.testkit.kubernetes.OperatorScript;
import io.brfed.testkit.kubernetes.RestoreStage;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How fast a member's report becomes our next write, over loopback with three API servers and simulated operators.
 * Everything shares one JVM, so the operators' and the servers' own work counts against us; for the reactions each stage
 * of a member therefore takes a moment, as if it were advanced by hand, and the whole backup is measured without.
 */
final class ReactionBench {
    private static final String FAILING = "k8s-b";
    private static final String INITIALIZER = "k8s-a";
    private static final int ROUNDS_PER_FEDERATION = 20;
    private static final Duration STAGE = Duration.ofMillis(25);

    private final Size size;
    private final PrintStream out;
    private final Samples reactions = new Samples();
    private final Samples resumes = new Samples();
    private final Samples instants = new Samples();

    ReactionBench(Size size, PrintStream out) {
        this.size = size;
        this.out = out;
    }

    /**
     * How much is measured.
     *
     * @param warmUps backups and restores before the measurement
     * @param rounds backups and restores; each has eleven reactions
     * @param failures failing backups
     */
    record Size(int warmUps, int rounds, int failures) {
        static final Size FULL = new Size(40, 60, 120);
    }

    void run() {
        Samples cold = new Samples();
        repeat(1, (federation, name) -> cold.addAll(round(federation, name)));
        repeat(size.warmUps(), this::round);
        repeat(size.warmUps(), this::failure);
        repeat(size.rounds(), (federation, name) -> reactions.addAll(round(federation, name)));
        repeat(size.rounds(), this::instant);
        repeat(size.failures(), (federation, name) -> resumes.add(failure(federation, name)));
        print(cold);
    }

    private void repeat(int times, Round round) {
        for (int done = 0; done < times; done += ROUNDS_PER_FEDERATION) {
            try (BenchedFederation federation = new BenchedFederation()) {
                for (int i = done; i < Math.min(times, done + ROUNDS_PER_FEDERATION); i++) {
                    federation.history().clear();
                    round.run(federation, "bench-" + i);
                }
            }
        }
    }

    private List<Duration> round(BenchedFederation federation, String name) {
        federation.clusters().operators().forEach(operator -> advanceCalmly(operator.script()));
        BackupReport backup = complete(federation.backUp(name));
        federation.restore(backup, name).orThrow();
        String object = BenchedFederation.objectOf(name);
        List<Duration> found = new ArrayList<>();
        Stream.concat(Transition.OF_BACKUP.stream(), Transition.OF_RESTORE.stream())
                .forEach(transition -> found.addAll(transition.reactions(federation.history(), object)));
        return found;
    }

    private static void advanceCalmly(OperatorScript script) {
        Stream.of(BackupStage.INITIALIZED, BackupStage.SNAPSHOTS_TAKEN, BackupStage.VOLUME_COMPLETE)
                .forEach(stage -> script.backups().after(stage, STAGE));
        Stream.of(
                        RestoreStage.VOLUME_COMPLETE,
                        RestoreStage.TIKV_COMPLETE,
                        RestoreStage.DATA_COMPLETE,
                        RestoreStage.TIKV_RESTARTED)
                .forEach(stage -> script.restores().after(stage, STAGE));
    }

    private void instant(BenchedFederation federation, String name) {
        long before = System.nanoTime();
        complete(federation.backUp(name));
        instants.add(Duration.ofNanos(System.nanoTime() - before));
    }

    /** One member fails while the initializer is still at its snapshots, so that the pause has to be ended early. */
    private Duration failure(BenchedFederation federation, String name) {
        String object = BenchedFederation.objectOf(name);
        federation.clusters().operator(INITIALIZER).script().backup(object).snapshotsAfter(Duration.ofMillis(60));
        federation
                .clusters()
                .operator(FAILING)
                .script()
                .backup(object)
                .snapshotsAfter(Duration.ofMillis(20))
                .failsAt(BackupStage.SNAPSHOTS_TAKEN);
        OperationReport report = federation.backUp(name).operation();
        if (report.status() != OperationReport.Status.FAILED) {
            throw new IllegalStateException("a backup with a failing member is " + report.status());
        }
        Optional<Duration> failed = federation.history().reported(object, List.of(FAILING), "VolumeBackupFailed");
        Optional<Duration> asked = federation
                .history()
                .asked(
                        object,
                        INITIALIZER,
                        spec -> spec.path("resumeGcSchedule").asBoolean());
        return asked.orElseThrow(() -> new IllegalStateException("the resume was never asked for"))
                .minus(failed.orElseThrow(() -> new IllegalStateException("the failure was never reported")));
    }

    private static BackupReport complete(BackupReport report) {
        return report.orThrow();
    }

    private void print(Samples cold) {
        out.println("reaction: from the arrival of a member's report at its API server until that of our write");
        out.println("  three API servers on loopback; they, the simulated operators and brfed share this JVM and its "
                + Runtime.getRuntime().availableProcessors() + " processors");
        out.println("  members take " + STAGE.toMillis() + " ms for each stage");
        out.println("  " + reactions.size() + " reactions in " + size.rounds() + " backups and restores, after "
                + size.warmUps() + " to warm up; the very first backup and restore: p50 "
                + Samples.milliseconds(cold.percentile(50)) + " ms, max " + Samples.milliseconds(cold.percentile(100))
                + " ms");
        out.println("  " + resumes.size() + " failing backups: from the failure to the write that asks for resume");
        out.println("  " + instants.size()
                + " backups with members that take no time for any stage, median of the whole call");
        figure("reaction_p50", reactions.percentile(50));
        figure("reaction_p99", reactions.percentile(99));
        figure("reaction_max", reactions.percentile(100));
        figure("resume_p99", resumes.percentile(99));
        figure("backup_instant", instants.percentile(50));
        out.println("  budget: p50 at most 5 ms, p99 at most 20 ms (50 is the limit), resume p99 at most 20 ms");
        out.println("  the original control plane looks every 30 s: 15000 ms mean, 30000 ms worst for each reaction");
    }

    private void figure(String name, Duration value) {
        out.println("figure " + name + " " + Samples.milliseconds(value) + " ms");
    }

    private interface Round {
        void run(BenchedFederation federation, String name);
    }
}
