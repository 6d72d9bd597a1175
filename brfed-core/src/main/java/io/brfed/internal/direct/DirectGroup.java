package io.brfed.internal.direct;

import io.brfed.api.ClusterName;
import io.brfed.internal.direct.pause.Reach;
import io.brfed.plane.DataPlane;
import io.brfed.spi.BackupStorage;
import io.brfed.spi.ClusterAccess;
import io.brfed.spi.SnapshotProvider;
import java.time.Duration;
import java.util.IdentityHashMap;

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

    /** A group of planes. */
    public DirectGroup(Reach reach, DirectSettings settings) {
        this.reach = reach;
        this.settings = settings;
        this.turns = new Turns(reach.scheduler(), DOCUMENTS_AT_ONCE);
        this.pdView = new Recent<>(reach.scheduler(), PD_VIEW);
    }

    /** The plane of one Kubernetes cluster. */
    public DataPlane plane(
            ClusterName cluster, ClusterAccess access, SnapshotProvider snapshots, BackupStorage storage) {
        return new DirectPlane(
                new Ground(cluster, access, joint(snapshots), storage, reach, settings, board, turns, names, pdView));
    }

    /** Members that were given the same provider ask it together. */
    private SnapshotProvider joint(SnapshotProvider snapshots) {
        synchronized (joint) {
            return joint.computeIfAbsent(snapshots, provider -> new JointQuestions(provider, reach.scheduler()));
        }
    }
}
