package io.brfed.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.Federation;
import io.brfed.api.BackupReport;
import io.brfed.api.FederationListener;
import io.brfed.api.RestoreReport;
import io.brfed.testkit.kubernetes.EmbeddedKubernetes;
import io.brfed.testkit.kubernetes.SimulatedFederation;
import io.brfed.testkit.kubernetes.SimulatedTidbCluster;
import io.brfed.testkit.kubernetes.SimulatedTidbOperator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Published manifests and a kubeconfig, from the files to the report. */
class ManifestRunTest {
    private static final List<String> NAMES = List.of("k8s-a", "k8s-b", "k8s-c");

    private static final String BACKUP = """
            apiVersion: federation.pingcap.com/v1alpha1
            kind: VolumeBackup
            metadata: {name: weekly}
            spec:
              clusters:
              - {k8sClusterName: k8s-a, tcName: prod, tcNamespace: tidb}
              - {k8sClusterName: k8s-b, tcName: prod, tcNamespace: tidb}
              - {k8sClusterName: k8s-c, tcName: prod, tcNamespace: tidb}
              template:
                br: {sendCredToTikv: false}
                s3: {provider: aws, bucket: vault, prefix: weekly/1}
                cleanPolicy: Delete
            """;

    private static final String RESTORE = """
            apiVersion: federation.pingcap.com/v1alpha1
            kind: VolumeRestore
            metadata: {name: drill}
            spec:
              clusters:
              - {k8sClusterName: k8s-a, tcName: prod, tcNamespace: restored,
                 backup: {s3: {provider: aws, bucket: vault, prefix: weekly/1-k8s-a}}}
              - {k8sClusterName: k8s-b, tcName: prod, tcNamespace: restored,
                 backup: {s3: {provider: aws, bucket: vault, prefix: weekly/1-k8s-b}}}
              - {k8sClusterName: k8s-c, tcName: prod, tcNamespace: restored,
                 backup: {s3: {provider: aws, bucket: vault, prefix: weekly/1-k8s-c}}}
              template: {warmup: sync, warmupImage: warm:v1}
            """;

    private final SimulatedFederation federation = SimulatedFederation.create();
    private final List<EmbeddedKubernetes> servers = new ArrayList<>();
    private final List<SimulatedTidbOperator> operators = new ArrayList<>();

    @TempDir
    private Path folder;

    @BeforeEach
    void start() {
        for (String name : NAMES) {
            EmbeddedKubernetes server = EmbeddedKubernetes.named(name)
                    .namespaces("tidb", "restored")
                    .start();
            server.faults().requireToken("operator");
            server.faults().requireToken("token-1");
            server.objects().create(tidbCluster(name, "tidb").toJson());
            server.objects().create(tidbCluster(name, "restored").recovering().toJson());
            servers.add(server);
            operators.add(federation
                    .operator(name, URI.create(server.url()))
                    .bearerToken("operator")
                    .start());
        }
        writeKubeconfig();
    }

    private static SimulatedTidbCluster tidbCluster(String name, String namespace) {
        long own = NAMES.indexOf(name) + 1L;
        return SimulatedTidbCluster.named("prod")
                .namespace(namespace)
                .stores(own)
                .peerStores(NAMES.stream()
                        .mapToLong(other -> NAMES.indexOf(other) + 1L)
                        .filter(store -> store != own)
                        .toArray());
    }

    @AfterEach
    void stop() {
        operators.forEach(SimulatedTidbOperator::close);
        servers.forEach(EmbeddedKubernetes::close);
    }

    @Test
    void manifestsAreBackedUpAndRestored() {
        try (Kubeconfig kubeconfig = Kubeconfig.load(folder.resolve("kubeconfig"))) {
            BackupReport backup = backUp(kubeconfig, event -> {});

            assertThat(backup.complete()).as(backup.toString()).isTrue();
            assertThat(federation.bucket().locations())
                    .containsExactlyInAnyOrder(
                            "s3://vault/weekly/1-k8s-a", "s3://vault/weekly/1-k8s-b", "s3://vault/weekly/1-k8s-c");

            VolumeRestoreManifest manifest = VolumeRestoreManifest.parse(RESTORE);
            RestoreReport restore = Federation.restore(manifest.sources())
                    .into(manifest.clusters(kubeconfig))
                    .named(manifest.name().value())
                    .execute();

            assertThat(restore.complete()).as(restore.toString()).isTrue();
        }
    }

    @Test
    void tokensThatAreRotatedDuringABackupDoNotDisturbIt_A8() {
        AtomicBoolean rotated = new AtomicBoolean();
        FederationListener rotating = event -> {
            if (rotated.compareAndSet(false, true)) {
                servers.forEach(server -> {
                    server.faults().requireToken("token-2");
                    server.faults().expireToken("token-1");
                });
                writeKubeconfig();
            }
        };
        try (Kubeconfig kubeconfig = Kubeconfig.load(folder.resolve("kubeconfig"))) {
            BackupReport backup = backUp(kubeconfig, rotating);

            assertThat(rotated).isTrue();
            assertThat(backup.complete()).as(backup.toString()).isTrue();
        }
    }

    private static BackupReport backUp(Kubeconfig kubeconfig, FederationListener listener) {
        VolumeBackupManifest manifest = VolumeBackupManifest.parse(BACKUP);
        return Federation.backup(manifest.clusters(kubeconfig))
                .named(manifest.name().value())
                .listener(listener)
                .execute();
    }

    private void writeKubeconfig() {
        try {
            Path written = Files.writeString(folder.resolve("new"), EmbeddedKubernetes.kubeconfig(servers));
            Files.move(written, folder.resolve("kubeconfig"), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
