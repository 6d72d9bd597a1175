package io.brfed.direct;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.DirectPlanes;
import io.brfed.DirectRestore;
import io.brfed.Federation;
import io.brfed.api.DeletionReport;
import io.brfed.api.OperationReport.Status;
import io.brfed.plane.Cluster;
import io.brfed.spi.RestoreAccess;
import io.brfed.spi.RestoreTarget;
import io.brfed.testkit.direct.FakeRestoreAccess;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a restore must not take away again: volumes of a TidbCluster that may be in service. */
class KeptVolumesTest {
    private final RestoringWorld world = new RestoringWorld();
    private final List<Cluster> clusters = world.clusters(DirectPlanes.of(world.pd, world.copyStores())
            .restoring(world.pdRecovery, world.target)
            .tikvStart(Duration.ofMinutes(5))
            .scheduler(world.time)
            .build());

    private void failsWithVolumesPlaced() {
        world.kubernetes.get(1).onTikvStart((pod, volumes) -> {});
        assertThat(world.restore(clusters).execute().operation().status()).isEqualTo(Status.FAILED);
        assertThat(world.made()).hasSize(12);
    }

    private DeletionReport delete() {
        return Federation.delete(clusters)
                .restore("back")
                .limit(Duration.ofMinutes(10))
                .scheduler(world.time)
                .execute();
    }

    private void assertEverythingIsThere() {
        assertThat(world.made()).as("volumes").hasSize(12);
        assertThat(world.kubernetes)
                .allSatisfy(cluster -> assertThat(cluster.claimed()).hasSize(4));
    }

    @Test
    void volumesOfATidbClusterThatLeftTheRecoveryModeStay() {
        failsWithVolumesPlaced();
        world.kubernetes.forEach(FakeRestoreAccess::normal);

        DeletionReport deleted = delete();

        assertThat(deleted.leftBehind())
                .hasSize(3)
                .allSatisfy(left ->
                        assertThat(left.toString()).contains("is no longer in recovery mode", "its volumes stay"));
        assertEverythingIsThere();
    }

    @Test
    void volumesOfATidbClusterThatLeftTheRecoveryModeAndIsSuspendedStay() {
        failsWithVolumesPlaced();
        world.kubernetes.forEach(cluster -> {
            cluster.startTime(Duration.ofDays(1)).normal();
            List.of("copy-tikv-0", "copy-tikv-1").forEach(cluster::losesPod);
            assertThat(cluster.target().pods()).isEmpty();
        });

        DeletionReport deleted = delete();

        assertThat(deleted.leftBehind())
                .hasSize(3)
                .allSatisfy(left ->
                        assertThat(left.toString()).contains("is no longer in recovery mode", "its volumes stay"));
        assertEverythingIsThere();
    }

    @Test
    void aTidbClusterThatLeavesTheRecoveryModeWhileItsRestoreIsDeletedKeepsWhatIsLeft() {
        failsWithVolumesPlaced();
        world.time.schedule(
                Duration.ofMinutes(1),
                () -> world.kubernetes.forEach(cluster -> {
                    cluster.startTime(Duration.ofDays(1)).normal();
                    List.of("copy-tikv-0", "copy-tikv-1").forEach(cluster::losesPod);
                }));

        DeletionReport deleted = delete();

        assertThat(deleted.leftBehind()).hasSize(3);
        assertEverythingIsThere();
    }

    private final Answering access = new Answering();
    private final List<Cluster> refusing = world.clusters(
            DirectPlanes.of(world.pd, world.copyStores())
                    .restoring(world.pdRecovery, world.target)
                    .scheduler(world.time)
                    .build(),
            (name, restore) -> name.equals("k8s-b")
                    ? DirectRestore.of(
                            access.over(RestoreAccess.class, world.kubernetes.get(1)), world.ebs.volumeProvider())
                    : restore);

    private DeletionReport deleteAfterTheRecoveryModeCouldNotBeEnded() {
        access.refuses("endRecovery");
        assertThat(world.restore(refusing).execute().operation().status()).isEqualTo(Status.FAILED);
        assertThat(world.kubernetes.get(1).target().mode()).isEqualTo(RestoreTarget.Mode.RECOVERY);
        world.time.advance(Duration.ofMinutes(1));
        return deleteFrom(refusing);
    }

    private DeletionReport deleteFrom(List<Cluster> which) {
        return Federation.delete(which)
                .restore("back")
                .limit(Duration.ofMinutes(10))
                .scheduler(world.time)
                .execute();
    }

    @Test
    void volumesOfATidbClusterThatStillIsInRecoveryModeAreNamedUntilItsPodsAreGone() {
        DeletionReport first = deleteAfterTheRecoveryModeCouldNotBeEnded();
        world.kubernetes.get(1).startTime(Duration.ofDays(1));
        List.of("copy-tikv-0", "copy-tikv-1").forEach(world.kubernetes.get(1)::losesPod);
        DeletionReport second = deleteFrom(refusing);

        assertThat(first.leftBehind()).singleElement().asString().contains("k8s-b", "PersistentVolumeClaim");
        assertThat(second.leftBehind()).noneMatch(left -> left.toString().startsWith("k8s-b"));
        assertThat(world.kubernetes.get(1).objects()).isEmpty();
        assertThat(world.made()).as("those of the two members in service").hasSize(8);
    }

    @Test
    void volumesOfATidbClusterThatIsGoneAndMayHaveBeenInServiceAreNamed() {
        access.refuses("endRecovery");
        assertThat(world.restore(refusing).execute().operation().status()).isEqualTo(Status.FAILED);
        world.kubernetes.get(1).deleteTidbCluster();

        DeletionReport deleted = deleteFrom(refusing);

        assertThat(deleted.leftBehind()).singleElement().asString().contains("may have been in service");
        assertThat(world.made()).hasSize(12);
    }
}
