package io.brfed.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.Federation;
import io.brfed.Pacing;
import io.brfed.api.BackupReport;
import io.brfed.api.FailureCause;
import io.brfed.api.MemberReport;
import io.brfed.api.RestoreReport;
import io.brfed.testkit.kubernetes.BackupStage;
import io.brfed.testkit.kubernetes.Verb;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whole operations: core, operator plane, three API servers and three simulated operators. */
class FederationOnOperatorsTest {
    private static final Pacing PACING =
            Pacing.defaults().withCalls(Duration.ofSeconds(2), Duration.ofSeconds(1)).withPolls(Duration.ofSeconds(1), Duration.ofMillis(200));

    private final ThreeClusters clusters = new ThreeClusters();

    @AfterEach
    void close() {
        clusters.close();
    }

    private BackupReport backup() {
        return Federation.backup(clusters.clusters("prod"))
                .named("nightly")
                .pacing(PACING)
                .execute();
    }

    private void assertPauseIsOver() {
        clusters.federation().pauses().awaitReleased(Duration.ofSeconds(10));
        assertThat(clusters.federation().pauses().snapshotsOutsidePause()).isEmpty();
    }

    @Test
    void backsUpAndRestores() {
        BackupReport backup = backup();
        assertThat(backup.complete()).as(backup.toString()).isTrue();
        assertPauseIsOver();

        RestoreReport restore = Federation.restore(backup)
                .into(clusters.clusters("restored"))
                .named("back")
                .pacing(PACING)
                .execute();

        System.out.println(backup + "\n" + restore);
        assertThat(restore.complete()).as(restore.toString()).isTrue();
    }
}
