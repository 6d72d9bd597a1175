package io.brfed.testkit.direct;

import io.brfed.api.StoreId;
import io.brfed.api.Tso;
import io.brfed.spi.Key;
import io.brfed.spi.RegionMeta;
import io.brfed.spi.RegionRoute;
import io.brfed.spi.RegionRoute.Peer;
import io.brfed.spi.RegionRoute.RegionAt;
import io.brfed.spi.RegionRoute.Role;
import io.brfed.spi.StoreRecovery.Times;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One region of a {@link FakeRecoveringTidb}. Mutable; guarded by its cluster. */
final class RecoveringRegion {
    static final int TERM = 6;

    final long id;
    Key start;
    Key end;
    long version = 2;
    final Map<StoreId, Replica> replicas = new TreeMap<>();
    Optional<StoreId> leader = Optional.empty();

    @Nullable
    Times prepared;

    @Nullable
    Times takenBack;

    Tso newestCommit = new Tso(0);
    int flashbacks;

    /**
     * A peer.
     *
     * @param id its id
     * @param role what it may do
     * @param term the term it has seen
     * @param last its last entry
     */
    record Replica(long id, Role role, long term, long last) {}

    RecoveringRegion(long id, Key start, Key end) {
        this.id = id;
        this.start = start;
        this.end = end;
    }

    RegionAt at() {
        return new RegionAt(id, start, end, 1, version);
    }

    RegionRoute route() {
        List<Peer> peers = new ArrayList<>();
        replicas.forEach((store, replica) -> peers.add(new Peer(replica.id(), store, replica.role())));
        return new RegionRoute(at(), leader, peers);
    }

    RegionMeta meta(StoreId store) {
        Replica replica = replica(store);
        long greatest = replicas.values().stream().mapToLong(Replica::id).max().orElse(0);
        return new RegionMeta(id, greatest, replica.term(), replica.last(), 0, version, false, start, end);
    }

    private Replica replica(StoreId store) {
        Replica replica = replicas.get(store);
        if (replica == null) {
            throw new IllegalArgumentException("region " + id + " has no peer on store " + store);
        }
        return replica;
    }

    /** An ordinary election: whoever asks deposes the leader, and wins if a majority of the voters knows no more. */
    void campaign(StoreId store) {
        Replica candidate = replica(store);
        if (candidate.role() != Role.VOTER) {
            return;
        }
        long voters = replicas.values().stream()
                .filter(replica -> replica.role() == Role.VOTER)
                .count();
        long votes = replicas.values().stream()
                .filter(replica -> replica.role() == Role.VOTER && replica.last() <= candidate.last())
                .count();
        leader = votes > voters / 2 ? Optional.of(store) : Optional.empty();
    }
}
