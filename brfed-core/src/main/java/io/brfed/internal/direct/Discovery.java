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
import java.util.concurrent.CompletableFuture;
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
     * @param identity PD's identity
     * @param stores all stores of the TiDB cluster, TiFlash included
     */
    record Found(SnapshotPlan plan, PdIdentity identity, List<PdStore> stores) {
        Found {
            stores = List.copyOf(stores);
        }

        /** The same without the stores of other Kubernetes clusters, which only the check needs. */
        Found withoutPeers() {
            ClusterInventory whole = plan.inventory();
            ClusterInventory own = new ClusterInventory(
                    whole.operator(), whole.stores(), Map.of(), whole.replicas(), whole.documents(), whole.findings());
            return new Found(new SnapshotPlan(own, plan.places()), identity, stores);
        }

        /** How many TiKV stores the whole TiDB cluster has. */
        int allTikv() {
            return (int) stores.stream().filter(store -> !store.isTiflash()).count();
        }
    }

    /** Everything, or it fails. */
    CompletionStage<Found> all(TidbClusterRef tidbCluster) {
        CompletableFuture<PdIdentity> identity = identity().toCompletableFuture();
        CompletableFuture<List<PdStore>> stores = stores().toCompletableFuture();
        return plan(tidbCluster)
                .thenCompose(plan -> identity.thenCombine(stores, (who, all) -> new Found(plan, who, all)));
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
