package io.brfed.direct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.api.FederationException;
import io.brfed.api.Finding;
import io.brfed.api.ProviderException.Fault;
import io.brfed.testkit.direct.ClusterFault;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What cannot be backed up is refused with a clear text; nothing is paused and nothing is left. */
class DirectBadInputTest {
    private final DirectWorld world = DirectWorld.of(3);

    /** What is wrong, and what the text has to say of it. */
    private enum Wrong {
        PD_IS_UNREACHABLE(world -> world.pd.becomesUnreachable(), "PD"),
        CLUSTER_HAS_NO_STORES(world -> damage(world, ClusterFault.NO_STORES), "k8s-b"),
        STORE_HAS_NO_ID(world -> damage(world, ClusterFault.STORE_ID_MISSING), "k8s-b"),
        STORE_HAS_NO_VOLUME(world -> damage(world, ClusterFault.CLAIM_MISSING), "k8s-b"),
        VOLUME_IS_ON_TWO_STORES(world -> damage(world, ClusterFault.VOLUME_ON_TWO_STORES), "k8s-b"),
        VOLUME_IS_NOT_EBS(world -> damage(world, ClusterFault.VOLUME_NOT_EBS), "k8s-b"),
        VOLUME_IS_GONE(world -> damage(world, ClusterFault.VOLUME_MISSING), "k8s-b"),
        PENDING_QUOTA_IS_TOO_SMALL(world -> world.ebs.pendingQuota(2, 5), "pending"),
        SNAPSHOT_QUOTA_IS_TOO_SMALL(world -> world.ebs.snapshotQuota(2), "room for 2"),
        SNAPSHOTS_ARE_NOT_ALLOWED(world -> world.ebs.deny("CreateSnapshots"), "CreateSnapshots"),
        BUCKET_IS_MISSING(world -> world.storage.outage(Fault.REFUSED), "s3://backups/prod"),
        METADATA_IS_HALF_WRITTEN(DirectBadInputTest::halfWritten, "s3://backups/prod/nightly-k8s-b"),
        RESOLVED_TIMESTAMP_IS_OFF(world -> world.pd.disablesMinResolvedTs(), "min-resolved-ts"),
        RESOLVED_TIMESTAMP_IS_OLD(world -> world.pd.freezesMinResolvedTs(Duration.ofHours(2)), "min-resolved-ts"),
        CLUSTER_IS_UNREACHABLE(world -> world.access.get(1).becomesUnreachable(), "k8s-b");

        @SuppressWarnings("ImmutableEnumChecker")
        private final Consumer<DirectWorld> cause;

        private final String said;

        Wrong(Consumer<DirectWorld> cause, String said) {
            this.cause = cause;
            this.said = said;
        }
    }

    private static void damage(DirectWorld world, ClusterFault fault) {
        world.access.get(1).has(fault);
    }

    private static void halfWritten(DirectWorld world) {
        world.storage.put(
                DirectWorld.ROOT, "nightly-k8s-b/clustermeta", "{\"tikv\":{\"re".getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @EnumSource
    void isToldWithAdviceByTheCheck(Wrong wrong) {
        wrong.cause.accept(world);

        List<Finding> findings = world.backup(world.clusters()).check();

        assertThat(findings).anySatisfy(finding -> {
            assertThat(finding.severity()).isEqualTo(Finding.Severity.FAULT);
            assertThat(finding.toString()).contains(wrong.said);
            assertThat(finding.advice()).isNotBlank();
        });
    }

    @ParameterizedTest
    @EnumSource
    void isRefusedWithNothingPausedAndNothingLeft(Wrong wrong) {
        wrong.cause.accept(world);
        Set<String> before = world.storage.objects().keySet();

        assertThatThrownBy(() -> world.backup(world.clusters()).execute())
                .isInstanceOf(FederationException.class)
                .hasMessageContaining(wrong.said);

        assertThat(world.isUndisturbed()).isTrue();
        assertThat(world.ebs.snapshots()).isEmpty();
        assertThat(world.storage.objects().keySet()).isEqualTo(before);
    }
}
