package io.brfed.internal.direct;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.TidbClusterRef;
import io.brfed.internal.loop.Calls;
import io.brfed.spi.ClusterInventory;
import io.brfed.spi.PdIdentity;
import io.brfed.spi.PdStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Reads everything that the snapshots of one member need, before the pause. */
final class Discovery {
    private final Ground ground;
    private final Calls calls;

    Discovery(Ground ground) {
        this.ground = ground;
        this.calls = ground.calls();
    }

    /**
     * What was read.
     *
     * @param plan the member's volumes and where they are
     * @param pd what PD said
     */
    record Found(SnapshotPlan plan, PdView pd) {
        /** The same without the stores of other Kubernetes clusters, which only the check needs. */
        Found withoutPeers() {
            ClusterInventory whole = plan.inventory();
            ClusterInventory own = new ClusterInventory(
                    whole.operator(),
                    whole.stores(),
                    Map.of(),
                    whole.replicas(),
                    whole.documents(),
                    whole.clusterId(),
                    whole.findings());
            return new Found(new SnapshotPlan(own, plan.places()), pd);
        }
    }

    /**
     * What PD says of the whole TiDB cluster.
     *
     * @param identity PD's identity
     * @param allTikv how many TiKV stores there are
     */
    record PdView(PdIdentity identity, int allTikv) {}

    /** Everything, or it fails. */
    CompletionStage<Found> all(TidbClusterRef tidbCluster) {
        CompletionStage<PdView> pd = ground.pdView().or(this::pd);
        return plan(tidbCluster).thenCombine(pd, Found::new);
    }

    /** The Kubernetes cluster's part. */
    CompletionStage<SnapshotPlan> plan(TidbClusterRef tidbCluster) {
        Duration limit = ground.settings().call();
        return calls.read(
                        "reading " + tidbCluster + " in " + ground.cluster(),
                        limit,
                        () -> ground.access().discover(tidbCluster, limit))
                .thenCompose(this::locate);
    }

    private CompletionStage<SnapshotPlan> locate(ClusterInventory inventory) {
        Duration limit = ground.settings().call();
        return calls.read(
                        "locating the volumes of " + ground.cluster(),
                        limit,
                        () -> ground.snapshots().locate(SnapshotPlan.volumes(inventory), limit))
                .thenApply(places -> new SnapshotPlan(inventory, places));
    }

    private CompletionStage<PdView> pd() {
        return identity().thenCombine(stores(), (identity, stores) -> {
            long tikv = stores.stream().filter(store -> !store.isTiflash()).count();
            return new PdView(identity, Math.toIntExact(tikv));
        });
    }

    private CompletionStage<PdIdentity> identity() {
        Duration limit = ground.settings().call();
        return calls.read(
                "reading the identity of PD", limit, () -> ground.reach().pd().identity(limit));
    }

    private CompletionStage<List<PdStore>> stores() {
        Duration limit = ground.settings().call();
        return calls.read(
                "reading the stores of PD", limit, () -> ground.reach().pd().stores(limit));
    }

    /** Refuses a plan that could not be carried out. */
    static SnapshotPlan usable(SnapshotPlan plan) {
        List<String> faults = plan.findings().stream()
                .filter(finding -> finding.severity() == io.brfed.api.Finding.Severity.FAULT)
                .map(Object::toString)
                .toList();
        if (!faults.isEmpty()) {
            throw new ProviderException(Fault.REFUSED, String.join("; ", faults));
        }
        return plan;
    }
}
