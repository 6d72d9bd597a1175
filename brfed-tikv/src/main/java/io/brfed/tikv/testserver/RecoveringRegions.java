package io.brfed.tikv.testserver;

import io.brfed.api.StoreId;
import io.brfed.spi.Key;
import io.brfed.tikv.internal.wire.errorpb.Error;
import io.brfed.tikv.internal.wire.errorpb.MismatchPeerId;
import io.brfed.tikv.internal.wire.errorpb.NotLeader;
import io.brfed.tikv.internal.wire.errorpb.StoreNotMatch;
import io.brfed.tikv.internal.wire.kvrpcpb.Context;
import io.brfed.tikv.internal.wire.metapb.Peer;
import io.brfed.tikv.internal.wire.recoverdata.RegionMeta;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The regions of stores that came up from volumes, and who leads them. Safe for use by several threads. */
final class RecoveringRegions {
    private final Map<Long, RecoveringRegion> regions = new TreeMap<>(Long::compareUnsigned);
    private final Map<Long, List<io.brfed.spi.RegionMeta>> leftovers = new HashMap<>();
    private final Set<Long> up = new HashSet<>();
    private TestContents contents = TestContents.empty();

    synchronized void load(TestVolumes volumes) {
        regions.putAll(volumes.regions);
        volumes.leftovers.forEach((store, metas) -> leftovers.put(store.bits(), List.copyOf(metas)));
        contents = volumes.contents();
    }

    synchronized boolean isLoaded() {
        return !regions.isEmpty();
    }

    synchronized TestContents contents() {
        return contents;
    }

    synchronized void isUp(StoreId store, boolean now) {
        if (now) {
            up.add(store.bits());
        } else {
            up.remove(store.bits());
            regions.values().forEach(region -> region.restarted(store.bits()));
        }
    }

    /** What a store says of itself. */
    synchronized List<RegionMeta> metas(long store) {
        List<RegionMeta> metas = new ArrayList<>();
        regions.values().forEach(region -> region.meta(store).ifPresent(metas::add));
        leftovers.getOrDefault(store, List.of()).forEach(meta -> metas.add(RecoverDataService.message(meta)));
        return metas;
    }

    /** Makes a store begin elections for those of some regions that it does not lead; whether it led all of them before. */
    synchronized boolean campaign(long store, Collection<Long> ids) {
        boolean all = true;
        for (long id : ids) {
            RecoveringRegion region = regions.get(id);
            if (region == null || region.leader() != store) {
                all = false;
                if (region != null) {
                    region.campaign(store, up);
                }
            }
        }
        return all;
    }

    /** Lets every region find a leader, as outside of the recovery mode. */
    synchronized void electAll() {
        regions.values().forEach(region -> region.elect(up));
    }

    /** The regions that are led. */
    synchronized List<PdCluster.Led> led() {
        return regions.values().stream()
                .flatMap(region -> region.led().stream())
                .toList();
    }

    synchronized List<Long> notTakenBack() {
        return regions.values().stream()
                .filter(region -> region.timesTakenBack() == 0)
                .map(region -> region.region().getId())
                .toList();
    }

    synchronized Optional<StoreId> leader(long region) {
        return Optional.ofNullable(regions.get(region))
                .filter(known -> known.leader() != 0)
                .map(known -> new StoreId(known.leader()));
    }

    synchronized void answerNext(long region, Error error) {
        RecoveringRegion known = regions.get(region);
        if (known == null) {
            throw new IllegalArgumentException("there is no region " + region);
        }
        known.answers.add(error);
    }

    /**
     * One call of the flashback.
     *
     * @param store the store that is asked
     * @param context the region that is meant
     * @param from the first key that is meant, raw
     * @param to the key after the last
     */
    record Call(long store, Context context, Key from, Key to) {}

    /** What a call means to a region. */
    interface Work {
        Outcome on(RecoveringRegion region, TestContents contents);
    }

    /**
     * What came of a call.
     *
     * @param regionError the region's answer; empty if it was done, or for the others
     * @param otherError another error; empty if there is none
     * @param panic why the store's process ends; empty if it does not
     */
    record Outcome(Optional<Error> regionError, String otherError, String panic) {
        static final Outcome DONE = new Outcome(Optional.empty(), "", "");

        static Outcome of(Error.Builder error) {
            return new Outcome(Optional.of(error.build()), "", "");
        }

        static Outcome other(String error) {
            return new Outcome(Optional.empty(), error, "");
        }

        static Outcome panic(String why) {
            return new Outcome(Optional.empty(), "", why);
        }
    }

    /** Does something to a region, unless the call is not for it. */
    synchronized Outcome answer(Call call, Work work) {
        Context context = call.context();
        if (context.getPeer().getStoreId() != call.store()) {
            return Outcome.of(error("store not match")
                    .setStoreNotMatch(StoreNotMatch.newBuilder()
                            .setRequestStoreId(context.getPeer().getStoreId())
                            .setActualStoreId(call.store())));
        }
        RecoveringRegion region = regions.get(context.getRegionId());
        Optional<Peer> peer = region == null ? Optional.empty() : region.peer(call.store());
        if (region == null || peer.isEmpty()) {
            Error.Builder error = error("region " + context.getRegionId() + " is missing");
            error.getRegionNotFoundBuilder().setRegionId(context.getRegionId());
            return Outcome.of(error);
        }
        Error planned = region.answers.poll();
        if (planned != null) {
            return new Outcome(Optional.of(planned), "", "");
        }
        return misplaced(call, region, peer.get()).map(Outcome::of).orElseGet(() -> work.on(region, contents));
    }

    private static Optional<Error.Builder> misplaced(Call call, RecoveringRegion region, Peer peer) {
        Context context = call.context();
        if (region.leader() != call.store()) {
            NotLeader.Builder elsewhere = NotLeader.newBuilder().setRegionId(context.getRegionId());
            region.led().ifPresent(led -> elsewhere.setLeader(led.leader()));
            return Optional.of(error("peer is not leader for region " + context.getRegionId())
                    .setNotLeader(elsewhere));
        }
        if (peer.getId() != context.getPeer().getId()) {
            return Optional.of(error("mismatch peer id")
                    .setMismatchPeerId(MismatchPeerId.newBuilder()
                            .setRequestPeerId(context.getPeer().getId())
                            .setStorePeerId(peer.getId())));
        }
        Error.Builder error = error("epoch not match");
        if (!region.region().getRegionEpoch().equals(context.getRegionEpoch())) {
            error.getEpochNotMatchBuilder().addCurrentRegions(region.region());
            return Optional.of(error);
        }
        if (!isWithin(call, region)) {
            error.setMessage("key not in region")
                    .getKeyNotInRegionBuilder()
                    .setRegionId(context.getRegionId())
                    .setStartKey(region.region().getStartKey())
                    .setEndKey(region.region().getEndKey());
            return Optional.of(error);
        }
        return Optional.empty();
    }

    private static boolean isWithin(Call call, RecoveringRegion region) {
        boolean begins = call.from().compareTo(region.start()) >= 0;
        boolean ends = region.end().isUnbounded()
                || (!call.to().isUnbounded() && call.to().compareTo(region.end()) <= 0);
        return begins && ends;
    }

    static Error.Builder error(String message) {
        return Error.newBuilder().setMessage(message);
    }
}
