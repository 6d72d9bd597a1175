package io.brfed.internal.direct;

import io.brfed.api.Finding;
import io.brfed.api.ProviderException;
import io.brfed.api.StoreId;
import io.brfed.internal.direct.pause.PauseSettings;
import io.brfed.internal.loop.Calls;
import io.brfed.internal.loop.Causes;
import io.brfed.plane.JointCheck;
import io.brfed.plane.Readiness;
import io.brfed.spi.PdStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What one member carries and believes, to be compared with what PD of the whole TiDB cluster says.
 *
 * @param own its stores
 * @param clusterId the id of the TiDB cluster as its TidbCluster says it; empty if it does not
 */
record PdShare(Ground ground, Set<StoreId> own, String clusterId) implements JointCheck {
    PdShare {
        own = Set.copyOf(own);
    }

    @Override
    public Object group() {
        return ground.reach().pd();
    }

    @Override
    public CompletionStage<List<Finding>> check(List<JointCheck> all, List<Readiness> members, Duration limit) {
        Set<StoreId> carried = new HashSet<>();
        List<PdShare> shares = all.stream()
                .filter(PdShare.class::isInstance)
                .map(PdShare.class::cast)
                .toList();
        shares.forEach(share -> carried.addAll(share.own()));
        members.stream()
                .flatMap(member -> member.topology().stream())
                .forEach(topology -> carried.addAll(topology.ownIds()));
        Calls calls = new Calls(ground.scheduler());
        CompletionStage<List<Finding>> pd = new PdCheck(ground).run(shares, limit);
        return calls.read(
                        "reading the stores of PD",
                        limit,
                        () -> ground.reach().pd().stores(limit))
                .thenCompose(stores -> pd.thenCombine(reached(calls, stores, limit), (said, reach) -> {
                    List<Finding> findings = new ArrayList<>(said);
                    findings.addAll(reach);
                    stores(stores, carried, findings);
                    stores.forEach(store -> leases(store, findings));
                    return List.copyOf(findings);
                }));
    }

    private static void stores(List<PdStore> stores, Set<StoreId> carried, List<Finding> findings) {
        Set<StoreId> unknown = new HashSet<>(carried);
        for (PdStore store : stores) {
            unknown.remove(store.id());
            String which = store.id() + " at " + store.address();
            if (store.isTiflash()) {
                findings.add(Finding.fault(
                        "stores",
                        which,
                        "is TiFlash, whose data is on none of the snapshots",
                        "remove the TiFlash replicas and nodes, or back up by another way"));
                continue;
            }
            if (store.state() != PdStore.State.UP) {
                findings.add(Finding.fault(
                        "stores",
                        which,
                        "is " + store.state() + " for PD",
                        "wait until every store is up, or remove it from the TiDB cluster"));
            }
            if (!carried.contains(store.id())) {
                findings.add(Finding.fault(
                        "clusters",
                        which,
                        "is a store of the TiDB cluster that no member carries",
                        "add the Kubernetes cluster that it runs in; if it is a member by the operator plane, let the"
                                + " role read tidbclusters"));
            }
        }
        unknown.forEach(store -> findings.add(Finding.fault(
                "stores",
                store.toString(),
                "is carried by a member and not known to PD",
                "see whether PD and the members are of the same TiDB cluster")));
    }

    private void leases(PdStore store, List<Finding> findings) {
        if (store.isTiflash() || TikvVersion.knowsLeases(store.version())) {
            return;
        }
        String which = store.id() + " at " + store.address();
        boolean allowed = ground.reach().settings().unleased() == PauseSettings.Unleased.ALLOWED;
        if (allowed && TikvVersion.suspendsImports(store.version())) {
            findings.add(Finding.notice(
                    "stores",
                    which,
                    "is TiKV " + store.version() + ", which knows no leases, so that the backup cannot be verified",
                    "upgrade TiKV to 6.5.8, 7.5.1, 8.0 or later"));
        } else {
            findings.add(Finding.fault(
                    "stores",
                    which,
                    "is TiKV " + store.version() + ", which knows no leases"
                            + (allowed ? " and cannot suspend imports" : ""),
                    "upgrade TiKV to 6.5.8, 7.5.1, 8.0 or later"
                            + (allowed ? "" : ", or take backups that are not verified with allowUnleasedTikv()")));
        }
    }

    /** Whether this process reaches every store, which the pause depends on. */
    private CompletionStage<List<Finding>> reached(Calls calls, List<PdStore> stores, Duration limit) {
        List<Finding> findings = new ArrayList<>();
        List<CompletableFuture<?>> asked = new ArrayList<>();
        for (PdStore store : stores) {
            if (!store.isTiflash()) {
                asked.add(calls.read(
                                "asking store " + store.id() + " at " + store.address(),
                                ground.reach().settings().call(),
                                () -> ground.reach().stores().pendingChanges(store, limit))
                        .handle((regions, error) -> error == null || findings.add(unreached(store, error)))
                        .toCompletableFuture());
            }
        }
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).thenApply(all -> List.copyOf(findings));
    }

    private static Finding unreached(PdStore store, Throwable error) {
        String fault = error instanceof ProviderException failure ? failure.fault() + ": " : "";
        return Finding.fault(
                "stores",
                store.id() + " at " + store.address(),
                "could not be asked; " + fault + Causes.words(error),
                "make the store reachable from here by this name and port");
    }
}
