package io.brfed.internal.direct.pause;

import io.brfed.api.StoreId;
import io.brfed.spi.Key;
import io.brfed.spi.RegionRoute.RegionAt;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which regions have applied what was in their logs, and where their leaders were. Pure bookkeeping; the
 * algorithm is that of BR's preparation of snapshots, made stricter: both ends of the key space are looked at.
 */
final class Applied {
    private final Map<Long, Answer> answers = new HashMap<>();

    /** A store's word for one region. */
    record Answer(RegionAt region, StoreId store) {}

    void add(RegionAt region, StoreId store) {
        answers.put(region.id(), new Answer(region, store));
    }

    int count() {
        return answers.size();
    }

    /**
     * Compares what was answered with what the leaders say afterwards.
     *
     * @param leaders every region that any store leads, with that store
     * @return the regions to ask again; empty if each leader is the one that answered, at the same epoch
     */
    List<Answer> differing(Collection<Answer> leaders) {
        return leaders.stream().filter(leader -> !answered(leader)).toList();
    }

    private boolean answered(Answer leader) {
        Answer answer = answers.get(leader.region().id());
        return answer != null
                && answer.store().equals(leader.store())
                && answer.region().sameEpochAs(leader.region());
    }

    /** A place in the key space that no leader covers, or that two do; empty if all of it is covered once. */
    static Optional<String> hole(Collection<Answer> leaders) {
        TreeMap<Key, RegionAt> byStart = new TreeMap<>();
        for (Answer leader : leaders) {
            RegionAt other = byStart.put(leader.region().start(), leader.region());
            if (other != null) {
                return Optional.of("regions " + Long.toUnsignedString(other.id()) + " and "
                        + Long.toUnsignedString(leader.region().id()) + " begin at the same key");
            }
        }
        Key reached = Key.UNBOUNDED;
        boolean open = true;
        for (RegionAt region : byStart.values()) {
            if (!open || !region.start().equals(reached)) {
                return Optional.of("no region, or more than one, between " + reached + " and " + region.start());
            }
            reached = region.end();
            open = !region.end().isUnbounded();
        }
        return open ? Optional.of("no region from " + reached + " on") : Optional.empty();
    }
}
