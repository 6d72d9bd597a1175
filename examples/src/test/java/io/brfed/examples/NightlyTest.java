package io.brfed.examples;

import static io.brfed.testkit.assertj.BrfedAssertions.assertThat;

import io.brfed.Federation;
import io.brfed.api.BackupReport;
import io.brfed.api.Condition;
import io.brfed.testkit.FakeDataPlane;
import io.brfed.testkit.FakeFederation;
import io.brfed.testkit.junit.FederationExtension;
import io.brfed.testkit.junit.InCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(FederationExtension.class)
class NightlyTest {
    @Test
    void namesTheClusterWithoutQuota(FakeFederation federation, @InCluster("k8s-b") FakeDataPlane plane) {
        plane.script().failsWith(Condition.VOLUMES_FAILED, "NoQuota", "quota").insteadOf(Condition.SNAPSHOTS_CREATED);

        BackupReport report = Federation.backup(federation.clusters())
                .named("nightly")
                .scheduler(federation.time())
                .execute();

        assertThat(report).isFailed().failedOn("k8s-b").failedBecause("NoQuota");
        assertThat(federation).holdsNoPause();
    }
}
