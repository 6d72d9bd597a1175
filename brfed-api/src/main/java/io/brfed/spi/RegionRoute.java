package io.brfed.spi;

import io.brfed.api.StoreId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One region and where it is. Immutable.
 *
 * @param region the region at one epoch
 * @param leader the store of its leader, if there is one known
 * @param peers all its peers; empty where the source does not say
 * @since 0.1.0
 */
public record RegionRoute(RegionAt region, Optional<StoreId> leader, List<Peer> peers) {
    /** Checks that no part is missing and copies the list. */
    public RegionRoute {
        Objects.requireNonNull(region, "region");
        Objects.requireNonNull(leader, "leader");
        peers = List.copyOf(peers);
    }

    /**
     * A region as it is between two changes of its peers or range.
     *
     * @param id its id; unsigned
     * @param start its first key
     * @param end the key after its last; unbounded for the last region
     * @param confVersion counts changes of its peers; unsigned
     * @param version counts changes of its range; unsigned
     * @since 0.1.0
     */
    public record RegionAt(long id, Key start, Key end, long confVersion, long version) {
        /** Checks that the keys are given. */
        public RegionAt {
            Objects.requireNonNull(start, "start");
            Objects.requireNonNull(end, "end");
        }

        /** Whether both are the same region at the same epoch. */
        public boolean sameEpochAs(RegionAt other) {
            return id == other.id && confVersion == other.confVersion && version == other.version;
        }
    }

    /**
     * One peer of a region.
     *
     * @param id its id; unsigned
     * @param store the store it is on
     * @param role what it may do
     * @since 0.1.0
     */
    public record Peer(long id, StoreId store, Role role) {
        /** Checks that no part is missing. */
        public Peer {
            Objects.requireNonNull(store, "store");
            Objects.requireNonNull(role, "role");
        }
    }

    /**
     * What a peer may do.
     *
     * @since 0.1.0
     */
    public enum Role {
        /** It votes. */
        VOTER,
        /** It follows. */
        LEARNER,
        /** It is becoming a voter. */
        INCOMING_VOTER,
        /** It is ceasing to be a voter. */
        DEMOTING_VOTER,
        /** It votes without having content. */
        WITNESS
    }
}
