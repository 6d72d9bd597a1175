package io.brfed.examples;

import io.brfed.DirectPlanes;
import io.brfed.Federation;
import io.brfed.api.BackupReport;
import io.brfed.api.RestoreReport;
import io.brfed.api.VerificationReport;
import io.brfed.k8s.Kubeconfig;
import io.brfed.k8s.VolumeBackupManifest;
import io.brfed.k8s.VolumeRestoreManifest;
import io.brfed.plane.Cluster;
import io.brfed.testkit.kubernetes.BackupStage;
import io.brfed.testkit.kubernetes.RestoreStage;
import io.brfed.testkit.kubernetes.SimulatedTidbOperator;
import io.brfed.testkit.tidb.Judgement;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The quick start: {@code ./mvnw -q -Pquickstart}. A whole backup and its restore across three Kubernetes clusters that
 * run in this process, driven over HTTP through a kubeconfig and manifests as with real ones; then a backup of the same
 * three clusters by the direct plane, which speaks with PD, TiKV, EC2 and S3 itself; and at the end a drill in virtual time,
 * whose restore by the direct plane is compared account by account. Nothing is left running.
 *
 * @since 0.1.0
 */
public final class QuickStart {
    private static final int SUCCESS = 0;
    private static final int FAILURE = 1;

    private final PrintStream out;
    private final PrintStream err;

    QuickStart(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /**
     * Runs the quick start; the process ends with 0 if backup and restore are complete, else with 1.
     *
     * @param arguments none are read
     */
    public static void main(String[] arguments) {
        System.exit(new QuickStart(System.out, System.err).run());
    }

    int run() {
        try (TemporaryFolder folder = TemporaryFolder.create();
                LoopbackClusters clusters = LoopbackClusters.start()) {
            clusters.operators().forEach(QuickStart::takesVisibleTime);
            out.println("three Kubernetes API servers on loopback, each with a simulated TiDB Operator:");
            clusters.servers().forEach(server -> out.println("  " + server));
            Path file = folder.write("kubeconfig", clusters.kubeconfig());
            try (Kubeconfig kubeconfig = Kubeconfig.load(file)) {
                backUp(folder.copy("volume-backup.yaml"), kubeconfig);
                restore(folder.copy("volume-restore.yaml"), kubeconfig);
                backUpWithoutOperator(clusters, kubeconfig);
            }
            drill();
            return SUCCESS;
        } catch (RuntimeException e) {
            err.println("the quick start failed: " + e);
            return FAILURE;
        }
    }

    private void backUp(Path file, Kubeconfig kubeconfig) {
        VolumeBackupManifest manifest = VolumeBackupManifest.load(file);
        out.println("\n== " + manifest);
        Progress progress = Progress.to(out);
        BackupReport report = Federation.backup(manifest.clusters(kubeconfig))
                .named(manifest.name().value())
                .listener(progress)
                .execute();
        progress.awaitLast();
        out.println("\n" + report + "\n\n" + Timeline.of(report));
        report.orThrow();
    }

    private void restore(Path file, Kubeconfig kubeconfig) {
        VolumeRestoreManifest manifest = VolumeRestoreManifest.load(file);
        out.println("\n== " + manifest);
        Progress progress = Progress.to(out);
        RestoreReport report = Federation.restore(manifest.sources())
                .into(manifest.clusters(kubeconfig))
                .named(manifest.name().value())
                .listener(progress)
                .execute();
        progress.awaitLast();
        out.println("\n" + report + "\n\n" + Timeline.of(report));
        report.orThrow();
    }

    /** The second act: the operators have nothing to do. */
    private void backUpWithoutOperator(LoopbackClusters kubernetes, Kubeconfig kubeconfig) {
        try (LoopbackTidb tidb = LoopbackTidb.start(kubernetes.servers(), LoopbackClusters.STORES_EACH);
                DirectClients clients = DirectClients.to(tidb.addresses(), kubeconfig)) {
            out.println("\n== the same clusters by the direct plane, without an operator");
            out.println("  " + tidb.addresses());
            DirectPlanes planes = DirectPlanes.of(clients.pd(), clients.stores())
                    .poll(Duration.ofMillis(500))
                    .build();
            List<Cluster> clusters = LoopbackClusters.NAMES.stream()
                    .map(name -> clients.cluster(name, planes))
                    .toList();
            Progress progress = Progress.to(out);
            BackupReport report = Federation.backup(clusters)
                    .named("direct-backup")
                    .listener(progress)
                    .execute();
            progress.awaitLast();
            out.println("\n" + report + "\n\n" + Timeline.of(report) + "\n");
            report.orThrow();
            out.println(tidb.findings());
        }
    }

    /** The third act: what it takes hours to restore is restored in a moment, and every account compared. */
    private void drill() {
        out.println("\n== a busy TiDB cluster backed up and restored by direct planes, in virtual time");
        DirectDrill drill = new DirectDrill();
        Progress backingUp = Progress.to(out);
        BackupReport backup = drill.backUp(backingUp).orThrow();
        backingUp.awaitLast();
        VerificationReport seen = drill.lookAt(backup);
        out.println("\nthe backup is "
                + (seen.sound() ? "sound" : "not sound: " + seen.all().toList()) + ": "
                + seen.members().size() + " parts of one pause, "
                + seen.members().stream().mapToInt(part -> part.snapshots()).sum() + " snapshots\n");
        Progress restoring = Progress.to(out);
        RestoreReport restored = drill.restore(backup, restoring);
        restoring.awaitLast();
        out.println("\n" + restored + "\n\n" + Timeline.of(restored) + "\n");
        restored.orThrow();
        Judgement judgement = drill.judged();
        out.println("every account compared: " + judgement);
        if (!seen.sound() || !judgement.isConsistent()) {
            throw new IllegalStateException("the drill failed: " + seen.all().toList() + ", " + judgement);
        }
    }

    /** What takes minutes in a real cluster takes a fraction of a second here, a little longer in each cluster. */
    private static void takesVisibleTime(SimulatedTidbOperator operator) {
        operator.script()
                .backups()
                .initializedAfter(Duration.ofMillis(300))
                .snapshotsAfter(Duration.ofMillis(500))
                .completeAfter(Duration.ofMillis(800))
                .after(BackupStage.INITIALIZE_COMPLETE, Duration.ofMillis(100))
                .after(BackupStage.TORN_DOWN, Duration.ofMillis(200));
        operator.script()
                .restores()
                .volumesAfter(Duration.ofMillis(700))
                .tikvAfter(Duration.ofMillis(300))
                .dataAfter(Duration.ofMillis(600))
                .restartedAfter(Duration.ofMillis(400))
                .after(RestoreStage.COMPLETE, Duration.ofMillis(100));
    }
}
