package io.brfed;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.BackupReport;
import io.brfed.api.Condition;
import io.brfed.api.FederationEvent;
import io.brfed.api.PauseWindow;
import io.brfed.api.RestoreReport;
import io.brfed.testkit.FakeFederation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackupTest {
    @Test
    void aBackupOfThreeMembersIsComplete() {
        FakeFederation federation = FakeFederation.of(3);
        List<FederationEvent> events = new ArrayList<>();

        BackupReport report = Federation.backup(federation.clusters())
                .named("nightly")
                .listener(events::add)
                .scheduler(federation.time())
                .execute();

        assertThat(report.complete()).isTrue();
        assertThat(report.pause()).map(PauseWindow::ending).contains(PauseWindow.Ending.CONFIRMED);
        assertThat(federation.snapshotsOutsidePause()).isEmpty();
        RestoreReport restored = Federation.restore(report)
                .into(FakeFederation.of(3, federation.time()).clusters())
                .scheduler(federation.time())
                .execute();
        assertThat(restored.complete()).isTrue();
    }

    @Test
    void aFailingMemberEndsThePauseAndTheBackup() {
        FakeFederation federation = FakeFederation.of(3);
        federation
                .plane(federation.clusters().get(1).name().value())
                .script()
                .failsWith(Condition.VOLUMES_FAILED, "BackupDataToRemoteFailed", "no quota")
                .after(Duration.ofSeconds(3));

        BackupReport report = Federation.backup(federation.clusters())
                .named("nightly")
                .scheduler(federation.time())
                .execute();

        assertThat(report.complete()).isFalse();
        assertThat(federation.pauseHeldAnywhere()).isFalse();
    }
}
