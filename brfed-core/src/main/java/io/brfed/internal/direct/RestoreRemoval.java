package io.brfed.internal.direct;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.internal.direct.restore.VolumeRemoval;
import io.brfed.internal.loop.Causes;
import io.brfed.plane.Member;
import io.brfed.spi.RestoreTarget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * Takes back what one member of a restore has made, by its stamp: claims and persistent volumes first, then the volumes, then
 * what was written about them. A TidbCluster that is in service keeps all of it.
 */
final class RestoreRemoval {
    /** Long enough for claims to go whose pods have just gone. */
    private static final Duration GOING = Duration.ofMinutes(2);

    private final Scene scene;
    private final Lookout lookout;

    RestoreRemoval(Scene scene, Lookout lookout) {
        this.scene = scene;
        this.lookout = lookout;
    }

    /** What could not be removed; empty if nothing is left. */
    CompletionStage<List<String>> run() {
        return endFastRestore().thenCompose(on -> takeBack().thenApply(left -> both(on, left)));
    }

    private CompletionStage<List<String>> takeBack() {
        return isInService()
                .thenCompose(serves -> serves ? stay() : removeAll())
                .exceptionally(error -> List.of(Causes.words(error)));
    }

    /** Whether the end of the recovery mode, which was written down before it was tried, took effect. */
    private CompletionStage<Boolean> isInService() {
        if (!scene.journal().released) {
            return CompletableFuture.completedFuture(false);
        }
        return scene.look().handle((target, error) -> {
            if (error == null) {
                return target.mode() == RestoreTarget.Mode.NORMAL;
            }
            throw isGone(error) ? new CompletionException(mayHaveServed()) : new CompletionException(error);
        });
    }

    private ProviderException mayHaveServed() {
        return new ProviderException(
                Fault.REFUSED,
                scene.member().tidbCluster() + " in " + scene.ground().cluster()
                        + " is gone and may have been in service before, so its volumes stay; if nobody needs them, make it"
                        + " anew in recovery mode, and delete the restore again");
    }

    private CompletionStage<List<String>> stay() {
        scene.journal().staysFor(scene.member());
        return endWarmUp().thenApply(ended -> List.of());
    }

    private CompletionStage<List<String>> removeAll() {
        return refuseService()
                .thenCompose(may -> endWarmUp())
                .thenCompose(ended -> lookout.until(GOING, this::withdraw))
                .thenCompose(withdrawn -> volumes())
                .thenCompose(left -> left.isEmpty() ? documents() : CompletableFuture.completedFuture(left))
                .thenCompose(left -> left.isEmpty() ? mark() : CompletableFuture.completedFuture(left))
                .exceptionally(error -> List.of(Causes.words(error)));
    }

    /** Ends what goes on beside the volumes alone; what could not be removed of it, empty if nothing is left. */
    CompletionStage<List<String>> runBeside() {
        return endFastRestore()
                .thenCompose(on -> endWarmUp()
                        .thenApply(ended -> on)
                        .exceptionally(error -> both(on, List.of(Causes.words(error)))));
    }

    private CompletionStage<List<String>> endFastRestore() {
        return new FastOff(scene, lookout).run();
    }

    private static List<String> both(List<String> some, List<String> more) {
        List<String> all = new ArrayList<>(some);
        all.addAll(more);
        return List.copyOf(all);
    }

    /**
     * Takes back what this process made before it saw that the restore had been deleted; what could not be removed. Nothing
     * is, if the TidbCluster is gone or not in recovery mode: it may have been in service. PD's mark stays:
     * by now it may be another restore's.
     */
    CompletionStage<List<String>> runDisowned() {
        return scene.look()
                .thenCompose(there -> runBeside())
                .thenCompose(beside -> lookout.until(GOING, this::withdraw)
                        .thenCompose(withdrawn -> volumes())
                        .thenCompose(left -> left.isEmpty() ? documents() : CompletableFuture.completedFuture(left))
                        .thenApply(left -> both(beside, left)))
                .exceptionally(error -> List.of(Causes.words(error)));
    }

    private CompletionStage<Boolean> refuseService() {
        return scene.look().handle((target, error) -> {
            if (error != null && !isGone(error)) {
                throw new CompletionException(error);
            }
            // Whether pods run says nothing: it may be suspended, or have none at this moment.
            if (error == null && target.mode() == RestoreTarget.Mode.NORMAL) {
                throw new ProviderException(
                        Fault.REFUSED,
                        scene.member().tidbCluster() + " in " + scene.ground().cluster()
                                + " is no longer in recovery mode: its volumes may be in use, and hold what was written since, so"
                                + " its volumes stay; delete the TidbCluster first if nobody needs it");
            }
            return true;
        });
    }

    private static boolean isGone(Throwable error) {
        return Causes.fault(error).filter(fault -> fault == Fault.GONE).isPresent();
    }

    /** Its pods hold the claims. */
    private CompletionStage<Boolean> endWarmUp() {
        return scene.means()
                .warming()
                .map(how -> lookout.until(GOING, () -> new WarmingUp(scene, how).end()))
                .orElseGet(WarmingUp::nothing);
    }

    /** Looked at anew each time, because its users may bring it into service while its claims are waited for. */
    private CompletionStage<String> withdraw() {
        return refuseService()
                .thenCompose(may -> withdrawClaims())
                .thenCompose(left -> left.isEmpty() || !scene.group().givesUp()
                        ? CompletableFuture.completedFuture(left)
                        : endTikv().thenApply(ended -> left));
    }

    /** Its claims are being deleted, so that its pods come back without them, if at all. */
    private CompletionStage<Boolean> endTikv() {
        return scene.look()
                .thenCompose(target -> target.mode() != RestoreTarget.Mode.RECOVERY
                                || target.pods().isEmpty()
                        ? CompletableFuture.completedFuture(true)
                        : scene.calls()
                                .write(
                                        "ending TiKV in " + scene.ground().cluster(),
                                        scene.limit(),
                                        () -> scene.means()
                                                .access()
                                                .restartTikv(scene.member().tidbCluster(), target.pods(), scene.limit())
                                                .thenApply(done -> true)));
    }

    private CompletionStage<String> withdrawClaims() {
        Member member = scene.member();
        return scene.calls()
                .write(
                        "removing the claims of the restore in " + member.cluster(),
                        scene.limit(),
                        () -> scene.means().access().withdraw(member.tidbCluster(), scene.id(), scene.limit()))
                .thenApply(left -> {
                    return left.isEmpty()
                            ? ""
                            : String.join(", ", left) + " in " + member.cluster()
                                    + " are still in use: delete TidbCluster " + member.tidbCluster()
                                    + ", which holds them, and wait, or delete the restore again";
                });
    }

    private CompletionStage<List<String>> volumes() {
        return new VolumeRemoval(
                        scene.means().volumes(),
                        scene.ground().scheduler(),
                        scene.settings().volumes())
                .of(scene.id(), scene.ground().cluster(), scene.journal().volumes);
    }

    private CompletionStage<List<String>> documents() {
        SourceFolder folder = PartReading.folder(
                scene.ground(), scene.means(), scene.book().journal().request.source());
        return folder.removeRestoreMeta(scene.id()).thenApply(removed -> List.<String>of());
    }

    private CompletionStage<List<String>> mark() {
        return new MarkRemoval(scene).run(scene.journal().mark).thenApply(words -> {
            scene.journal().farewell = words;
            return List.of();
        });
    }
}
