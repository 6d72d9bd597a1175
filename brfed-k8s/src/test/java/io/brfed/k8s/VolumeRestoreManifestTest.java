package io.brfed.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.BackupLocation;
import io.brfed.api.Finding;
import io.brfed.api.InvalidRequestException;
import io.brfed.api.OperationKind;
import io.brfed.k8s.internal.manifest.Yaml;
import io.brfed.plane.Cluster;
import io.brfed.plane.Member;
import io.brfed.plane.MemberRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VolumeRestoreManifestTest {
    private static final String HEAD = """
            apiVersion: federation.pingcap.com/v1alpha1
            kind: VolumeRestore
            metadata: {name: drill, labels: {team: db}}
            spec:
            """;

    private static final String CLUSTERS = """
              clusters:
              - k8sClusterName: k8s-a
                tcName: west
                tcNamespace: tidb
                azName: us-west-2a
                backup: {s3: {provider: aws, region: us, bucket: vault, prefix: a/b-k8s-a, options: ['--x']}}
              - k8sClusterName: k8s-c
                tcName: east
                tcNamespace: tidb
                backup: {s3: {provider: ceph, bucket: other, prefix: /old/place/, endpoint: 'http://minio:9000'}}
            """;

    static final String FULL = HEAD + CLUSTERS + """
              template:
                resources: {limits: {cpu: '2', memory: 4Gi}}
                env: [{name: A, value: b}]
                br: {sendCredToTikv: true, options: [--volume-type=gp3]}
                tolerations: [{operator: Exists}]
                toolImage: br:v1
                imagePullSecrets: [{name: pull}]
                serviceAccount: sa
                automountServiceAccountToken: true
                priorityClassName: high
                warmup: sync
                warmupImage: warm:v1
                warmupStrategy: check-wal-only
                additionalVolumes: [{name: v, emptyDir: {}}]
                additionalVolumeMounts: [{name: v, mountPath: /v}]
            """;

    @TempDir
    private Path folder;

    private ManifestFixture fixture;

    @BeforeEach
    void start() {
        fixture = new ManifestFixture(folder);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void namesTheRestoreItsClustersAndTheirSourcesInTheOrderOfTheManifest() {
        VolumeRestoreManifest manifest = VolumeRestoreManifest.parse(FULL);

        assertThat(manifest.name().value()).isEqualTo("drill");
        assertThat(manifest.findings()).isEmpty();
        assertThat(manifest.clusters(fixture.kubeconfig()))
                .extracting(Cluster::toString)
                .containsExactly("k8s-a/tidb/west", "k8s-c/tidb/east");
        assertThat(manifest.sources())
                .containsExactly(
                        Map.entry("k8s-a", new BackupLocation("s3://vault/a/b-k8s-a")),
                        Map.entry("k8s-c", new BackupLocation("s3://other/old/place")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "resources",
                "env",
                "tolerations",
                "toolImage",
                "imagePullSecrets",
                "serviceAccount",
                "automountServiceAccountToken",
                "priorityClassName",
                "warmup",
                "warmupImage",
                "warmupStrategy",
                "additionalVolumes",
                "additionalVolumeMounts"
            })
    void carriesEachFieldOfTheTemplateToTheMember(String field) {
        assertThat(member(FULL, "k8s-a").path("spec").path(field).toString())
                .isEqualTo(Yaml.documents(FULL)
                        .get(0)
                        .path("spec")
                        .path("template")
                        .path(field)
                        .toString());
    }

    @Test
    void carriesBrSettingsAndNamesTheTidbCluster() {
        assertThat(member(FULL, "k8s-c").path("spec").path("br"))
                .hasToString("{\"sendCredToTikv\":true,\"options\":[\"--volume-type=gp3\"],"
                        + "\"cluster\":\"east\",\"clusterNamespace\":\"tidb\"}");
    }

    @Test
    void carriesEachClustersStorageWordForWord() {
        assertThat(member(FULL, "k8s-a").path("spec").path("s3"))
                .hasToString("{\"provider\":\"aws\",\"region\":\"us\",\"bucket\":\"vault\","
                        + "\"prefix\":\"a/b-k8s-a\",\"options\":[\"--x\"]}");
        assertThat(member(FULL, "k8s-c").path("spec").path("s3"))
                .hasToString("{\"provider\":\"ceph\",\"bucket\":\"other\",\"prefix\":\"/old/place/\","
                        + "\"endpoint\":\"http://minio:9000\"}");
    }

    @Test
    void theSourcesAreWhatTheDataPlanesWereTold() {
        VolumeRestoreManifest manifest = VolumeRestoreManifest.parse(FULL);

        for (Cluster cluster : manifest.clusters(fixture.kubeconfig())) {
            MemberRequest request = new MemberRequest(
                    new Member(OperationKind.RESTORE, manifest.name(), cluster.name(), cluster.tidbCluster()),
                    Optional.of(manifest.sources().get(cluster.name().value())));

            assertThat(cluster.plane()
                            .check(request, Duration.ofSeconds(20))
                            .toCompletableFuture()
                            .join()
                            .findings())
                    .extracting(Finding::field)
                    .containsExactly("TidbCluster");
        }
    }

    @Test
    void carriesTheZoneWhereOneIsGiven() {
        assertThat(member(FULL, "k8s-a").path("spec").path("volumeAZ").asText()).isEqualTo("us-west-2a");
        assertThat(member(FULL, "k8s-c").path("spec").has("volumeAZ")).isFalse();
    }

    @Test
    void carriesLabels() {
        assertThat(member(FULL, "k8s-a")
                        .path("metadata")
                        .path("labels")
                        .path("team")
                        .asText())
                .isEqualTo("db");
    }

    @Test
    void aRestoreWithoutTemplateLeavesEverythingToTheOperator_A3() {
        assertThat(member(HEAD + CLUSTERS, "k8s-a").path("spec").path("br"))
                .hasToString("{\"cluster\":\"west\",\"clusterNamespace\":\"tidb\"}");
    }

    @Test
    void anEmptyListOfClustersIsAFault_A2() {
        assertThat(fields(HEAD + "  clusters: []\n")).containsExactly("spec.clusters");
    }

    @Test
    void aClusterWithoutABackupInS3IsAFault_A4() {
        String other = HEAD + """
                  clusters:
                  - {k8sClusterName: k8s-a, tcName: w, tcNamespace: tidb}
                  - {k8sClusterName: k8s-b, tcName: e, tcNamespace: tidb, backup: {gcs: {projectId: p}}}
                  - {k8sClusterName: k8s-c, tcName: n, tcNamespace: tidb, backup: {s3: {provider: aws}}}
                """;

        assertThat(fields(other))
                .containsExactly(
                        "spec.clusters[0].backup.s3",
                        "spec.clusters[1].backup.gcs",
                        "spec.clusters[1].backup.s3",
                        "spec.clusters[2].backup.s3.bucket",
                        "spec.clusters[2].backup.s3.prefix");
    }

    @Test
    void repeatedClustersAreFaults_C10() {
        assertThat(fields(FULL.replace("k8s-c", "k8s-a").replace("b-k8s-a", "b")))
                .containsExactly("spec.clusters[1].k8sClusterName");
    }

    @Test
    void warmUpsThatTheOperatorCannotDoAreFaults_C3() {
        assertThat(fields(FULL.replace("warmupImage: warm:v1", ""))).containsExactly("spec.template.warmupImage");
        assertThat(fields(FULL.replace("check-wal-only", "fast"))).containsExactly("spec.template.warmupStrategy");
        assertThat(fields(FULL.replace("sync", "now"))).contains("spec.template.warmup");
    }

    @Test
    void checkWalOnlyWithoutSyncIsAFault_C4() {
        assertThat(fields(FULL.replace("warmup: sync", "warmup: async")))
                .containsExactly("spec.template.warmupStrategy");
    }

    @Test
    void fieldsOfABackupAreUnknownToARestore() {
        assertThat(fields(HEAD + CLUSTERS + "  template: {cleanPolicy: Delete, s3: {}}\nskipGC: true\n"))
                .containsExactlyInAnyOrder("spec.template.cleanPolicy", "spec.template.s3", "skipGC");
    }

    @Test
    void clustersThatAreNoContextsAreFaultsThatListTheContexts_A8() {
        VolumeRestoreManifest manifest = VolumeRestoreManifest.parse(FULL.replace("k8s-c", "k8s-x"));

        assertThat(catchThrowableOfType(InvalidRequestException.class, () -> manifest.clusters(fixture.kubeconfig())))
                .hasMessageContaining("spec.clusters[1].k8sClusterName 'k8s-x'")
                .hasMessageContaining("contexts: k8s-a, k8s-b, k8s-c");
    }

    @Test
    void aFaultyManifestHasNoSources() {
        VolumeRestoreManifest manifest = VolumeRestoreManifest.parse(HEAD + "  clusters: []\n");

        assertThat(catchThrowableOfType(InvalidRequestException.class, manifest::sources))
                .hasMessageContaining("spec.clusters");
        assertThat(catchThrowableOfType(InvalidRequestException.class, manifest::name))
                .hasMessageContaining("spec.clusters");
    }

    @Test
    void warmUpJobsShortenTheName() {
        String longName = "a".repeat(39);

        assertThat(fields(FULL.replace("drill", longName))).isEqualTo(List.of());
        assertThat(fields(FULL.replace("drill", longName).replace("tcName: east", "tcName: east-coast")))
                .containsExactly("metadata.name");
    }

    private static List<String> fields(String yaml) {
        return VolumeRestoreManifest.parse(yaml).findings().stream()
                .map(Finding::field)
                .toList();
    }

    private ObjectNode member(String yaml, String cluster) {
        VolumeRestoreManifest manifest = VolumeRestoreManifest.parse(yaml);
        return fixture.created(
                OperationKind.RESTORE, manifest.name(), manifest.clusters(fixture.kubeconfig()), cluster);
    }
}
