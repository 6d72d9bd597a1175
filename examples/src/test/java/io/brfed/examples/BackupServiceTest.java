package io.brfed.examples;

import static io.brfed.testkit.assertj.BrfedAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.api.BackupReport;
import io.brfed.api.Condition;
import io.brfed.testkit.DriverProcess;
import io.brfed.testkit.FakeDataPlane;
import io.brfed.testkit.FakeFederation;
import io.brfed.testkit.PlaneCall;
import io.brfed.testkit.junit.FederationExtension;
import io.brfed.testkit.junit.InCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How a service that uses brfed is tested: without clusters, in virtual time, hours in milliseconds. */
@ExtendWith(FederationExtension.class)
class BackupServiceTest {
    private final List<String> alarms = new ArrayList<>();

    @Test
    void aGoodNightWakesNobody(FakeFederation federation) {
        BackupReport report = new BackupService(federation.clusters(), federation.time(), alarms::add).backUp("11-22");
        assertThat(report).isComplete().pauseLastedAtMost(Duration.ofMinutes(1));
        assertThat(federation).tookEverySnapshotInsideThePause().restoresEveryAccountOf(report);
        assertThat(alarms).isEmpty();
    }

    @Test
    void aClusterThatFailsIsNamedAndThePauseEnds(FakeFederation federation, @InCluster("k8s-b") FakeDataPlane plane) {
        plane.script().failsWith(Condition.VOLUMES_FAILED, "NoQuota", "quota").insteadOf(Condition.SNAPSHOTS_CREATED);
        BackupReport report = new BackupService(federation.clusters(), federation.time(), alarms::add).backUp("11-22");
        assertThat(report).isFailed().failedOn("k8s-b").failedBecause("NoQuota");
        assertThat(federation).holdsNoPause();
        assertThat(alarms).singleElement().asString().contains("k8s-b", "quota");
    }

    @Test
    void aProcessThatDiesIsContinuedByTheNext(FakeFederation federation, DriverProcess first, DriverProcess second) {
        federation.onEffect(effect -> {
            if (effect.call() == PlaneCall.DECLARE && federation.pauseHeldAnywhere()) {
                first.kill();
            }
        });
        assertThatThrownBy(() -> in(first, federation).backUp("11-22"))
                .isInstanceOf(DriverProcess.KilledException.class);
        assertThat(federation).holdsPauseIn("k8s-a");
        assertThat(in(second, federation).backUp("11-22")).isComplete();
    }

    private BackupService in(DriverProcess process, FakeFederation federation) {
        return new BackupService(federation.clustersSeenBy(process), process.scheduler(), alarms::add);
    }
}
