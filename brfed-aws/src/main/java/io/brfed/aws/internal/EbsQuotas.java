package io.brfed.aws.internal;

import io.brfed.api.Finding;
import io.brfed.spi.InstanceSnapshots;
import java.util.List;
import java.util.Optional;

/**
 * How many snapshots an account may have in one region. Immutable.
 *
 * @param pending how many that are not complete
 * @param all how many in all
 */
public record EbsQuotas(int pending, int all) {
    /** A fault if what is wanted does not fit beside the pending snapshots that there are. */
    Optional<Finding> pendingBeside(int there, List<InstanceSnapshots> wanted) {
        return new Room("pending snapshots", there, pending)
                .lacks(wanted, "wait until snapshots have completed, or raise the setting if your quota is higher");
    }

    /** A fault if what is wanted does not fit beside all snapshots that there are. */
    Optional<Finding> allBeside(int there, List<InstanceSnapshots> wanted) {
        return new Room("snapshots", there, all)
                .lacks(
                        wanted,
                        "delete old backups, or have the quota 'Snapshots per Region' raised and set snapshotsPerRegion to"
                                + " it");
    }

    /** How many snapshots there may be so that what is wanted still fits. */
    int most(List<InstanceSnapshots> wanted) {
        return all - demand(wanted);
    }

    private static int demand(List<InstanceSnapshots> wanted) {
        return wanted.stream().mapToInt(request -> request.volumes().size()).sum();
    }

    private record Room(String what, int there, int quota) {
        Optional<Finding> lacks(List<InstanceSnapshots> wanted, String advice) {
            int demand = demand(wanted);
            if (there + demand <= quota) {
                return Optional.empty();
            }
            int room = Math.max(0, quota - there);
            int each = wanted.stream()
                    .mapToInt(request -> request.volumes().size())
                    .max()
                    .orElse(1);
            return Optional.of(Finding.fault(
                    what,
                    there + " + " + demand,
                    "more than the account's quota of " + quota + " in this region; there is room for " + room
                            + ", that is " + room / each + " stores with " + each + " volumes each",
                    advice));
        }
    }
}
