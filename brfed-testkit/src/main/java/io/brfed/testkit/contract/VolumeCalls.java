package io.brfed.testkit.contract;

import io.brfed.api.ClusterName;
import io.brfed.api.Finding;
import io.brfed.api.OperationId;
import io.brfed.api.OperationName;
import io.brfed.api.SnapshotId;
import io.brfed.api.StoreId;
import io.brfed.api.VolumeId;
import io.brfed.spi.NewVolume;
import io.brfed.spi.TikvVolume;
import io.brfed.spi.VolumeClaim;
import io.brfed.spi.VolumeRequest;
import io.brfed.spi.VolumeTarget;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The calls of one operation of a contract on the fixture's account. */
final class VolumeCalls {
    static final ClusterName MEMBER = new ClusterName("k8s-a");
    static final Duration LIMIT = Duration.ofSeconds(20);

    private final VolumeProviderFixture fixture;
    // A real account keeps what earlier runs left behind.
    private final OperationId id = new OperationId("contract-" + UUID.randomUUID());

    VolumeCalls(VolumeProviderFixture fixture) {
        this.fixture = fixture;
    }

    OperationId id() {
        return id;
    }

    VolumeRequest request(SnapshotId snapshot) {
        return request(snapshot, VolumeTarget.gp3(fixture.zone()));
    }

    VolumeRequest request(SnapshotId snapshot, VolumeTarget target) {
        return new VolumeRequest(
                id,
                new OperationName("contract"),
                MEMBER,
                StoreId.parse("4"),
                TikvVolume.DATA,
                snapshot,
                target,
                new VolumeClaim("pvc-4711", "tikv-db-tikv-0", "tidb"),
                Map.of("team", "db"),
                1);
    }

    NewVolume create(SnapshotId snapshot) {
        return create(request(snapshot));
    }

    NewVolume create(VolumeRequest request) {
        return fixture.await(fixture.provider().create(request, LIMIT));
    }

    List<NewVolume> find() {
        return find(id, MEMBER);
    }

    List<NewVolume> find(OperationId operation, ClusterName cluster) {
        return fixture.await(fixture.provider().find(operation, cluster, LIMIT));
    }

    List<NewVolume> describe(VolumeId... volumes) {
        return fixture.await(fixture.provider().describe(List.of(volumes), LIMIT));
    }

    void delete(VolumeId volume) {
        fixture.await(fixture.provider().delete(volume, LIMIT));
    }

    List<Finding> check(VolumeRequest... requests) {
        return fixture.await(fixture.provider().check(List.of(requests), LIMIT));
    }

    List<Finding> faults(VolumeRequest... requests) {
        return check(requests).stream()
                .filter(finding -> finding.severity() == Finding.Severity.FAULT)
                .toList();
    }
}
