package io.brfed.internal.direct.meta;

import io.brfed.api.OperationId;
import io.brfed.api.SnapshotId;
import io.brfed.api.Tso;
import io.brfed.api.VolumeId;
import io.brfed.internal.direct.meta.BackupMetaWriter.Content;
import io.brfed.plane.Closing;
import io.brfed.spi.ClusterInventory;
import io.brfed.spi.TikvVolume;
import io.brfed.testkit.VirtualTime;
import io.brfed.testkit.direct.FakeClusterAccess;
import io.brfed.testkit.direct.FakeTikvLayout;
import java.util.HashMap;
import java.util.Map;

/** A member with two stores of two volumes each, and what its documents are made from. */
final class MetaSamples {
    /** Above 2^53, and above 2^63, so that neither a double nor a signed number holds it. */
    static final Tso COMMIT_TS = Tso.parse("9876543210987654321");

    static final PauseFacts FACTS = new PauseFacts(
            new OperationId("op-1"),
            "pause-7",
            new Closing(Tso.parse("18446744073709551615"), Long.parseUnsignedLong("9223372036854775809")),
            Long.parseUnsignedLong("17000000000000000001"));

    private MetaSamples() {}

    static ClusterInventory inventory() {
        return FakeClusterAccess.of(
                        FakeTikvLayout.named("k8s-a")
                                .stores(1, 4)
                                .peers(2, 3)
                                .volume("raft-engine.dir", "/var/lib/raft"),
                        VirtualTime.create())
                .inventory();
    }

    static Content content(ClusterInventory inventory) {
        Map<VolumeId, SnapshotId> snapshots = new HashMap<>();
        Map<VolumeId, String> zones = new HashMap<>();
        inventory
                .stores()
                .forEach(store -> store.volumes().stream().map(TikvVolume::id).forEach(id -> {
                    snapshots.put(id, new SnapshotId("snap-of-" + id));
                    zones.put(id, "us-west-2a");
                }));
        return new Content(
                inventory.stores(),
                inventory.replicas(),
                4,
                "v7.5.3",
                COMMIT_TS,
                snapshots,
                zones,
                MeasuredSize.UNKNOWN,
                FACTS);
    }

    static byte[] backupMeta() {
        ClusterInventory inventory = inventory();
        return BackupMetaWriter.write(content(inventory), KubernetesSection.of(inventory.documents()));
    }
}
