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
                .contains("restore 'first-restore' complete");
    }
}
