package io.brfed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.brfed.api.BackupLocation;
import io.brfed.api.BackupReport;
import io.brfed.api.Finding;
import io.brfed.api.InvalidRequestException;
import io.brfed.api.ProviderException;
import io.brfed.api.StoreId;
import io.brfed.plane.Cluster;
import io.brfed.testkit.FakeFederation;
import io.brfed.testkit.PlaneCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that is wrong with a request is said at once, before anything happens. */
class ValidationTest {
    private final FakeFederation federation = FakeFederation.of(3);

    @AfterEach
    void nothingHappened() {
        assertThat(federation.effects()).isZero();
    }

    @Test
    void aBackupWithoutClustersIsRefused_A1() {
        assertThat(faults(() -> backup(List.of()).execute()))
                .extracting(Finding::field)
                .contains("clusters");
    }

    @Test
    void aRestoreWithoutClustersIsRefused_A2() {
        assertThat(faults(() -> restore(Map.of()).execute()))
                .extracting(Finding::field)
                .contains("clusters");
        assertThat(faults(() -> restore(locations("k8s-a")).execute()))
                .extracting(Finding::field)
                .contains("clusters");
    }

    @Test
    void everyFaultOfABackupIsNamedAtOnce() {
        List<Cluster> clusters = new ArrayList<>(federation.clusters());
        clusters.add(clusters.get(0));

        List<Finding> faults = faults(
                () -> backup(clusters).named("Nightly_1").initializer("k8s-z").execute());

        assertThat(faults).extracting(Finding::field).containsExactlyInAnyOrder("name", "clusters", "initializer");
        assertThat(faults).extracting(Finding::value).containsExactlyInAnyOrder("Nightly_1", "k8s-a", "k8s-z");
        assertThat(faults).allMatch(fault -> !fault.advice().isEmpty());
    }

    @Test
    void everyFaultOfABackupWithoutClustersIsNamedAtOnce_A1() {
        List<Finding> faults = faults(() -> backup(List.of()).named("Nightly_1").execute());

        assertThat(faults).extracting(Finding::field).containsExactlyInAnyOrder("name", "clusters");
    }

    @Test
    void aClusterThatIsNamedTwiceIsRefused_B12_C10() {
        List<Cluster> clusters = new ArrayList<>(federation.clusters());
        clusters.add(
                Cluster.named("k8s-a").namespace("other").tidbCluster("prod").on(federation.plane("k8s-a")));

        assertThat(faults(() -> backup(clusters).execute()))
                .singleElement()
                .satisfies(fault -> assertThat(fault.value()).isEqualTo("k8s-a"));
        assertThat(faults(() -> restore(locations("k8s-a", "k8s-b", "k8s-c"))
                        .into(clusters)
                        .execute()))
                .extracting(Finding::value)
                .contains("k8s-a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Nightly", "nightly_1", "-nightly", "nightly-", "a.b", "ä"})
    void aNameThatIsNoDnsLabelIsRefused(String name) {
        assertThat(faults(() -> backup(federation.clusters()).named(name).execute()))
                .extracting(Finding::field)
                .containsExactly("name");
    }

    @Test
    void aNameThatIsTooLongIsRefused() {
        String name = "n".repeat(64);

        assertThat(faults(() -> backup(federation.clusters()).named(name).execute()))
                .singleElement()
                .satisfies(fault -> assertThat(fault.problem()).contains("64"));
    }

    @Test
    void everyFaultOfAPairingIsNamedAtOnce() {
        List<Finding> faults = faults(() -> restore(locations("k8s-a", "k8s-x"))
                .member("k8s-y")
                .into(federation.clusters().get(2))
                .into(federation.clusters().subList(0, 2))
                .named("Bad_Name")
                .execute());

        assertThat(faults).extracting(Finding::value).contains("k8s-y", "k8s-x", "k8s-b", "Bad_Name");
    }

    @Test
    void locationsOfDifferentBackupsAreRefused() {
        Map<String, BackupLocation> parts = Map.of(
                "k8s-a", new BackupLocation("s3://bucket/monday-k8s-a"),
                "k8s-b", new BackupLocation("s3://bucket/tuesday-k8s-b"),
                "k8s-c", new BackupLocation("s3://bucket/monday-k8s-c"));

        assertThat(faults(() -> restore(parts).into(federation.clusters()).execute()))
                .singleElement()
                .satisfies(fault -> assertThat(fault.value()).contains("monday", "tuesday"));
    }

    @Test
    void oneLocationForTwoMembersIsRefused() {
        BackupLocation same = new BackupLocation("s3://bucket/same");

        assertThat(faults(() -> restore(Map.of("k8s-a", same, "k8s-b", same))
                        .into(federation.clusters().subList(0, 2))
                        .execute()))
                .extracting(Finding::field)
                .contains("location");
    }

    @Test
    void anIncompleteBackupIsNotRestored() {
        BackupReport failed = Runs.backup(Scenario.FAILING_BACKUP.begin());

        List<Finding> faults = faults(() -> Federation.restore(failed)
                .into(federation.clusters())
                .scheduler(federation.time())
                .execute());

        assertThat(faults).extracting(Finding::problem).contains("is not complete");
    }

    @Test
    void whatTheMembersFindIsReportedTogether() {
        federation.plane("k8s-a").script().finds(Finding.fault("s3", "", "no bucket", "name a bucket"));
        federation.plane("k8s-c").script().finds(Finding.fault("warmup", "fast", "is unknown", "use sync or async"));

        assertThat(faults(() -> backup(federation.clusters()).execute()))
                .extracting(Finding::field)
                .containsExactlyInAnyOrder("k8s-a s3", "k8s-c warmup");
    }

    @Test
    void aForgottenMemberClusterIsRefusedByName() {
        assertThat(faults(() -> backup(federation.clusters().subList(0, 2)).execute()))
                .extracting(Finding::value)
                .containsExactlyInAnyOrder("tikv-4", "tikv-5");
    }

    @Test
    void aStoreThatTwoMembersCarryIsRefused() {
        federation.plane("k8s-b").script().topology(Map.of(new StoreId(1), "tikv-0"), Map.of());

        assertThat(faults(() -> backup(federation.clusters()).execute()))
                .extracting(Finding::field)
                .contains("stores");
    }

    @Test
    void aMemberThatDoesNotAnswerTheFirstLookIsNamed_A9() {
        federation.plane("k8s-b").faults().hangs();

        assertThatExceptionOfType(ProviderException.class)
                .isThrownBy(() -> backup(federation.clusters()).execute())
                .withMessageContaining("k8s-b")
                .withMessageContaining("Nothing was changed");
    }

    @Test
    void aMemberThatCannotBeCheckedIsNamed() {
        federation.plane("k8s-b").faults().refuse(PlaneCall.CHECK, "forbidden");

        assertThat(faults(() -> backup(federation.clusters()).execute()))
                .singleElement()
                .satisfies(fault -> assertThat(fault.toString()).contains("k8s-b", "forbidden"));
    }

    @Test
    void checkingSaysTheSameAndNeverThrows() {
        federation.plane("k8s-a").script().finds(Finding.fault("s3", "", "no bucket", "name a bucket"));
        federation.plane("k8s-b").script().finds(Finding.notice("image", "", "no tag", ""));

        assertThat(backup(federation.clusters()).check()).hasSize(2);
        assertThat(backup(federation.clusters()).named("Bad_Name").check())
                .extracting(Finding::field)
                .containsExactly("name");
        assertThat(backup(List.of()).check()).extracting(Finding::field).containsExactly("clusters");
    }

    private BackupBuilder backup(List<Cluster> clusters) {
        return Federation.backup(clusters).scheduler(federation.time());
    }

    private RestoreBuilder restore(Map<String, BackupLocation> parts) {
        return Federation.restore(parts).scheduler(federation.time());
    }

    private static Map<String, BackupLocation> locations(String... names) {
        Map<String, BackupLocation> parts = new java.util.TreeMap<>();
        for (String name : names) {
            parts.put(name, new BackupLocation("s3://fake/kept-" + name));
        }
        return parts;
    }

    private static List<Finding> faults(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        InvalidRequestException refused = catchThrowableOfType(InvalidRequestException.class, call);
        assertThat(refused).isNotNull();
        assertThat(refused.findings())
                .allSatisfy(finding -> assertThat(refused).hasMessageContaining(finding.problem()));
        return refused.findings();
    }
}
