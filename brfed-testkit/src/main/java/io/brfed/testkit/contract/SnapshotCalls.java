package io.brfed.testkit.contract;

import io.brfed.api.ClusterName;
import io.brfed.api.Finding;
import io.brfed.api.OperationId;
import io.brfed.api.OperationName;
import io.brfed.api.SnapshotId;
import io.brfed.api.StoreId;
import io.brfed.api.VolumeId;
import io.brfed.spi.InstanceSnapshots;
import io.brfed.spi.TakenSnapshot;
import io.brfed.spi.VolumePlace;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The calls of one operation of a contract on the fixture's account. */
final class SnapshotCalls {
    private static final ClusterName MEMBER = new ClusterName("k8s-a");

    static final Duration LIMIT = Duration.ofSeconds(20);

    private final SnapshotProviderFixture fixture;
    // A real account keeps what earlier runs left behind.
    private final OperationId id = new OperationId("contract-" + UUID.randomUUID());

    SnapshotCalls(SnapshotProviderFixture fixture) {
        this.fixture = fixture;
    }

    OperationId id() {
        return id;
    }

    Map<VolumeId, VolumePlace> locate(VolumeId... volumes) {
        return fixture.await(fixture.provider().locate(List.of(volumes), LIMIT));
    }

    List<Finding> check(VolumeId... volumes) {
        return fixture.await(fixture.provider().check(List.of(request(1, volumes)), LIMIT));
    }

    List<TakenSnapshot> create(int attempt, VolumeId... volumes) {
        return fixture.await(fixture.provider().create(request(attempt, volumes), LIMIT));
    }

    List<TakenSnapshot> create(OperationId operation, VolumeId... volumes) {
        return fixture.await(fixture.provider().create(request(operation, 1, volumes), LIMIT));
    }

    InstanceSnapshots request(int attempt, VolumeId... volumes) {
        return request(id, attempt, volumes);
    }

    private InstanceSnapshots request(OperationId operation, int attempt, VolumeId... volumes) {
        List<VolumeId> wanted = List.of(volumes);
        return new InstanceSnapshots(
                fixture.instance(),
                wanted.stream()
                        .map(volume -> new InstanceSnapshots.Part(volume, StoreId.parse("4")))
                        .toList(),
                SnapshotProviderContract.othersOf(fixture, wanted),
                operation,
                new OperationName("contract"),
                MEMBER,
                attempt);
    }

    List<TakenSnapshot> find() {
        return find(id);
    }

    List<TakenSnapshot> find(OperationId operation) {
        return find(operation, MEMBER);
    }

    List<TakenSnapshot> find(OperationId operation, ClusterName cluster) {
        return fixture.await(fixture.provider().find(operation, cluster, LIMIT));
    }

    List<TakenSnapshot> describe(SnapshotId... snapshots) {
        return fixture.await(fixture.provider().describe(List.of(snapshots), LIMIT));
    }

    void delete(SnapshotId snapshot) {
        fixture.await(fixture.provider().delete(snapshot, LIMIT));
    }
}
