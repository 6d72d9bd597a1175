package io.brfed.tikv.testserver;

import com.google.protobuf.ByteString;
import io.brfed.spi.Key;
import io.brfed.tikv.internal.KeyCoding;
import io.brfed.tikv.internal.wire.errorpb.Error;
import io.brfed.tikv.internal.wire.metapb.Peer;
import io.brfed.tikv.internal.wire.metapb.PeerRole;
import io.brfed.tikv.internal.wire.metapb.Region;
import io.brfed.tikv.internal.wire.recoverdata.RegionMeta;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** One region whose stores came up from volumes. Guarded by whoever has it. */
final class RecoveringRegion {
    private static final long TERM = 6;
    private static final long LAST_INDEX = 50;
    private static final long BEHIND = 9;

    /** What stores answer next to calls of the flashback, whatever is asked. */
    final Deque<Error> answers = new ArrayDeque<>();

    private final Map<Long, Log> logs = new HashMap<>();
    private Region region;
    private long leader;
    private long preparedFor;
    private int timesTakenBack;

    /**
     * What a peer knows.
     *
     * @param term the term that it has seen
     * @param last its last entry
     * @param tombstone whether it was removed
     */
    private record Log(long term, long last, boolean tombstone) {}

    RecoveringRegion(Region region) {
        this.region = region;
        region.getPeersList().forEach(peer -> logs.put(peer.getStoreId(), new Log(TERM, LAST_INDEX, false)));
    }

    Region region() {
        return region;
    }

    void change(long store, Consumer<Peer.Builder> change) {
        Region.Builder next = region.toBuilder();
        next.getPeersBuilderList().stream()
                .filter(peer -> peer.getStoreId() == store)
                .forEach(change);
        region = next.build();
    }

    void fallBehind(long store) {
        logs.put(store, new Log(TERM + 1, LAST_INDEX - BEHIND, false));
    }

    void bury(long store) {
        logs.put(store, new Log(TERM, LAST_INDEX, true));
    }

    /** The store that leads; 0 if none does. */
    long leader() {
        return leader;
    }

    Optional<PdCluster.Led> led() {
        return peer(leader).map(peer -> new PdCluster.Led(region, peer));
    }

    Optional<Peer> peer(long store) {
        return region.getPeersList().stream()
                .filter(peer -> peer.getStoreId() == store)
                .findFirst();
    }

    private Optional<Log> log(long store) {
        return Optional.ofNullable(logs.get(store)).filter(log -> !log.tombstone());
    }

    /** What a store says of its peer; nothing if that is a tombstone or there is none. */
    Optional<RegionMeta> meta(long store) {
        // The greatest id of all peers, not that of this one.
        long greatest = region.getPeersList().stream()
                .map(Peer::getId)
                .max(Long::compareUnsigned)
                .orElse(0L);
        return log(store)
                .map(log -> RegionMeta.newBuilder()
                        .setRegionId(region.getId())
                        .setPeerId(greatest)
                        .setLastLogTerm(log.term())
                        .setLastIndex(log.last())
                        .setVersion(region.getRegionEpoch().getVersion())
                        .setStartKey(region.getStartKey())
                        .setEndKey(region.getEndKey())
                        .build());
    }

    /** The store's process is another one, which leads nothing. */
    void restarted(long store) {
        leader = leader == store ? 0 : leader;
    }

    /** An ordinary election: a voter wins if a majority of the voters is up and knows no more. */
    void campaign(long candidate, Set<Long> up) {
        Optional<Log> own = log(candidate).filter(log -> isVoter(candidate));
        if (own.isEmpty()) {
            return;
        }
        long voters = region.getPeersList().stream()
                .filter(peer -> isVoter(peer.getStoreId()))
                .count();
        long votes = region.getPeersList().stream()
                .map(Peer::getStoreId)
                .filter(store -> isVoter(store) && up.contains(store))
                .filter(store ->
                        log(store).filter(log -> log.last() <= own.get().last()).isPresent())
                .count();
        leader = votes > voters / 2 ? candidate : 0;
    }

    /** Outside of the recovery mode somebody begins by himself. */
    void elect(Set<Long> up) {
        for (Peer peer : region.getPeersList()) {
            if (leader == 0 && up.contains(peer.getStoreId())) {
                campaign(peer.getStoreId(), up);
            }
        }
    }

    private boolean isVoter(long store) {
        return peer(store)
                .filter(peer -> peer.getRole() == PeerRole.Voter && !peer.getIsWitness())
                .isPresent();
    }

    void prepare(long start) {
        preparedFor = start;
    }

    boolean isPreparedFor(long start) {
        return preparedFor != 0 && preparedFor == start;
    }

    void takenBack() {
        preparedFor = 0;
        timesTakenBack++;
    }

    int timesTakenBack() {
        return timesTakenBack;
    }

    /** The first key of the region, raw. */
    Key start() {
        return raw(region.getStartKey());
    }

    /** The key after its last, raw. */
    Key end() {
        return raw(region.getEndKey());
    }

    private static Key raw(ByteString bound) {
        return bound.isEmpty() ? Key.UNBOUNDED : Key.of(KeyCoding.decode(bound.toByteArray()));
    }
}
