package io.brfed.examples;

import static io.brfed.testkit.assertj.BrfedAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.api.BackupReport;
import io.brfed.api.Condition;
import io.brfed.testkit.DriverProcess;
import io.brfed.testkit.FakeFederation;
import io.brfed.testkit.PlaneCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a service that uses brfed is tested: without clusters, in virtual time, hours in milliseconds. */
class BackupServiceTest {
    private final FakeFederation federation = FakeFederation.of(3);
    private final List<String> alarms = new ArrayList<>();
    private final BackupService service = new BackupService(federation.clusters(), federation.time(), alarms::add);

    @Test
    void aGoodNightWakesNobody() {
        BackupReport report = service.backUp("2026-11-22");

        assertThat(report).isComplete().pauseLastedAtMost(Duration.ofMinutes(1));
        assertThat(federation).tookEverySnapshotInsideThePause();
        assertThat(alarms).isEmpty();
    }

    @Test
    void aClusterThatFailsIsNamedAndThePauseEnds() {
        federation
                .plane("k8s-b")
                .script()
                .failsWith(Condition.VOLUMES_FAILED, "NoQuota", "snapshot quota exceeded")
                .insteadOf(Condition.SNAPSHOTS_CREATED);

        BackupReport report = service.backUp("2026-11-22");

        assertThat(report).isFailed().failedOn("k8s-b").failedBecause("NoQuota");
        assertThat(federation).holdsNoPause();
        assertThat(alarms).singleElement().asString().contains("k8s-b", "snapshot quota exceeded");
    }

    @Test
    void aProcessThatDiesIsContinuedByTheNext() {
        DriverProcess first = federation.newProcess();
        federation.onEffect(effect -> {
            if (effect.call() == PlaneCall.DECLARE && federation.pauseHeldAnywhere()) {
                first.kill();
            }
        });
        BackupService dying = new BackupService(federation.clustersSeenBy(first), first.scheduler(), alarms::add);
        assertThatThrownBy(() -> dying.backUp("2026-11-22")).isInstanceOf(DriverProcess.KilledException.class);

        BackupReport report = service.backUp("2026-11-22");

        assertThat(report).isComplete();
        assertThat(federation).leavesNothingBehind();
    }
}
