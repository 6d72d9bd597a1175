package io.brfed.tikv.testserver;

import com.google.protobuf.ByteString;
import io.brfed.tikv.internal.KeyCoding;
import io.brfed.tikv.internal.wire.errorpb.Error;
import io.brfed.tikv.internal.wire.metapb.Peer;
import io.brfed.tikv.internal.wire.metapb.Region;
import io.brfed.tikv.internal.wire.metapb.RegionEpoch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The regions as the stores have them, which PD learns by heartbeats. Safe for use by several threads. */
final class RegionLayout {
    private static final int MOST_PEERS = 3;

    private final List<PdCluster.Led> regions = new ArrayList<>();
    private final Set<Long> pending = new HashSet<>();
    private final Set<Long> failing = new HashSet<>();
    private final Set<Long> silent = new HashSet<>();

    /** Divides all keys evenly; leaders are dealt out in turn. */
    synchronized void divide(List<Long> stores, List<Long> ids) {
        for (int i = 0; i < ids.size(); i++) {
            Region.Builder region = Region.newBuilder()
                    .setId(ids.get(i))
                    .setStartKey(boundary(i, ids.size()))
                    .setEndKey(i + 1 == ids.size() ? ByteString.EMPTY : boundary(i + 1, ids.size()))
                    .setRegionEpoch(RegionEpoch.newBuilder().setConfVer(1).setVersion(ids.size()));
            for (int j = 0; j < Math.min(MOST_PEERS, stores.size()); j++) {
                long store = stores.get((i + j) % stores.size());
                region.addPeers(
                        Peer.newBuilder().setId(ids.get(i) * MOST_PEERS + j).setStoreId(store));
            }
            regions.add(new PdCluster.Led(region.build(), region.getPeers(0)));
        }
    }

    private static ByteString boundary(int index, int of) {
        if (index == 0) {
            return ByteString.EMPTY;
        }
        int value = (int) ((long) index * 0x10000 / of);
        return ByteString.copyFrom(KeyCoding.encode(new byte[] {(byte) (value >> 8), (byte) value}));
    }

    /** What a cluster has that came back from volumes. */
    synchronized void replaceAll(List<PdCluster.Led> led) {
        regions.clear();
        regions.addAll(led);
    }

    synchronized List<PdCluster.Led> all() {
        return List.copyOf(regions);
    }

    synchronized List<PdCluster.Led> ledBy(long store) {
        return regions.stream()
                .filter(led -> led.leader().getStoreId() == store)
                .toList();
    }

    synchronized boolean isPending(long region) {
        return pending.contains(region);
    }

    synchronized void pending(long region, boolean value) {
        mark(pending, region, value);
    }

    synchronized void failing(long region, boolean value) {
        mark(failing, region, value);
    }

    synchronized void silent(long region, boolean value) {
        mark(silent, region, value);
    }

    private static void mark(Set<Long> marked, long region, boolean value) {
        if (value) {
            marked.add(region);
        } else {
            marked.remove(region);
        }
    }

    synchronized void changeEpoch(long region) {
        replace(region, led -> {
            RegionEpoch epoch = led.region().getRegionEpoch();
            Region next = led.region().toBuilder()
                    .setRegionEpoch(epoch.toBuilder().setConfVer(epoch.getConfVer() + 1))
                    .build();
            return new PdCluster.Led(next, led.leader());
        });
    }

    synchronized void moveLeader(long region) {
        replace(region, led -> {
            int at = led.region().getPeersList().indexOf(led.leader());
            return new PdCluster.Led(
                    led.region(), led.region().getPeers((at + 1) % led.region().getPeersCount()));
        });
    }

    private void replace(long region, UnaryOperator<PdCluster.Led> change) {
        regions.replaceAll(led -> led.region().getId() == region ? change.apply(led) : led);
    }

    /** What a store answers when asked whether a region has applied everything; empty if it says nothing yet. */
    synchronized Optional<Error> applied(long store, Region asked) {
        if (silent.contains(asked.getId())) {
            return Optional.empty();
        }
        Optional<Region> here = regions.stream()
                .map(PdCluster.Led::region)
                .filter(region -> region.getId() == asked.getId())
                .filter(region -> region.getPeersList().stream().anyMatch(peer -> peer.getStoreId() == store))
                .findFirst();
        Error.Builder error = Error.newBuilder();
        if (here.isEmpty()) {
            error.setMessage("region " + asked.getId() + " not found").getRegionNotFoundBuilder();
        } else if (!here.get().getRegionEpoch().equals(asked.getRegionEpoch())) {
            error.setMessage("epoch not match").getEpochNotMatchBuilder().addCurrentRegions(here.get());
        } else if (failing.contains(asked.getId())) {
            error.setMessage("wait apply has been aborted, perhaps epoch not match or leadership changed")
                    .getStaleCommandBuilder();
        }
        return Optional.of(error.build());
    }
}
