package io.brfed.direct;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.Operation;
import io.brfed.api.Assurance;
import io.brfed.api.BackupReport;
import io.brfed.api.FailureCause;
import io.brfed.api.OperationReport.Status;
import io.brfed.api.StoreId;
import io.brfed.plane.Cluster;
import io.brfed.testkit.DriverProcess;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Backups of a TiDB cluster in which a store knows no leases. */
class UnleasedBackupTest {
    private final DirectWorld world = DirectWorld.of(3);

    UnleasedBackupTest() {
        world.stores.hasNoLeases(new StoreId(3));
    }

    private List<Cluster> allowing() {
        return world.unleasedClusters(world.time);
    }

    @Test
    void areRefusedUnlessTheyAreAllowed() {
        BackupReport report = world.backup(world.clusters()).execute();

        assertThat(report.operation().status()).isNotEqualTo(Status.COMPLETE);
        assertThat(report.operation().cause().orElseThrow().message()).contains("allowUnleasedTikv()");
        assertThat(world.ebs.snapshots()).isEmpty();
        assertThat(world.isUndisturbed()).isTrue();
    }

    @Test
    void areReportedAndNeverVerified() {
        BackupReport report = world.backup(allowing()).execute();

        assertThat(report.operation().cause()).isEmpty();
        assertThat(report.operation().status()).isEqualTo(Status.COMPLETE);
        assertThat(report.operation().assurance()).isEqualTo(Assurance.AS_REPORTED);
        assertThat(report.operation().notices()).anyMatch(notice -> notice.contains("not proved"));
        assertThat(world.isUndisturbed()).isTrue();
    }

    @Test
    void areVerifiedIfEveryStoreKnowsLeasesAfterAll() {
        DirectWorld leased = DirectWorld.of(3);

        BackupReport report =
                leased.backup(leased.unleasedClusters(leased.time)).execute();

        assertThat(report.operation().assurance()).isEqualTo(Assurance.VERIFIED);
    }

    @Test
    void failIfPdsLeaderChangesInsideThePause_P11() {
        world.ebs.onCapture(captured -> world.changeLeaderOnce());

        BackupReport report = world.backup(allowing()).execute();

        assertThat(report.operation().cause().orElseThrow().kind()).isEqualTo(FailureCause.Kind.PAUSE_LOST);
        assertThat(world.ebs.snapshots()).isEmpty();
        assertThat(world.isUndisturbed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 5, 10, 15, 20, 25, 30, 40, 60, 100, 140, 160, 2_000})
    void areFreeAfterTheLongestPauseIfTheProcessDies_P9(long millis) {
        DriverProcess mortal = DriverProcess.on(world.time);
        Operation<BackupReport> unused = world.backup(world.unleasedClusters(mortal.scheduler()))
                .scheduler(mortal.scheduler())
                .start();
        assertThat(world.time.runUntil(() -> !world.pd.gcHoldsNow().isEmpty(), Duration.ofMinutes(1)))
                .isTrue();
        world.time.advance(Duration.ofMillis(millis));
        mortal.kill();

        world.time.advance(Duration.ofSeconds(122));
        assertThat(world.isUndisturbed()).isTrue();

        BackupReport next = world.backup(allowing()).execute();
        boolean complete = next.operation().status() == Status.COMPLETE;
        assertThat(world.ebs.snapshots()).hasSize(complete ? 6 : 0);
        assertThat(world.isUndisturbed()).isTrue();
    }
}
