package io.brfed.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.FailureCause;
import io.brfed.api.OperationKind;
import io.brfed.api.OperationName;
import io.brfed.api.Phase;
import io.brfed.api.Verdict;
import io.brfed.k8s.internal.Json;
import io.brfed.k8s.internal.manifest.Yaml;
import io.brfed.plane.Cluster;
import io.brfed.plane.DataPlane;
import io.brfed.plane.Declaration;
import io.brfed.plane.Deletion;
import io.brfed.plane.Member;
import io.brfed.plane.MemberRequest;
import io.brfed.plane.Stamp;
import io.brfed.testkit.kubernetes.CrdSchema;
import io.brfed.testkit.kubernetes.EmbeddedKubernetes;
import io.brfed.testkit.kubernetes.RecordedRequest;
import io.brfed.testkit.kubernetes.Verb;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Everything that is written fits the published CRD documents, whose folder is in the system property {@code brfed.crds},
 * and every field of theirs is known to the manifest readers.
 */
@Tag("published-crds")
class PublishedCrdsTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int OPERATIONS = 2;

    private final CrdSchema backups = published("pingcap.com_backups.yaml");
    private final CrdSchema restores = published("pingcap.com_restores.yaml");
    private final EmbeddedKubernetes server = EmbeddedKubernetes.named("k8s-a")
            .crds(backups, restores)
            .namespaces("tidb")
            .start();

    @TempDir
    private Path folder;

    private Kubeconfig kubeconfig;

    @BeforeEach
    void connect() throws IOException {
        kubeconfig = Kubeconfig.load(Files.writeString(folder.resolve("kubeconfig"), server.kubeconfig("k8s-a")));
    }

    @AfterEach
    void close() {
        kubeconfig.close();
        server.close();
    }

    static Stream<OperatorTemplate> backupTemplates() {
        return Stream.of(
                OperatorTemplate.defaults(),
                pod().cleanPolicy("Delete")
                        .calcSizeLevel("incremental")
                        .snapshotsDeleteRatio(0.1)
                        .volumeBackupInitJobMaxActive(Duration.ofMinutes(15))
                        .build());
    }

    static Stream<OperatorTemplate> restoreTemplates() {
        return Stream.of(
                OperatorTemplate.defaults(),
                pod().warmup("sync")
                        .warmupImage("warm:v1")
                        .warmupStrategy("check-wal-only")
                        .build());
    }

    private static OperatorTemplate.Builder pod() {
        return OperatorTemplate.builder()
                .label("team", "db")
                .annotation("iam.amazonaws.com/role", "r")
                .concurrency(4)
                .checkRequirements(OperatorTemplate.Choice.NO)
                .sendCredToTikv(OperatorTemplate.Choice.YES)
                .brOptions(List.of("--x"))
                .resources("{limits: {cpu: 2, memory: 1Gi}, requests: {cpu: 500m}}")
                .env("[{name: A, value: b}, {name: B, valueFrom: {secretKeyRef: {name: s, key: k}}}]")
                .tolerations("[{key: a, operator: Equal, value: b, effect: NoSchedule, tolerationSeconds: 5}]")
                .toolImage("br:v1")
                .imagePullSecrets(List.of("pull"))
                .serviceAccount("sa")
                .automountServiceAccountToken(OperatorTemplate.Choice.NO)
                .priorityClassName("high")
                .additionalVolumes("[{name: v, emptyDir: {sizeLimit: 1Gi}}]")
                .additionalVolumeMounts("[{name: v, mountPath: /v, readOnly: true}]");
    }

    private static OperatorStorage storage() {
        return OperatorStorage.s3("vault")
                .prefix("a/b")
                .provider("ceph")
                .region("eu")
                .endpoint("http://minio:9000")
                .secretName("keys")
                .storageClass("STANDARD")
                .acl("private")
                .sse("AES256")
                .options(List.of("--x"))
                .forcePathStyle()
                .build();
    }

    @ParameterizedTest
    @MethodSource("backupTemplates")
    void everyPhaseOfABackupFits(OperatorTemplate template) {
        DataPlane plane = OperatorDataPlane.on(kubeconfig.cluster("k8s-a"))
                .storage(storage())
                .backupTemplate(template)
                .build();

        wholeLife(
                plane,
                OperationKind.BACKUP,
                "ok",
                new Verdict.Ok(List.of(cluster(plane).name())));
        wholeLife(plane, OperationKind.BACKUP, "failed", failed(plane));

        assertEverythingFits(backups);
    }

    @ParameterizedTest
    @MethodSource("restoreTemplates")
    void everyPhaseOfARestoreFits(OperatorTemplate template) {
        DataPlane plane = OperatorDataPlane.on(kubeconfig.cluster("k8s-a"))
                .restoreTemplate(template)
                .restoreSource(storage())
                .volumeAz("zone-1")
                .build();

        wholeLife(
                plane,
                OperationKind.RESTORE,
                "ok",
                new Verdict.Ok(List.of(cluster(plane).name())));
        wholeLife(plane, OperationKind.RESTORE, "failed", failed(plane));

        assertEverythingFits(restores);
    }

    @Test
    void whatManifestsMakeFits() {
        VolumeBackupManifest backup = VolumeBackupManifest.parse(VolumeBackupManifestTest.FULL);
        VolumeRestoreManifest restore = VolumeRestoreManifest.parse(VolumeRestoreManifestTest.FULL);
        try (ManifestFixture fixture = new ManifestFixture(folder)) {
            List<Cluster> backedUp = backup.clusters(fixture.kubeconfig());
            List<Cluster> restored = restore.clusters(fixture.kubeconfig());

            backedUp.forEach(cluster -> assertFits(
                    backups,
                    fixture.created(
                            OperationKind.BACKUP,
                            backup.name(),
                            backedUp,
                            cluster.name().value())));
            restored.forEach(cluster -> assertFits(
                    restores,
                    fixture.created(
                            OperationKind.RESTORE,
                            restore.name(),
                            restored,
                            cluster.name().value())));
        }
    }

    /** The tests' manifest has two fields of Kubernetes that do not exist, to see that those are kept. */
    private static void assertFits(CrdSchema schema, JsonNode object) {
        assertThat(schema.violations(object.toString())).isEmpty();
        assertThat(schema.unknownFields(object.toString()))
                .allMatch(path -> path.contains("futureField") || path.contains("newKind"));
    }

    private void wholeLife(DataPlane plane, OperationKind kind, String name, Verdict verdict) {
        MemberRequest request = request(plane, kind, name);
        Stamp stamp = ManifestFixture.stamp(kind, request.member().operation(), List.of(cluster(plane)));
        Stamp decided = stamp.withVerdict(verdict);
        List<Declaration> declarations = new ArrayList<>();
        for (Phase phase : phases(kind)) {
            boolean undecided = phase == Phase.INITIALIZE || phase == Phase.EXECUTE || phase == Phase.RESTORE_VOLUME;
            declarations.add(
                    Declaration.of(request, phase, undecided ? stamp : decided, Declaration.Creation.PERMITTED));
        }
        for (Declaration declaration : declarations) {
            plane.declare(declaration, LIMIT).toCompletableFuture().join();
            assertThat(schema(kind).violations(stored(request).toString()))
                    .as("after %s", declaration.phase())
                    .isEmpty();
        }
        plane.delete(new Deletion(request.member(), stamp.id(), Deletion.Contents.REMOVED), LIMIT)
                .toCompletableFuture()
                .join();
    }

    private JsonNode stored(MemberRequest request) {
        Member member = request.member();
        String resource = member.kind() == OperationKind.BACKUP ? "backups" : "restores";
        return server.objects().get(resource, "tidb", "fed-" + member.operation());
    }

    private static List<Phase> phases(OperationKind kind) {
        return switch (kind) {
            case BACKUP -> List.of(Phase.INITIALIZE, Phase.EXECUTE, Phase.RESUME, Phase.TEARDOWN);
            case RESTORE -> List.of(Phase.RESTORE_VOLUME, Phase.RESTORE_DATA, Phase.RESTORE_FINISH);
        };
    }

    private static MemberRequest request(DataPlane plane, OperationKind kind, String name) {
        Cluster cluster = cluster(plane);
        return new MemberRequest(
                new Member(kind, new OperationName(name), cluster.name(), cluster.tidbCluster()), Optional.empty());
    }

    private static Cluster cluster(DataPlane plane) {
        return Cluster.named("k8s-a").namespace("tidb").tidbCluster("west").on(plane);
    }

    private static Verdict failed(DataPlane plane) {
        return new Verdict.Failed(
                FailureCause.on(cluster(plane).name(), FailureCause.Kind.MEMBER_FAILED, "Broken", "a disk broke"));
    }

    /** Creations are whole objects, patches the fields that they change. */
    private void assertEverythingFits(CrdSchema schema) {
        List<RecordedRequest> creations = server.requests().of(Verb.CREATE, schema.plural());
        List<RecordedRequest> patches = server.requests().of(Verb.PATCH, schema.plural());
        assertThat(creations).hasSize(OPERATIONS).allSatisfy(request -> {
            assertThat(request.status()).isEqualTo(201);
            assertThat(schema.violations(request.body())).isEmpty();
            assertThat(schema.unknownFields(request.body())).isEmpty();
        });
        assertThat(patches).hasSizeGreaterThanOrEqualTo(OPERATIONS * 2).allSatisfy(request -> {
            assertThat(request.status()).isEqualTo(200);
            assertThat(schema.unknownFields(request.body())).isEmpty();
            assertThat(tree(request.body()).has("status")).isFalse();
        });
    }

    private CrdSchema schema(OperationKind kind) {
        return kind == OperationKind.BACKUP ? backups : restores;
    }

    @Test
    void theTidbClusterMadeUpForAClusterOfV2Fits() {
        try (AccessFixture fixture = AccessFixture.v2()) {
            ObjectNode document =
                    (ObjectNode) tree(fixture.discover().documents().tidbCluster());
            document.put("apiVersion", "pingcap.com/v1alpha1").put("kind", "TidbCluster");

            CrdSchema tidbClusters = published("pingcap.com_tidbclusters.yaml");
            assertThat(tidbClusters.violations(document.toString())).isEmpty();
            assertThat(tidbClusters.unknownFields(document.toString())).isEmpty();
        }
    }

    @Test
    void theFullManifestsOfTheTestsFitThePublishedSchemas() {
        assertFits(published("federation.pingcap.com_volumebackups.yaml"), tree(VolumeBackupManifestTest.FULL));
        assertFits(published("federation.pingcap.com_volumerestores.yaml"), tree(VolumeRestoreManifestTest.FULL));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "spec", "spec.template", "spec.template.br", "spec.template.s3"})
    void everyPublishedFieldOfABackupIsKnown(String path) {
        assertThat(VolumeBackupManifest.parse(manifestNaming("VolumeBackup", "volumebackups", path))
                        .findings())
                .noneMatch(found -> found.problem().contains("is not a field"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "spec", "spec.template", "spec.template.br"})
    void everyPublishedFieldOfARestoreIsKnown(String path) {
        assertThat(VolumeRestoreManifest.parse(manifestNaming("VolumeRestore", "volumerestores", path))
                        .findings())
                .noneMatch(found -> found.problem().contains("is not a field"));
    }

    /** A manifest that names every published field of the object at the path, without a value. */
    private static String manifestNaming(String kind, String plural, String path) {
        JsonNode schema = Yaml.documents(text("federation.pingcap.com_" + plural + ".yaml"))
                .get(0)
                .at("/spec/versions/0/schema/openAPIV3Schema");
        ObjectNode manifest = Json.object();
        ObjectNode object = manifest;
        for (String name : path.isEmpty() ? new String[0] : path.split("\\.")) {
            schema = schema.path("properties").path(name);
            object = object.putObject(name);
        }
        assertThat(schema.path("properties")).isNotEmpty();
        schema.path("properties").fieldNames().forEachRemaining(object::putNull);
        return manifest.put("kind", kind).toString();
    }

    private static JsonNode tree(String yaml) {
        return Yaml.documents(yaml).get(0);
    }

    private static CrdSchema published(String file) {
        return CrdSchema.parse(text(file));
    }

    private static String text(String file) {
        Path folder = Path.of(System.getProperty("brfed.crds", "brfed.crds is not set"));
        try {
            return Files.readString(folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
