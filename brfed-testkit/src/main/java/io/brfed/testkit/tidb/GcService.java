package io.brfed.testkit.tidb;

import java.util.ArrayList;
import java.util.List;

/** PD's service GC safe points, and TiDB's worker that moves garbage collection on. */
final class GcService {
    private final ClusterState world;
    private final List<Hold> holds = new ArrayList<>();
    private long worker;
    private long safePoint;

    GcService(ClusterState world) {
        this.world = world;
        this.worker = world.tso.at(world.now - world.settings.gcLifetime());
        this.safePoint = worker;
    }

    long safePoint() {
        return safePoint;
    }

    /** The least safe point of all services, TiDB's worker included. */
    long minimum() {
        long least = worker;
        for (int i = 0; i < holds.size(); i++) {
            if (holds.get(i).until > world.now) {
                least = Math.min(least, holds.get(i).safePoint);
            }
        }
        return least;
    }

    /** TiDB looks: old versions go, but none that a transaction or a hold needs. */
    void advance() {
        long wanted = world.tso.at(world.now - world.settings.gcLifetime());
        worker = Math.max(worker, Math.min(wanted, world.transactions.oldestStart(Long.MAX_VALUE) - 1));
        safePoint = Math.max(safePoint, minimum());
    }

    /** Stores or renews a hold, as PD up to 8.5 does: only if it is not below everybody's minimum. */
    boolean hold(String id, long ts, long until) {
        if (until <= world.now) {
            release(id);
            return true;
        }
        if (ts < minimum()) {
            return false;
        }
        Hold hold = find(id);
        hold.safePoint = ts;
        hold.until = until;
        world.pauses.gcHeld(world.now, latestEnd());
        return true;
    }

    void release(String id) {
        if (holds.removeIf(hold -> hold.id.equals(id))) {
            world.pauses.gcReleased(world.now, latestEnd());
        }
    }

    int held() {
        int held = 0;
        for (int i = 0; i < holds.size(); i++) {
            held += holds.get(i).until > world.now ? 1 : 0;
        }
        return held;
    }

    private Hold find(String id) {
        for (int i = 0; i < holds.size(); i++) {
            if (holds.get(i).id.equals(id)) {
                return holds.get(i);
            }
        }
        Hold hold = new Hold(id);
        holds.add(hold);
        return hold;
    }

    private long latestEnd() {
        long latest = Long.MIN_VALUE;
        for (int i = 0; i < holds.size(); i++) {
            latest = Math.max(latest, holds.get(i).until);
        }
        return latest;
    }

    private static final class Hold {
        private final String id;
        private long safePoint;
        private long until;

        Hold(String id) {
            this.id = id;
        }
    }
}
