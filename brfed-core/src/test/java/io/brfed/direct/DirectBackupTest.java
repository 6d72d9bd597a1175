package io.brfed.direct;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.Assurance;
import io.brfed.api.BackupReport;
import org.junit.jupiter.api.Test;

/** A backup by the direct plane, from the entry. */
class DirectBackupTest {
    @Test
    void takesAVerifiedBackup() {
        DirectWorld world = DirectWorld.withLogVolumes(3);

        BackupReport report = world.backup(world.clusters()).execute();

        assertThat(report.operation().cause()).isEmpty();
        assertThat(report.operation().assurance()).isEqualTo(Assurance.VERIFIED);
        assertThat(world.ebs.snapshots()).hasSize(12);
        assertThat(world.isUndisturbed()).isTrue();
        assertThat(report.operation().leftBehind()).isEmpty();
        assertThat(world.storage.objects().keySet())
                .contains("s3://backups/prod/nightly-k8s-a/backupmeta", "s3://backups/prod/nightly-k8s-c/pdstate");
    }
}
