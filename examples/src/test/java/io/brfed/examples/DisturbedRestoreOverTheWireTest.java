package io.brfed.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.Federation;
import io.brfed.api.BackupReport;
import io.brfed.api.DeletionReport;
import io.brfed.api.OperationReport.Status;
import io.brfed.api.RestoreReport;
import io.brfed.api.StoreId;
import io.brfed.plane.Cluster;
import io.brfed.spi.StoreRecovery;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whole restores over all wires with something that goes wrong; what is on the servers afterwards. */
@Timeout(120)
class DisturbedRestoreOverTheWireTest {
    private static final Duration SHORT = Duration.ofSeconds(2);

    private final WiredFederation wired = WiredFederation.start();
    private final Map<String, Runnable> interludes = new ConcurrentHashMap<>();
    private final AtomicInteger interrupted = new AtomicInteger();

    @AfterEach
    void close() {
        wired.close();
    }

    /** Does something when a method of the stores is first called. */
    private void once(String method, Runnable what) {
        interludes.put(method, what);
    }

    private StoreRecovery stores() {
        return Intercepted.of(StoreRecovery.class, wired.copyTikv().storeRecovery(), new Intercepted.Watcher() {
            @Override
            public void called(String method) {
                Runnable interlude = interludes.remove(method);
                if (interlude != null) {
                    interlude.run();
                    interrupted.incrementAndGet();
                }
            }

            @Override
            public void answered(String method) {}
        });
    }

    private void assertRestored(BackupReport backup, RestoreReport report) {
        assertThat(report.operation().cause()).isEmpty();
        assertThat(report.complete()).isTrue();
        assertThat(wired.copy().contents().latest())
                .isEqualTo(wired.captured(backup.commitTs().orElseThrow()));
        assertThat(wired.copy().notTakenBack()).isEmpty();
        assertThat(wired.copy().pd().isMarked()).isFalse();
        assertThat(wired.made()).hasSize(WiredFederation.VOLUMES);
    }

    private void assertNothingIsLeft() {
        assertThat(wired.made()).as("volumes").isEmpty();
        for (String name : WiredFederation.NAMES) {
            assertThat(wired.restored(name, RecoveryOperator.CLAIMS)).isEmpty();
            assertThat(wired.restored(name, RecoveryOperator.VOLUMES)).isEmpty();
        }
        assertThat(wired.keys()).noneMatch(key -> key.contains("restoremeta") || key.contains("/restore/"));
        assertThat(wired.ebs().snapshots()).as("the backup").hasSize(WiredFederation.VOLUMES);
    }

    @Test
    void anotherLeaderOfPdIsFoundInEveryPhase() {
        BackupReport backup = wired.write().backup();
        List<Cluster> clusters = wired.clusters(wired.planes(stores()).build());
        once("readRegions", () -> wired.copy().pd().changeLeader());
        once("prepareFlashback", () -> wired.copy().pd().changeLeader());
        once("flashback", () -> wired.copy().pd().changeLeader());
        wired.server("k8s-b").objects().onWrite(write -> {
            if (write.resource().equals(RecoveryOperator.CLAIMS) && write.type().equals("ADDED")) {
                wired.copy().pd().changeLeader();
            }
        });

        RestoreReport report = wired.restore(backup, clusters).execute();

        assertRestored(backup, report);
        assertThat(interrupted).hasValue(3);
    }

    @Test
    void aStoreWhosePodIsDeletedDuringTheRecoveryIsToldAgain_P22() {
        BackupReport backup = wired.write().backup();
        List<Cluster> clusters = wired.clusters(wired.planes(stores()).build());
        once("recover", () -> deletePod("k8s-b", "copy-tikv-0"));
        once("prepareFlashback", () -> deletePod("k8s-c", "copy-tikv-1"));

        RestoreReport report = wired.restore(backup, clusters).execute();

        assertRestored(backup, report);
        assertThat(interrupted).hasValue(2);
    }

    private void deletePod(String cluster, String pod) {
        wired.server(cluster).objects().delete(RecoveryOperator.PODS, WiredFederation.RESTORED, pod);
    }

    @Test
    void aStoreThatDoesNotComeUpIsNamedAndOneCallCleansUp_P16_C9() {
        BackupReport backup = wired.backup();
        List<Cluster> clusters =
                wired.clusters(wired.planes(stores()).tikvStart(SHORT).build());
        StoreId missing = wired.isMissing(3);

        RestoreReport report = wired.restore(backup, clusters).execute();
        assertThat(report.operation().status()).isEqualTo(Status.FAILED);
        assertThat(report.operation().cause().orElseThrow().message())
                .contains("stores [" + missing + "] of the backup are not up for PD");
        assertThat(report.operation().leftBehind())
                .hasSize(3)
                .allSatisfy(left ->
                        assertThat(left.toString()).contains("4 of 4 volumes", "TiKV was let start in recovery mode"));
        assertThat(wired.copy().pd().isMarked()).isTrue();
        assertThat(wired.copy().pd().lastId()).as("no id was raised").isLessThan(1_000_000);
        assertThat(wired.made()).hasSize(WiredFederation.VOLUMES);

        WiredFederation.NAMES.forEach(name -> wired.server(name)
                .objects()
                .delete(RecoveryOperator.TIDB_CLUSTERS, WiredFederation.RESTORED, WiredFederation.COPY));
        DeletionReport deleted = Federation.delete(clusters).restore("back").execute();

        assertThat(deleted.leftBehind()).isEmpty();
        assertNothingIsLeft();
    }

    @Test
    void aVolumeThatCannotBeMadeFailsTheRestoreAndOneCallCleansUp_C9() {
        BackupReport backup = wired.backup();
        List<Cluster> clusters = wired.clusters(wired.planes(stores()).build());
        wired.ebs().failVolumesFrom(wired.ebs().snapshots().get(5).id());

        RestoreReport report = wired.restore(backup, clusters).execute();
        assertThat(report.operation().status()).isEqualTo(Status.FAILED);
        assertThat(report.operation().cause().orElseThrow().message())
                .contains(wired.ebs().snapshots().get(5).id().value());
        assertThat(wired.copy().stores()).as("stores that were let start").isEmpty();

        DeletionReport deleted = Federation.delete(clusters).restore("back").execute();

        assertThat(deleted.leftBehind()).isEmpty();
        assertNothingIsLeft();
        assertThat(wired.copy().pd().isMarked()).as("a PD that is fresh again").isFalse();
    }
}
