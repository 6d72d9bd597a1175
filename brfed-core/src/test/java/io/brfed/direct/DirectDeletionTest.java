package io.brfed.direct;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.Federation;
import io.brfed.api.DeletionReport;
import io.brfed.api.OperationReport.Status;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.SnapshotId;
import io.brfed.plane.Cluster;
import io.brfed.testkit.direct.FakeEbs;
import io.brfed.testkit.direct.FakeEbs.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A complete backup that is deleted with its snapshots. */
class DirectDeletionTest {
    private static final int SNAPSHOTS = 12;

    private final DirectWorld world = DirectWorld.withLogVolumes(3);
    private final List<Cluster> clusters = world.clusters();

    private void backUp() {
        assertThat(world.backup(clusters).execute().operation().status()).isEqualTo(Status.COMPLETE);
        assertThat(world.ebs.snapshots()).hasSize(SNAPSHOTS);
    }

    private DeletionReport delete() {
        return Federation.delete(clusters)
                .backup("nightly")
                .withSnapshots()
                .limit(Duration.ofMinutes(15))
                .scheduler(world.time)
                .execute();
    }

    private boolean isWritten(String end) {
        return world.storage.objects().keySet().stream().anyMatch(key -> key.endsWith(end));
    }

    @Test
    void whereMetadataCannotBeReadNothingCountsAsDeleted_V17() {
        backUp();
        world.storage.outage(Fault.UNREACHABLE);

        DeletionReport failed = delete();
        world.storage.heal();

        assertThat(failed.gone()).isEmpty();
        assertThat(world.ebs.snapshots()).hasSize(SNAPSHOTS);
        assertThat(isWritten("/backupmeta")).isTrue();
        assertThat(delete().leftBehind()).isEmpty();
        assertThat(world.ebs.snapshots()).isEmpty();
        assertThat(isWritten("/backupmeta")).isFalse();
    }

    @Test
    void metadataStaysUntilTheLastSnapshotIsGone_V17() {
        backUp();
        SnapshotId kept = world.ebs.snapshots().get(0).id();
        world.ebs.useInImage(kept);

        delete();

        assertThat(isWritten("/backupmeta")).isTrue();
    }

    @Test
    void severalSnapshotsOfOneVolumeAreAllRemoved_V18() {
        world.ebs.loseAnswerOf(FakeEbs.CREATE);
        world.ebs.landLate(FakeEbs.CREATE, Duration.ofSeconds(40));
        assertThat(world.backup(clusters).execute().operation().status()).isEqualTo(Status.COMPLETE);
        assertThat(world.ebs.snapshots()).hasSizeGreaterThanOrEqualTo(SNAPSHOTS);

        delete();
        world.time.advance(Duration.ofMinutes(30));

        assertThat(world.ebs.snapshots()).isEmpty();
    }

    @Test
    void snapshotsAreRemovedSideBySideAndNotFasterThanTheAccountPermits_V19() {
        backUp();
        Instant before = world.time.now();

        delete();

        List<Request> removals = world.ebs.requests().stream()
                .filter(request -> request.action().equals(FakeEbs.DELETE))
                .filter(request -> request.at().isAfter(before))
                .toList();
        assertThat(removals).as("no removal was throttled and made again").hasSize(SNAPSHOTS);
        assertThat(Duration.between(
                        removals.get(0).at(), removals.get(SNAPSHOTS - 1).at()))
                .as("the original takes a second for each")
                .isLessThan(Duration.ofSeconds(SNAPSHOTS - 1));
    }

    @Test
    void aSnapshotThatCannotBeRemovedIsNamedAndKeepsNoOtherFromGoing_V20() {
        backUp();
        SnapshotId kept = world.ebs.snapshots().get(0).id();
        world.ebs.useInImage(kept);

        DeletionReport deleted = delete();

        assertThat(deleted.leftBehind().toString()).contains(kept.value());
        assertThat(world.ebs.snapshots())
                .singleElement()
                .satisfies(left -> assertThat(left.id()).isEqualTo(kept));
    }
}
