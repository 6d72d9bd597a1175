package io.brfed.internal.direct.rebuild;

import io.brfed.api.SnapshotId;
import io.brfed.api.StoreId;
import io.brfed.api.VolumeId;
import io.brfed.spi.BoundVolume;
import java.util.Objects;
import java.util.Optional;

/**
 * One volume that is to be made from a snapshot, with the objects for it. All names are known before the volume is. Immutable.
 */
public final class RebuiltVolume {
    private final SourceVolume source;
    private final int ordinal;
    private final RebuildTarget target;

    RebuiltVolume(SourceVolume source, int ordinal, RebuildTarget target) {
        this.source = source;
        this.ordinal = ordinal;
        this.target = target;
    }

    /** The store it belongs to; empty if the original did not know it. */
    public Optional<StoreId> store() {
        return source.store();
    }

    /** The TiKV setting that names its directory; empty if not known. */
    public String role() {
        return source.role();
    }

    /** The volume that was backed up. */
    public VolumeId source() {
        return source.id();
    }

    /** What it is made from. */
    public SnapshotId snapshot() {
        return source.snapshot();
    }

    /** The zone it has to be in. */
    public String zone() {
        return target.zone(source.zone());
    }

    /** The number of the pod that uses it, from 0. */
    public int ordinal() {
        return ordinal;
    }

    /** The namespace of the claim. */
    public String namespace() {
        return target.placement().tidbCluster().namespace();
    }

    /** The name of the volume in its pod, {@code tikv} for the data volume. */
    public String volume() {
        return source.name().volume();
    }

    /** The name of the pod that uses it. */
    public String pod() {
        return target.pod(ordinal);
    }

    /** The name of the claim, by which the StatefulSet finds it. */
    public String claim() {
        return source.name().volume() + "-" + target.pod(ordinal);
    }

    /** The name of the persistent volume: the same for the same restore, and for no other. */
    public String persistentVolume() {
        return VolumeObjects.nameFor(target, source.id());
    }

    /** The objects, once the volume exists. */
    public BoundVolume objects(VolumeId restored) {
        return VolumeObjects.of(this, source, target, Objects.requireNonNull(restored, "restored"));
    }

    @Override
    public String toString() {
        return claim() + " from " + snapshot() + " of " + source();
    }
}
