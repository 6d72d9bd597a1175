package io.brfed.internal.direct;

import io.brfed.api.Condition;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.StoreId;
import io.brfed.spi.PdStore;
import io.brfed.spi.RestoreTarget;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Lets TiKV start on its volumes, and waits until PD has exactly the stores that it should have. */
final class TikvStart {
    private final Scene scene;
    private final BackupPart part;
    private final Lookout lookout;

    TikvStart(Scene scene, BackupPart part, Lookout lookout) {
        this.scene = scene;
        this.part = part;
        this.lookout = lookout;
    }

    CompletionStage<Boolean> run() {
        return clear().thenCompose(clear -> scene.opened())
                .thenCompose(opened -> {
                    PdOpening pd = new PdOpening(scene);
                    return pd.same(opened).thenCompose(same -> pd.verify(opened.timestamp()));
                })
                .thenCompose(open -> start())
                .thenCompose(started -> scene.parts())
                .thenCompose(parts -> {
                    Set<StoreId> all = new TreeSet<>();
                    parts.forEach(one -> all.addAll(one.stores()));
                    return lookout.until(scene.settings().tikvStart(), () -> missing(all));
                })
                .thenCompose(there -> scene.book().reachedDurably(Condition.TIKV_READY));
    }

    /** No member's TiKV starts while another's logs may be damaged: PD would have stores, and their volumes writes. */
    private CompletionStage<Boolean> clear() {
        return scene.journal().starting ? CompletableFuture.completedFuture(true) : scene.clear();
    }

    /** TiKV asks PD for the mark once, as it starts; whatever runs before the word was given asked too early. */
    private CompletionStage<Boolean> start() {
        CompletionStage<Boolean> nothingRuns = scene.journal().starting
                ? CompletableFuture.completedFuture(true)
                : scene.look().thenCompose(this::intend);
        return nothingRuns.thenCompose(may -> scene.act(
                "letting TiKV start in " + scene.ground().cluster(),
                () -> scene.means().access().startTikv(scene.member().tidbCluster(), scene.id(), scene.limit())));
    }

    private CompletionStage<Boolean> intend(RestoreTarget target) {
        if (!target.pods().isEmpty()) {
            throw new ProviderException(
                    Fault.REFUSED,
                    target.pods().size() + " TiKV pods of " + scene.member().tidbCluster()
                            + " exist although nobody let them start; delete this restore and the TidbCluster, and begin"
                            + " again with one in recovery mode");
        }
        scene.journal().starting = true;
        part.stores().forEach(store -> scene.journal().stores.put(store, Instant.EPOCH));
        return scene.keep();
    }

    /** What PD lacks of this member's stores; empty if nothing. */
    private CompletionStage<String> missing(Set<StoreId> all) {
        return scene.calls()
                .read(
                        "reading the stores of PD",
                        scene.limit(),
                        () -> scene.ground().reach().pd().stores(scene.limit()))
                .thenApply(stores -> missing(all, stores));
    }

    private String missing(Set<StoreId> all, List<PdStore> stores) {
        Set<StoreId> strange = new TreeSet<>();
        Set<StoreId> missing = new TreeSet<>(part.stores());
        for (PdStore store : stores) {
            if (!all.contains(store.id())) {
                strange.add(store.id());
            } else if (store.state() == PdStore.State.UP) {
                missing.remove(store.id());
            }
        }
        if (!strange.isEmpty()) {
            throw new ProviderException(
                    Fault.REFUSED,
                    "PD has stores " + strange + ", which are not in the backup; it has stores " + all
                            + ". A store with an empty volume, or of another cluster, has joined");
        }
        return missing.isEmpty() ? "" : "stores " + missing + " of the backup are not up for PD; look at their pods";
    }
}
