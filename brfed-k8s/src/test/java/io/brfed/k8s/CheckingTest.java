package io.brfed.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.BackupLocation;
import io.brfed.api.Finding;
import io.brfed.api.OperationKind;
import io.brfed.api.OperationName;
import io.brfed.api.StoreId;
import io.brfed.plane.DataPlane;
import io.brfed.plane.Member;
import io.brfed.plane.MemberRequest;
import io.brfed.plane.Readiness;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is said before anything is created. */
class CheckingTest {
    private final OperatorFixture fixture = new OperatorFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    private Readiness check(DataPlane plane, MemberRequest request) {
        return fixture.await(plane.check(request, Operations.LIMIT));
    }

    private Readiness check(OperatorDataPlane.Builder plane, OperationKind kind, String name) {
        return check(plane.build(), fixture.request(kind, name));
    }

    private OperatorDataPlane.Builder plane() {
        return OperatorDataPlane.on(fixture.cluster())
                .storage(OperatorStorage.s3("bucket").prefix("prefix").build());
    }

    private static List<String> fields(Readiness readiness) {
        return readiness.findings().stream().map(Finding::field).toList();
    }

    private void tidbCluster(String patch) {
        fixture.server().objects().mergePatch("tidbclusters", "tidb", "prod", patch);
    }

    @Test
    void findsNothingWrongWithAGoodRequest() {
        Readiness readiness = check(plane(), OperationKind.BACKUP, "nightly");

        assertThat(readiness.findings()).isEmpty();
        assertThat(readiness.topology().orElseThrow().own()).isEqualTo(Map.of(new StoreId(1), "prod-tikv-0"));
        assertThat(readiness.topology().orElseThrow().peers()).containsOnlyKeys(new StoreId(4));
    }

    @Test
    void findsAllFaultsOfABackupAtOnce_B15() {
        OperatorTemplate template = OperatorTemplate.builder()
                .cleanPolicy("delete")
                .calcSizeLevel("some")
                .snapshotsDeleteRatio(3)
                .warmup("sync")
                .build();
        tidbCluster("{\"spec\":{\"acrossK8s\":false}}");

        Readiness readiness = check(
                OperatorDataPlane.on(fixture.cluster())
                        .storage(OperatorStorage.s3("")
                                .prefix("/")
                                .provider("azure")
                                .endpoint("host:9000")
                                .build())
                        .backupTemplate(template),
                OperationKind.BACKUP,
                "Nightly_");

        assertThat(fields(readiness))
                .containsExactlyInAnyOrder(
                        "operation name",
                        "template.cleanPolicy",
                        "template.calcSizeLevel",
                        "template.snapshotsDeleteRatio",
                        "template.warmup",
                        "storage.s3.bucket",
                        "storage.s3.prefix",
                        "storage.s3.provider",
                        "storage.s3.endpoint",
                        "TidbCluster spec.acrossK8s");
        assertThat(readiness.findings()).allSatisfy(finding -> {
            assertThat(finding.severity()).isEqualTo(Finding.Severity.FAULT);
            assertThat(finding.problem()).isNotBlank();
            assertThat(finding.advice()).isNotBlank();
        });
    }

    @Test
    void aBackupNeedsStorage_A4() {
        assertThat(fields(check(OperatorDataPlane.on(fixture.cluster()), OperationKind.BACKUP, "nightly")))
                .containsExactly("storage");
    }

    @Test
    void namesMayBeAsLongAsTheJobNamesAllow() {
        assertThat(fields(check(plane(), OperationKind.BACKUP, "a".repeat(47)))).isEmpty();
        assertThat(fields(check(plane(), OperationKind.BACKUP, "a".repeat(48)))).containsExactly("operation name");
        assertThat(fields(check(plane(), OperationKind.RESTORE, "a".repeat(46))))
                .isEmpty();
        assertThat(fields(check(plane(), OperationKind.RESTORE, "a".repeat(47))))
                .containsExactly("operation name");
    }

    @Test
    void warmUpJobsMakeNamesShorter() {
        OperatorTemplate template =
                OperatorTemplate.builder().warmup("async").warmupImage("w").build();

        Readiness readiness = check(plane().restoreTemplate(template), OperationKind.RESTORE, "a".repeat(46));

        assertThat(readiness.findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.problem()).contains("-prod-tikv-0-warm-up"));
    }

    @Test
    void warmUpNeedsAnImageAndAKnownStrategy_C3() {
        OperatorTemplate template =
                OperatorTemplate.builder().warmup("sync").warmupStrategy("fast").build();

        assertThat(fields(check(plane().restoreTemplate(template), OperationKind.RESTORE, "back")))
                .containsExactlyInAnyOrder("template.warmupImage", "template.warmupStrategy");
    }

    @Test
    void checkWalOnlyNeedsSync_C4() {
        OperatorTemplate template = OperatorTemplate.builder()
                .warmup("async")
                .warmupImage("w")
                .warmupStrategy("check-wal-only")
                .build();

        assertThat(fields(check(plane().restoreTemplate(template), OperationKind.RESTORE, "back")))
                .containsExactly("template.warmupStrategy");
    }

    @Test
    void aRestoreNeedsASource() {
        Member member = new Member(
                OperationKind.RESTORE,
                new OperationName("back"),
                OperatorFixture.CLUSTER,
                OperatorFixture.TIDB_CLUSTER);

        assertThat(fields(check(
                        OperatorDataPlane.on(fixture.cluster()).build(), new MemberRequest(member, Optional.empty()))))
                .containsExactly("source");
    }

    @Test
    void aRestoreFromTwoDifferentPlacesIsRefused() {
        DataPlane plane = plane().restoreSource(
                        OperatorStorage.s3("bucket").prefix("elsewhere").build())
                .build();
        Member member = fixture.request(OperationKind.RESTORE, "back").member();

        Readiness readiness =
                check(plane, new MemberRequest(member, Optional.of(new BackupLocation("s3://bucket/here"))));

        assertThat(fields(readiness)).containsExactly("source");
    }

    @Test
    void aTidbClusterThatDoesNotExistIsNamed_B1() {
        fixture.server().objects().delete("tidbclusters", "tidb", "prod");

        Readiness readiness = check(plane(), OperationKind.BACKUP, "nightly");

        assertThat(readiness.findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.value()).isEqualTo("tidb/prod"));
        assertThat(readiness.topology()).isEmpty();
    }

    @Test
    void aTidbClusterWithoutStoresOrOutOfRecoveryModeIsRefused() {
        tidbCluster("{\"spec\":{\"recoveryMode\":false},\"status\":{\"tikv\":{\"stores\":null}}}");

        assertThat(fields(check(plane(), OperationKind.BACKUP, "nightly")))
                .containsExactly("TidbCluster status.tikv.stores");
        assertThat(fields(check(plane(), OperationKind.RESTORE, "back")))
                .containsExactly("TidbCluster spec.recoveryMode");
    }

    @Test
    void withoutTheRightToReadItANoticeSaysThatStoresAreNotCompared() {
        fixture.server().access().deny("get", "pingcap.com", "tidbclusters", "*");

        Readiness readiness = check(plane(), OperationKind.BACKUP, "nightly");

        assertThat(readiness.topology()).isEmpty();
        assertThat(readiness.findings()).singleElement().returns(Finding.Severity.NOTICE, Finding::severity);
    }
}
