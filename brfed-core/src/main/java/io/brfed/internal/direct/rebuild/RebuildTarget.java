package io.brfed.internal.direct.rebuild;

import io.brfed.api.OperationId;
import io.brfed.api.OperationName;
import io.brfed.plane.Placement;
import java.util.Map;
import java.util.Objects;

/**
 * What volumes are restored into. Immutable.
 *
 * @param placement the member and its TidbCluster
 * @param zones the zone that replaces each zone of the backup; one that is not named stays
 * @param id the restore
 * @param name the restore's name
 */
public record RebuildTarget(Placement placement, Map<String, String> zones, OperationId id, OperationName name) {
    /** Checks that no part is missing and copies the map. */
    public RebuildTarget {
        Objects.requireNonNull(placement, "placement");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
        zones = Map.copyOf(zones);
    }

    String zone(String source) {
        return zones.getOrDefault(source, source);
    }

    /** The name that TiDB Operator v1 gives the pod of a number. */
    String pod(int ordinal) {
        return placement.tidbCluster().name() + "-tikv-" + ordinal;
    }
}
