package io.brfed.tikv.internal;

import com.google.protobuf.ByteString;
import io.brfed.api.StoreId;
import io.brfed.spi.Key;
import io.brfed.spi.RegionRoute;
import io.brfed.spi.RegionRoute.Peer;
import io.brfed.spi.RegionRoute.RegionAt;
import io.brfed.spi.RegionRoute.Role;
import io.brfed.tikv.internal.wire.metapb.Region;
import io.brfed.tikv.internal.wire.metapb.RegionEpoch;
import java.util.Optional;

/** Regions as messages and as values. */
final class Regions {
    private Regions() {}

    static RegionRoute route(io.brfed.tikv.internal.wire.pdpb.Region region) {
        // PD names a peer without id where it knows no leader.
        boolean led = region.getLeader().getId() != 0;
        return new RegionRoute(
                at(region.getRegion()),
                led ? Optional.of(new StoreId(region.getLeader().getStoreId())) : Optional.empty(),
                region.getRegion().getPeersList().stream().map(Regions::peer).toList());
    }

    static RegionAt at(Region region) {
        return new RegionAt(
                region.getId(),
                Key.of(region.getStartKey().toByteArray()),
                Key.of(region.getEndKey().toByteArray()),
                region.getRegionEpoch().getConfVer(),
                region.getRegionEpoch().getVersion());
    }

    static Region message(RegionAt region) {
        return Region.newBuilder()
                .setId(region.id())
                .setStartKey(ByteString.copyFrom(region.start().bytes()))
                .setEndKey(ByteString.copyFrom(region.end().bytes()))
                .setRegionEpoch(RegionEpoch.newBuilder()
                        .setConfVer(region.confVersion())
                        .setVersion(region.version()))
                .build();
    }

    private static Peer peer(io.brfed.tikv.internal.wire.metapb.Peer peer) {
        return new Peer(peer.getId(), new StoreId(peer.getStoreId()), role(peer));
    }

    private static Role role(io.brfed.tikv.internal.wire.metapb.Peer peer) {
        if (peer.getIsWitness()) {
            return Role.WITNESS;
        }
        return switch (peer.getRole()) {
            case Learner -> Role.LEARNER;
            case IncomingVoter -> Role.INCOMING_VOTER;
            case DemotingVoter -> Role.DEMOTING_VOTER;
            case Voter, UNRECOGNIZED -> Role.VOTER;
        };
    }
}
