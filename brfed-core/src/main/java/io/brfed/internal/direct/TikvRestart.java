package io.brfed.internal.direct;

import io.brfed.api.StoreId;
import io.brfed.plane.MemberState.Service;
import io.brfed.spi.PdStore;
import io.brfed.spi.RestoreTarget;
import io.brfed.spi.RestoreTarget.Mode;
import io.brfed.spi.RestoreTarget.Pod;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Brings one member's TidbCluster into normal service. */
final class TikvRestart {
    private final Scene scene;
    private final Lookout lookout;

    TikvRestart(Scene scene, Lookout lookout) {
        this.scene = scene;
        this.lookout = lookout;
    }

    /** Starts TiKV anew, which keeps the settings of the recovery mode until then; not before PD's mark is gone. */
    CompletionStage<Boolean> restart() {
        return lookout.until(scene.settings().patience(), this::mark)
                .thenCompose(unmarked -> note())
                .thenCompose(pods -> lookout.until(scene.settings().tikvStart(), () -> restart(pods)))
                .thenCompose(restarted -> {
                    scene.journal().released = true;
                    return scene.keep();
                });
    }

    private CompletionStage<String> mark() {
        return scene.calls()
                .read(
                        "asking PD for its mark",
                        scene.limit(),
                        () -> scene.group().pd().isMarked(scene.limit()))
                .thenApply(marked -> marked
                        ? "PD is still marked as recovering, so that TiKV would start in recovery mode again"
                        : "");
    }

    private CompletionStage<Set<String>> note() {
        List<Pod> known = scene.journal().recovering;
        if (known != null) {
            return CompletableFuture.completedFuture(ids(known));
        }
        return scene.look()
                .thenCombine(stores(), this::noted)
                .thenCompose(pods -> scene.keep().thenApply(kept -> ids(pods)));
    }

    private List<Pod> noted(RestoreTarget target, List<PdStore> stores) {
        RestoreJournal journal = scene.journal();
        stores.forEach(store -> journal.stores.computeIfPresent(store.id(), (id, before) -> store.startedAt()));
        journal.recovering = target.pods();
        return target.pods();
    }

    private CompletionStage<List<PdStore>> stores() {
        return scene.calls()
                .read(
                        "reading the stores of PD",
                        scene.limit(),
                        () -> scene.ground().reach().pd().stores(scene.limit()));
    }

    private static Set<String> ids(List<Pod> pods) {
        Set<String> ids = new HashSet<>();
        pods.forEach(pod -> ids.add(pod.uid()));
        return ids;
    }

    private CompletionStage<String> restart(Set<String> recovering) {
        return scene.look().thenCompose(target -> {
            List<Pod> left = target.pods().stream()
                    .filter(pod -> recovering.contains(pod.uid()))
                    .toList();
            if (left.isEmpty()) {
                return CompletableFuture.completedFuture("");
            }
            return scene.act(
                            "restarting TiKV in " + scene.ground().cluster(),
                            () -> scene.means()
                                    .access()
                                    .restartTikv(scene.member().tidbCluster(), left, scene.limit()))
                    .thenApply(done -> left.size() + " TiKV pods still run in recovery mode");
        });
    }

    /** Ends the recovery mode; TiDB starts after that. */
    CompletionStage<Boolean> release() {
        return scene.act(
                        "ending the recovery mode of " + scene.member().tidbCluster() + " in "
                                + scene.ground().cluster(),
                        () -> scene.means().access().endRecovery(scene.member().tidbCluster(), scene.limit()))
                .thenCompose(ended -> {
                    scene.journal().service = Service.DOWN;
                    return scene.book().completedDurably();
                });
    }

    /**
     * Looks until the TidbCluster says that it is ready, which it may still say of the time before, and PD that every store has
     * started anew and serves; how long that may take is the operation's limit.
     */
    CompletionStage<Boolean> watch() {
        if (scene.journal().service == null) {
            scene.journal().service = Service.DOWN;
            scene.book().publish();
        }
        return lookout.until(scene.settings().tikvStart(), () -> scene.look().thenCombine(stores(), this::missing))
                .thenApply(up -> {
                    scene.journal().service = Service.UP;
                    scene.book().publish();
                    return true;
                });
    }

    private String missing(RestoreTarget target, List<PdStore> stores) {
        List<Pod> recovering = scene.journal().recovering;
        Set<String> old = recovering == null ? Set.of() : ids(recovering);
        boolean renewed = target.pods().stream().noneMatch(pod -> old.contains(pod.uid()))
                && target.pods().size() >= target.specification().replicas().tikv();
        boolean ready = target.service() == RestoreTarget.Service.READY && target.mode() == Mode.NORMAL;
        Set<StoreId> down = new TreeSet<>(scene.journal().stores.keySet());
        stores.stream().filter(this::servesAnew).map(PdStore::id).forEach(down::remove);
        return renewed && ready && down.isEmpty()
                ? ""
                : scene.member().tidbCluster() + " is not in service yet"
                        + (down.isEmpty() ? "" : "; PD does not say of stores " + down + " that they started anew");
    }

    /** By the clock of its own node, which may be behind that of the node where it ran before. */
    private boolean servesAnew(PdStore store) {
        return store.state() == PdStore.State.UP
                && !store.startedAt().equals(scene.journal().stores.get(store.id()));
    }
}
