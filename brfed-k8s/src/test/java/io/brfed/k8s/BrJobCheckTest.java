package io.brfed.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.brfed.api.BackupLocation;
import io.brfed.api.ClusterName;
import io.brfed.api.Finding;
import io.brfed.api.OperationId;
import io.brfed.api.OperationName;
import io.brfed.api.StoreId;
import io.brfed.api.TidbClusterRef;
import io.brfed.api.Tso;
import io.brfed.spi.DataRecovery;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is found before a restore that BR would fail at. */
class BrJobCheckTest {
    private final AccessFixture fixture = AccessFixture.v1();

    @AfterEach
    void close() {
        fixture.close();
    }

    private BrJobRecovery.Builder builder() {
        return BrJobRecovery.on(fixture.cluster()).image("pingcap/br:v7.5.3");
    }

    private static DataRecovery.Task task() {
        return task(AccessFixture.TIDB_CLUSTER, "s3://bucket/backups/nightly-k8s-a");
    }

    private static DataRecovery.Task task(TidbClusterRef tidbCluster, String source) {
        return new DataRecovery.Task(
                new OperationId("restore-1"),
                new OperationName("nightly"),
                new ClusterName("k8s-a"),
                tidbCluster,
                new BackupLocation(source),
                Set.of(StoreId.parse("1"), StoreId.parse("2"), StoreId.parse("3")),
                Tso.parse("451234567890123456"),
                Tso.parse("451234567890123999"),
                0);
    }

    @Test
    void theCheckFindsWhatBrWouldFailAt() {
        DataRecovery recovery = builder().build();
        assertThat(fixture.await(recovery.check(task(), AccessFixture.LIMIT))).isEmpty();
        fixture.patch("tidbclusters", "prod", "{\"spec\":{\"pd\":{\"replicas\":0}}}");
        assertThat(fixture.await(recovery.check(task(), AccessFixture.LIMIT)))
                .extracting(Finding::field)
                .containsExactly("spec.pd of " + AccessFixture.TIDB_CLUSTER);
        assertThat(fixture.await(builder().pd("pd.other:2379").build().check(task(), AccessFixture.LIMIT)))
                .isEmpty();
        fixture.patch("tidbclusters", "prod", "{\"spec\":{\"pd\":{\"replicas\":3}}}");

        fixture.server().access().deny("create", "batch", "jobs", "tidb");
        fixture.server().access().deny("get", "", "pods/log", "tidb");
        assertThat(fixture.await(
                        recovery.check(task(AccessFixture.TIDB_CLUSTER, "file://local/backups"), AccessFixture.LIMIT)))
                .extracting(Finding::severity, Finding::value)
                .containsExactlyInAnyOrder(
                        tuple(Finding.Severity.FAULT, "create jobs.batch"),
                        tuple(Finding.Severity.NOTICE, "get pods/log"),
                        tuple(Finding.Severity.FAULT, "file://local/backups"));
    }

    @Test
    void theCheckSaysThatThereIsNoTidbCluster() {
        DataRecovery.Task lost = task(new TidbClusterRef("tidb", "nowhere"), "s3://bucket/backups/nightly-k8s-a");

        assertThat(fixture.await(builder().build().check(lost, AccessFixture.LIMIT)))
                .singleElement()
                .asString()
                .contains("tidb/nowhere", "404");
    }
}
