package io.brfed.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuickStartTest {
    @Test
    void backsUpAndRestores() {
        Console out = new Console();
        Console err = new Console();

        int code = new QuickStart(out.stream(), err.stream()).run();

        assertThat(err.text()).isEmpty();
        assertThat(code).isZero();
        assertThat(out.text())
                .contains("backup 'first-backup' complete")
                .contains("k8s-b  reached SNAPSHOTS_CREATED")
                .containsPattern("k8s-a execute +\\| +#+=* +\\|")
                .contains("restore 'first-restore' complete")
                .containsPattern("backup 'direct-backup' complete[^=]*assurance: +VERIFIED")
                .contains("PD and TiKV: as before", "EC2: 9 snapshots")
                .contains("s3://backups/prod/direct-backup-k8s-c/backupmeta")
                .containsPattern("restore 'drill-restore' complete")
                .contains("the backup is sound: 3 parts of one pause, 12 snapshots")
                .contains("every account compared: Consistent[");
    }
}
