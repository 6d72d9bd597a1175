package io.brfed.spi;

import java.util.Objects;

/**
 * What a store in recovery mode says of one region that has a peer on it. Numbers are unsigned. Immutable.
 *
 * @param regionId the region
 * @param peerId the greatest id of any of the region's peers, not that of the peer on this store
 * @param term the term that the peer has seen last, not that of its last entry
 * @param lastIndex the last entry of the peer's log
 * @param commitIndex the last entry known to be committed; 0 where the store does not say
 * @param version counts changes of the region's range, as far as the peer has applied them; 0 for a peer that has not yet
 *     got any content
 * @param tombstone whether the peer was removed from the region
 * @param start the region's first key
 * @param end the key after its last; unbounded for the last region
 * @since 0.1.0
 */
public record RegionMeta(
        long regionId,
        long peerId,
        long term,
        long lastIndex,
        long commitIndex,
        long version,
        boolean tombstone,
        Key start,
        Key end) {
    /** Checks that the keys are given. */
    public RegionMeta {
        Objects.requireNonNull(start, "start");
        Objects.requireNonNull(end, "end");
    }
}
