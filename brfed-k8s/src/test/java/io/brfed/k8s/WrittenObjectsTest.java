package io.brfed.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.OperationKind;
import io.brfed.api.Phase;
import io.brfed.plane.DataPlane;
import io.brfed.plane.MemberState;
import io.brfed.testkit.kubernetes.CrdSchema;
import io.brfed.testkit.kubernetes.RecordedRequest;
import io.brfed.testkit.kubernetes.TidbOperatorCrds;
import io.brfed.testkit.kubernetes.Verb;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Everything that is written, with every setting set, against the schemas of the operator's kinds. */
class WrittenObjectsTest {
    private static final String ENV = "[{name: AWS_REGION, value: us-west-2}]";
    private static final String VOLUMES = "[{name: tmp, emptyDir: {}}]";
    private static final String MOUNTS = "[{name: tmp, mountPath: /tmp}]";
    private static final String TOLERATIONS = "[{key: dedicated, operator: Exists, effect: NoSchedule}]";

    private final OperatorFixture fixture = new OperatorFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    private static OperatorTemplate.Builder common() {
        return OperatorTemplate.builder()
                .label("team", "db")
                .annotation("iam.amazonaws.com/role", "backup")
                .concurrency(4)
                .checkRequirements(OperatorTemplate.Choice.NO)
                .sendCredToTikv(OperatorTemplate.Choice.NO)
                .brOptions(List.of("--check-requirements=false"))
                .resources("{requests: {cpu: 1, memory: 1Gi}}")
                .env(ENV)
                .tolerations(TOLERATIONS)
                .toolImage("pingcap/br:v8.5.0")
                .imagePullSecrets(List.of("registry"))
                .serviceAccount("tidb-backup-manager")
                .automountServiceAccountToken(OperatorTemplate.Choice.YES)
                .priorityClassName("high")
                .additionalVolumes(VOLUMES)
                .additionalVolumeMounts(MOUNTS);
    }

    private DataPlane plane() {
        return OperatorDataPlane.on(fixture.cluster())
                .storage(OperatorStorage.s3("bucket")
                        .prefix("prefix")
                        .region("us-west-2")
                        .endpoint("https://s3.us-west-2.amazonaws.com")
                        .secretName("s3-secret")
                        .storageClass("STANDARD")
                        .acl("private")
                        .sse("AES256")
                        .options(List.of("--ignore-checksum"))
                        .forcePathStyle()
                        .build())
                .backupTemplate(common().cleanPolicy("Delete")
                        .calcSizeLevel("full")
                        .snapshotsDeleteRatio(1.5)
                        .volumeBackupInitJobMaxActive(Duration.ofMinutes(20))
                        .build())
                .restoreTemplate(common().warmup("sync")
                        .warmupImage("pingcap/warmup")
                        .warmupStrategy("fio")
                        .build())
                .volumeAz("us-west-2a")
                .build();
    }

    /** What was created, as it was sent. */
    private String created(OperationKind kind) {
        Operations operation = Operations.of(fixture, kind, "all").on(plane());
        Phase first = kind == OperationKind.BACKUP ? Phase.INITIALIZE : Phase.RESTORE_VOLUME;
        assertThat(operation.declare(first).presence()).isEqualTo(MemberState.Presence.LIVE);
        String resource = kind == OperationKind.BACKUP ? "backups" : "restores";
        List<RecordedRequest> creations = fixture.server().requests().of(Verb.CREATE, resource);
        assertThat(creations).hasSize(1);
        return creations.get(0).body();
    }

    private static String document(OperationKind kind) {
        return kind == OperationKind.BACKUP ? "pingcap.com_backups.yaml" : "pingcap.com_restores.yaml";
    }

    @ParameterizedTest
    @EnumSource(OperationKind.class)
    void keepsToOurSmallSchemas(OperationKind kind) {
        CrdSchema schema = TidbOperatorCrds.of(kind == OperationKind.BACKUP ? "Backup" : "Restore");
        String object = created(kind);

        assertThat(schema.violations(object)).isEmpty();
        assertThat(schema.unknownFields(object)).isEmpty();
    }

    /** The folder with the published CRD documents is in the system property {@code brfed.crds}. */
    @Tag("published-crds")
    @ParameterizedTest
    @EnumSource(OperationKind.class)
    void keepsToThePublishedSchemas(OperationKind kind) {
        Path folder = Path.of(System.getProperty("brfed.crds", "brfed.crds is not set"));
        CrdSchema schema = CrdSchema.parse(folder.resolve(document(kind)));
        String object = created(kind);

        assertThat(schema.violations(object)).isEmpty();
        assertThat(schema.unknownFields(object)).isEmpty();
    }
}
