package io.brfed.testkit.tidb;

import java.util.ArrayList;
import java.util.List;

/** The gaps of all parts of the pause in some time. */
final class Gaps {
    private final ClusterState world;
    private final long from;
    private final long to;

    Gaps(ClusterState world, long from, long to) {
        this.world = world;
        this.from = from;
        this.to = to;
    }

    List<Gap> all() {
        List<Gap> gaps = new ArrayList<>();
        collect(gaps, new PausePart.Schedulers(), world.pauses.schedulers());
        collect(gaps, new PausePart.Gc(), world.pauses.gc());
        for (int i = 0; i < world.nodeCount; i++) {
            collect(gaps, new PausePart.Lease(world.nodes[i].id), world.pauses.lease(i));
            collect(gaps, new PausePart.Restart(world.nodes[i].id), world.pauses.running(i));
        }
        return List.copyOf(gaps);
    }

    boolean none() {
        boolean held = world.pauses.schedulers().heldThroughout(from, to)
                && world.pauses.gc().heldThroughout(from, to);
        for (int i = 0; i < world.nodeCount && held; i++) {
            held = world.pauses.lease(i).heldThroughout(from, to)
                    && world.pauses.running(i).heldThroughout(from, to);
        }
        return held;
    }

    private void collect(List<Gap> gaps, PausePart part, PauseLog.Spells spells) {
        spells.gaps(
                from,
                to,
                (begin, end, reason) -> gaps.add(new Gap(part, Touch.duration(begin), Touch.duration(end), reason)));
    }
}
