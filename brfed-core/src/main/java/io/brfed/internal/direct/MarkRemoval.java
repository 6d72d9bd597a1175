package io.brfed.internal.direct;

import io.brfed.api.RecoveryMark;
import io.brfed.internal.direct.RestoreJournal.Pd;
import io.brfed.internal.loop.Causes;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Does with PD's mark what the caller of a deletion wishes, and says what that came to. A PD that this restore has not marked
 * is not touched.
 */
final class MarkRemoval {
    private final Scene scene;

    MarkRemoval(Scene scene) {
        this.scene = scene;
    }

    private record Found(long clusterId, boolean marked, boolean bootstrapped) {}

    /** What became of the mark, for people; empty if there never was one. Fails only where it has to go and may not have. */
    CompletionStage<String> run(RecoveryMark wish) {
        Long seen = scene.journal().pdCluster;
        if (scene.journal().pd == Pd.UNTOUCHED || seen == null) {
            return CompletableFuture.completedFuture("");
        }
        CompletionStage<String> done = look().thenCompose(found -> judged(wish, seen, found));
        // Its TidbCluster is commonly deleted before, and PD with it, so that nobody is kept waiting for that.
        return wish == RecoveryMark.GOES
                ? done
                : done.exceptionally(error ->
                        "PD may still be marked as recovering, because " + Causes.words(error) + "; " + meaning());
    }

    private CompletionStage<Found> look() {
        Duration limit = scene.limit();
        return ask(
                        "reading the identity of PD",
                        () -> scene.ground().reach().pd().identity(limit))
                .thenCompose(pd -> ask(
                                "asking PD for its mark",
                                () -> scene.group().pd().isMarked(limit))
                        .thenCombine(
                                ask(
                                        "asking PD whether it has had stores",
                                        () -> scene.group().pd().isBootstrapped(limit)),
                                (marked, bootstrapped) -> new Found(pd.clusterId(), marked, bootstrapped)));
    }

    private <T> CompletionStage<T> ask(String what, Supplier<CompletionStage<T>> question) {
        return scene.calls().read(what, scene.limit(), question);
    }

    private CompletionStage<String> judged(RecoveryMark wish, long seen, Found found) {
        if (found.clusterId() != seen) {
            return told("PD was not touched, because it is of TiDB cluster " + Long.toUnsignedString(found.clusterId())
                    + " and not of " + Long.toUnsignedString(seen) + ", which the restore had marked as recovering");
        }
        if (!found.marked()) {
            return told("PD is not marked as recovering any more");
        }
        if (wish == RecoveryMark.STAYS) {
            return told("PD stays marked as recovering, as was wished; " + meaning());
        }
        if (wish == RecoveryMark.GOES_IF_PD_IS_FRESH && found.bootstrapped()) {
            return told(
                    "PD stays marked as recovering, because it has had TiKV stores, which would come up with data that is"
                            + " not consistent; " + meaning());
        }
        return unmark(found);
    }

    private CompletionStage<String> unmark(Found found) {
        return scene.calls()
                .write(
                        "taking PD's mark away",
                        scene.limit(),
                        () -> scene.group().pd().unmark(scene.limit()).thenApply(done -> true))
                .thenApply(done -> "PD's mark as recovering was taken away"
                        + (found.bootstrapped()
                                ? ", although it has had TiKV stores: one that still has a restored volume would come up in"
                                        + " normal mode, with data that is not consistent"
                                : ""));
    }

    private String meaning() {
        return "every TiKV store of its TiDB cluster enters recovery mode whenever it starts, until the mark is gone: delete"
                + " TidbCluster " + scene.member().tidbCluster()
                + " with its PD, restore into it, or take the mark away by"
                + " DELETE /pd/api/v1/admin/cluster/markers/snapshot-recovering once no TiKV runs on restored volumes";
    }

    private static CompletionStage<String> told(String words) {
        return CompletableFuture.completedFuture(words);
    }
}
