package io.brfed.testkit.tidb;

import io.brfed.api.StoreId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A region as PD knows it. Immutable.
 *
 * @param id its id
 * @param firstAccount the first account in it
 * @param endAccount the first account after it
 * @param confVer how often its peers have changed
 * @param version how often its range has changed
 * @param leader the store of the leader, if it has one
 * @param voters the stores of its voters, by id
 * @param learners the stores of its learners, by id
 * @since 0.1.0
 */
public record RegionView(
        long id,
        int firstAccount,
        int endAccount,
        int confVer,
        int version,
        Optional<StoreId> leader,
        List<StoreId> voters,
        List<StoreId> learners) {
    /** Copies the lists. */
    public RegionView {
        Objects.requireNonNull(leader, "leader");
        voters = List.copyOf(voters);
        learners = List.copyOf(learners);
    }

    static RegionView of(ClusterState world, Region region) {
        Optional<StoreId> leader = Optional.ofNullable(region.leader).map(peer -> world.nodes[peer.node].id);
        return new RegionView(
                region.id(),
                region.start,
                region.end,
                region.confVer,
                region.version,
                leader,
                stores(world, region.voters),
                stores(world, region.learners));
    }

    private static List<StoreId> stores(ClusterState world, long nodes) {
        StoreId[] ids = new StoreId[Long.bitCount(nodes)];
        int count = 0;
        for (int i = 0; i < world.nodeCount; i++) {
            if (Replication.contains(nodes, i)) {
                ids[count++] = world.nodes[i].id;
            }
        }
        return List.of(ids);
    }
}
