package io.brfed.internal.direct;

import io.brfed.api.ClusterName;
import io.brfed.internal.direct.pause.Reach;
import io.brfed.plane.DataPlane;
import io.brfed.spi.BackupStorage;
import io.brfed.spi.ClusterAccess;
import io.brfed.spi.SnapshotProvider;
import io.brfed.spi.VolumeProvider;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.Optional;

/** The direct planes of one TiDB cluster: they share PD, the stores, and where the ends of pauses are told. */
public final class DirectGroup {
    /** Long enough for members that begin one after another; what must not change is asked again inside the pause. */
    private static final Duration PD_VIEW = Duration.ofSeconds(10);

    /** The documents of a hundred Kubernetes clusters at once are more memory than a process should need. */
    private static final int DOCUMENTS_AT_ONCE = 4;

    private final Reach reach;
    private final DirectSettings settings;
    private final PauseBoard board = new PauseBoard();
    private final Turns turns;
    private final PeerNames names = new PeerNames();
    private final Recent<Discovery.PdView> pdView;
    private final IdentityHashMap<SnapshotProvider, SnapshotProvider> joint = new IdentityHashMap<>();
    private final IdentityHashMap<VolumeProvider, VolumeProvider> jointVolumes = new IdentityHashMap<>();
    private final Optional<RestoreGroup> restores;

    /**
     * A group of planes.
     *
     * @param restores what they restore with; empty if they only take backups
     */
    public DirectGroup(Reach reach, DirectSettings settings, Optional<RestoreGroup> restores) {
        this.reach = reach;
        this.settings = settings;
        this.restores = restores;
        this.turns = new Turns(reach.scheduler(), DOCUMENTS_AT_ONCE);
        this.pdView = new Recent<>(reach.scheduler(), PD_VIEW);
    }

    /** The plane of one Kubernetes cluster. */
    public DataPlane plane(
            ClusterName cluster, ClusterAccess access, SnapshotProvider snapshots, BackupStorage storage) {
        return new DirectPlane(new Ground(
                cluster,
                access,
                joint(snapshots),
                storage,
                reach,
                settings,
                board,
                turns,
                names,
                pdView,
                Optional.empty()));
    }

    /**
     * The same plane, which also restores.
     *
     * @param plane one of this group
     */
    public DataPlane restoring(DataPlane plane, RestoreMeans means) {
        RestoreGroup group = restores.orElseThrow(() -> new IllegalStateException(
                "these planes were not told how PD and the data are recovered: call DirectPlanes.Builder.restoring"));
        if (!(plane instanceof DirectPlane direct)) {
            throw new IllegalArgumentException(plane + " is no direct plane");
        }
        return direct.restoring(new Restoring(means.with(joint(means.volumes())), group));
    }

    private VolumeProvider joint(VolumeProvider volumes) {
        synchronized (jointVolumes) {
            return jointVolumes.computeIfAbsent(volumes, provider -> new JointVolumes(provider, reach.scheduler()));
        }
    }

    /** Members that were given the same provider ask it together. */
    private SnapshotProvider joint(SnapshotProvider snapshots) {
        synchronized (joint) {
            return joint.computeIfAbsent(snapshots, provider -> new JointQuestions(provider, reach.scheduler()));
        }
    }
}
