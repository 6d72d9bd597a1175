package io.brfed.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.testkit.kubernetes.BackupStage;
import io.brfed.testkit.kubernetes.SimulatedTidbOperator;
import io.brfed.testkit.kubernetes.Verb;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunManifestTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Set<Verb> WRITES =
            Set.of(Verb.CREATE, Verb.UPDATE, Verb.PATCH, Verb.DELETE, Verb.DELETECOLLECTION);

    private final Console out = new Console();
    private final Console err = new Console();
    private final RunManifest program = new RunManifest(out.stream(), err.stream());
    private LoopbackClusters clusters;
    private TemporaryFolder folder;
    private Path kubeconfig;
    private Path backup;

    @BeforeEach
    void start() {
        clusters = LoopbackClusters.start();
        folder = TemporaryFolder.create();
        kubeconfig = folder.write("kubeconfig", clusters.kubeconfig());
        backup = folder.copy("volume-backup.yaml");
    }

    @AfterEach
    void stop() {
        folder.close();
        clusters.close();
    }

    @Test
    void aBackupThatCompletesEndsWithZero() {
        assertThat(run(backup)).isZero();

        assertThat(out.text()).contains("backup 'first-backup' complete", "timeline of backup", "ended: COMPLETE");
        assertThat(clusters.federation().pauses().snapshotsOutsidePause()).isEmpty();
    }

    @Test
    void aRestoreIsRecognizedByItsKind() {
        run(backup);

        int code = new RunManifest(out.stream(), err.stream()).run(arguments(folder.copy("volume-restore.yaml")));

        assertThat(err.text()).isEmpty();
        assertThat(code).isZero();
        assertThat(out.text()).contains("restore 'first-restore' complete", "timeline of restore");
    }

    @Test
    void aMemberThatFailsEndsWithOne() {
        clusters.operator("k8s-b").script().backups().failsAt(BackupStage.SNAPSHOTS_TAKEN);

        assertThat(run(backup)).isEqualTo(RunManifest.FAILED);

        assertThat(out.text()).contains("backup 'first-backup' failed", "k8s-b", "BackupDataToRemoteFailed");
        assertThat(clusters.federation().pauses().held()).isFalse();
    }

    @Test
    void anUnknownContextIsBadInputAndThoseThatExistAreListed() {
        Path wrong = folder.write("wrong.yaml", text(backup).replace("k8sClusterName: k8s-b", "k8sClusterName: west"));

        assertThat(run(wrong)).isEqualTo(RunManifest.BAD_INPUT);

        assertThat(err.text()).contains("west", "k8s-a, k8s-b, k8s-c");
    }

    @Test
    void anUnknownFieldIsBadInput() {
        Path wrong = folder.write("wrong.yaml", text(backup).replace("cleanPolicy", "cleanPolice"));

        assertThat(run(wrong)).isEqualTo(RunManifest.BAD_INPUT);

        assertThat(err.text()).contains("cleanPolice");
    }

    @Test
    void aFileThatIsMissingIsBadInput() {
        assertThat(run(folder.path().resolve("none.yaml"))).isEqualTo(RunManifest.BAD_INPUT);

        assertThat(err.text()).contains("none.yaml", "cannot be read");
    }

    @Test
    void aKubeconfigThatIsMissingIsBadInput() {
        assertThat(program.run(List.of("--kubeconfig", "no-such-file", "-f", backup.toString())))
                .isEqualTo(RunManifest.BAD_INPUT);

        assertThat(err.text()).contains("no-such-file");
    }

    @Test
    void aFileOfAnotherKindIsBadInput() {
        Path other = folder.write("other.yaml", "apiVersion: v1\nkind: ConfigMap\n");

        assertThat(run(other)).isEqualTo(RunManifest.BAD_INPUT);

        assertThat(err.text()).contains("neither a VolumeBackup nor a VolumeRestore", "ConfigMap");
    }

    @Test
    void aFileOfBothKindsIsBadInput() {
        Path both = folder.write("both.yaml", text(backup) + "---\n" + text(folder.copy("volume-restore.yaml")));

        assertThat(run(both)).isEqualTo(RunManifest.BAD_INPUT);

        assertThat(err.text()).contains("holds both kinds");
    }

    @Test
    void aDryRunSaysWhatItWouldDoAndWritesNothing() {
        assertThat(run(backup, "--dry-run")).isZero();

        assertThat(out.text()).contains("k8s-a/tidb/prod", "Backup tidb/fed-first-backup", "Nothing stands in its way");
        assertThat(writes()).isEmpty();
    }

    @Test
    void aDryRunPrintsTheObjectsThatWouldBeCreated() {
        assertThat(run(backup, "--dry-run")).isZero();

        List<String> documents = List.of(out.text().split("(?m)^---\\R"));
        assertThat(documents).hasSize(5);
        assertThat(documents.get(1))
                .startsWith("# in k8s-a\napiVersion: pingcap.com/v1alpha1\nkind: Backup\n")
                .contains("  name: fed-first-backup\n", "  federalVolumeBackupPhase: initialize\n");
        assertThat(documents.get(2)).startsWith("# in k8s-b\n").contains("  federalVolumeBackupPhase: execute\n");
    }

    @Test
    void aDryRunOfARestorePrintsWhereItReadsFrom() {
        run(folder.copy("volume-restore.yaml"), "--dry-run");

        assertThat(out.text())
                .contains("kind: Restore\n", "  federalVolumeRestorePhase: restore-volume\n", "    prefix: ");
    }

    @Test
    void aDryRunOfWhatWouldBeRefusedIsBadInput() {
        clusters.server("k8s-c").objects().delete("tidbclusters", LoopbackClusters.NAMESPACE, "prod");

        assertThat(run(backup, "--dry-run")).isEqualTo(RunManifest.BAD_INPUT);

        assertThat(out.text()).contains("FAULT", "It would be refused");
        assertThat(writes()).isEmpty();
    }

    @Test
    void cancellingGivesThePauseBackAndWaitsForTheEnd() throws Exception {
        clusters.operators().forEach(operator -> operator.script().backups().stuckAt(BackupStage.SNAPSHOTS_TAKEN));
        CompletableFuture<Integer> code = onThreadOfItsOwn(() -> run(backup));
        clusters.federation().pauses().awaitHeld(LIMIT);

        CompletableFuture<Boolean> cancelling = onThreadOfItsOwn(() -> {
            program.cancelAndWait();
            return true;
        });
        clusters.federation().pauses().awaitReleased(LIMIT);
        clusters.operators().forEach(operator -> operator.script().backups().proceeds());

        cancelling.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertThat(code).isCompletedWithValue(RunManifest.FAILED);
        assertThat(out.text()).contains("backup 'first-backup' cancelled");
    }

    @Test
    void cancellingBeforeItBeginsBeginsNothing() {
        program.cancel();

        assertThat(run(backup)).isEqualTo(RunManifest.FAILED);

        assertThat(err.text()).contains("cancelled before it began");
        assertThat(writes()).isEmpty();
    }

    private static <T> CompletableFuture<T> onThreadOfItsOwn(Supplier<T> task) {
        return CompletableFuture.supplyAsync(task, runnable -> new Thread(runnable, "run-manifest").start());
    }

    private int run(Path manifest, String... more) {
        return program.run(arguments(manifest, more));
    }

    private List<String> arguments(Path manifest, String... more) {
        return Stream.concat(
                        Stream.of("--kubeconfig", kubeconfig.toString(), "-f", manifest.toString()), Stream.of(more))
                .toList();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> writes() {
        return clusters.servers().stream()
                .flatMap(server -> server.requests().all().stream())
                .filter(request -> WRITES.contains(request.verb()) && !SimulatedTidbOperator.sent(request))
                .filter(request -> !request.group().equals("authorization.k8s.io"))
                .map(Object::toString)
                .toList();
    }
}
