package io.brfed.plane;

import io.brfed.api.Finding;
import io.brfed.api.StoreId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a data plane found about a request before anything was changed. Immutable.
 *
 * @param findings every fault and notice
 * @param topology what it knows of the TiKV stores; empty if it cannot read them, which a notice says
 * @param joint what can only be checked for all members together
 * @since 0.1.0
 */
public record Readiness(List<Finding> findings, Optional<Topology> topology, List<JointCheck> joint) {
    /** Copies the lists. */
    public Readiness {
        findings = List.copyOf(findings);
        Objects.requireNonNull(topology, "topology");
        joint = List.copyOf(joint);
    }

    /** Findings of one member alone. */
    public Readiness(List<Finding> findings, Optional<Topology> topology) {
        this(findings, topology, List.of());
    }

    /**
     * The TiKV stores that one member knows of, TiFlash and tombstones left out.
     *
     * @param own the stores that run in this member cluster, each with a name for people
     * @param peers the stores of the same TiDB cluster that run elsewhere, each with a name for people
     * @since 0.1.0
     */
    public record Topology(Map<StoreId, String> own, Map<StoreId, String> peers) {
        /** Copies the maps. */
        public Topology {
            own = Map.copyOf(own);
            peers = Map.copyOf(peers);
        }

        /** Own stores only. */
        public List<StoreId> ownIds() {
            return own.keySet().stream().sorted().toList();
        }
    }
}
