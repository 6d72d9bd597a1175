package io.brfed.internal.direct;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.internal.direct.rebuild.RebuiltVolume;
import io.brfed.internal.loop.Causes;
import io.brfed.spi.VolumeWarmUp.Moment;
import io.brfed.spi.VolumeWarmUp.Progress;
import io.brfed.spi.VolumeWarmUp.Request;
import io.brfed.spi.VolumeWarmUp.State;
import io.brfed.spi.VolumeWarmUp.Store;
import io.brfed.spi.VolumeWarmUp.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * Warms volumes up. A volume that is cold is slow and not wrong: what cannot be warmed up is told in the report, and never
 * ends a restore. Only where the warm-up is a check of write-ahead logs does it end one, unless all were found sound.
 */
final class WarmingUp {
    private final Scene scene;
    private final Warming warming;

    WarmingUp(Scene scene, Warming warming) {
        this.scene = scene;
        this.warming = warming;
    }

    /** Ends when everything was read, or cannot be; before TiKV starts, because the volumes are then given to it. */
    CompletionStage<Boolean> run(RestorePlan plan, Lookout lookout) {
        Request request = request(stores(plan));
        if (warming.gates() && !unread(plan).isEmpty()) {
            return CompletableFuture.failedFuture(refused(unread(plan) + " are on data volumes, which are not read"));
        }
        CompletionStage<Boolean> begun =
                lookout.until(scene.settings().patience(), () -> begin(request).thenApply(there -> ""));
        if (warming.moment() == Moment.BESIDE_TIKV) {
            return begun.exceptionally(this::untouched).thenCompose(told -> done());
        }
        CompletionStage<Boolean> read = begun.thenCompose(
                        there -> lookout.until(warming.longest(), () -> missing(request)))
                .thenCompose(ended -> failures(request));
        return (warming.gates() ? read : read.exceptionally(this::untouched))
                .thenCompose(told -> lookout.until(scene.settings().tikvStart(), () -> end(request)))
                .thenCompose(ended -> done());
    }

    /** The pods whose logs are on the volume that a check of logs does not read; their stores cannot be told to be sound. */
    static List<String> unread(RestorePlan plan) {
        return stores(plan).stream()
                .filter(store -> store.volumes().stream().allMatch(Volume::data))
                .map(Store::pod)
                .toList();
    }

    /**
     * Tells how far it is of what TiKV runs beside, before the restore ends: nobody would hear of what fails, or goes on,
     * otherwise.
     */
    CompletionStage<Boolean> tell(RestorePlan plan) {
        return observe(request(stores(plan)))
                .thenApply(all -> {
                    all.stream().filter(one -> one.state() == State.FAILED).forEach(one -> scene.note(notWarmed(one)));
                    List<Progress> open = all.stream()
                            .filter(one -> one.state() == State.RUNNING || one.state() == State.ABSENT)
                            .toList();
                    if (!open.isEmpty()) {
                        scene.note("the volumes of " + pods(open)
                                + " were not warm yet when the restore ended; look at the jobs that warm them up");
                    }
                    return true;
                })
                .exceptionally(this::unknown);
    }

    Boolean unknown(Throwable error) {
        scene.note("whether volumes in " + scene.ground().cluster() + " were warmed up is not known: "
                + Causes.words(error));
        return true;
    }

    private static String notWarmed(Progress failed) {
        return "the volumes of " + failed.pod() + " were not warmed up: " + failed.text();
    }

    /** Removes what was begun, whatever it is; the names of what is not gone yet. */
    CompletionStage<String> end() {
        return end(request(List.of()));
    }

    private CompletionStage<Boolean> begin(Request request) {
        return scene.act(
                "beginning to warm up volumes in " + scene.ground().cluster(),
                () -> warming.jobs().begin(request, scene.limit()));
    }

    private CompletionStage<List<Progress>> observe(Request request) {
        return scene.calls()
                .read(
                        "asking how warm volumes are in " + scene.ground().cluster(),
                        scene.limit(),
                        () -> warming.jobs().observe(request, scene.limit()));
    }

    private CompletionStage<String> missing(Request request) {
        return observe(request).thenCompose(all -> {
            List<Progress> open = all.stream()
                    .filter(one -> one.state() == State.RUNNING || one.state() == State.ABSENT)
                    .toList();
            String words = open.isEmpty() ? "" : unfinished(pods(open));
            // Somebody may have removed what was begun, which would then be waited for in vain.
            return open.stream().anyMatch(one -> one.state() == State.ABSENT)
                    ? begin(request).thenApply(begun -> words)
                    : CompletableFuture.completedFuture(words);
        });
    }

    private String unfinished(String pods) {
        return warming.gates()
                ? "the write-ahead logs of " + pods + " were not checked, so that no TiKV was let start"
                : "the volumes of " + pods + " were not warm";
    }

    private static String pods(List<Progress> all) {
        return all.stream().map(Progress::pod).collect(Collectors.joining(", "));
    }

    private CompletionStage<Boolean> failures(Request request) {
        return observe(request).thenApply(all -> {
            // What is gone since it ended is not known to have ended well.
            List<Progress> failed = all.stream()
                    .filter(one -> warming.gates() ? one.state() != State.DONE : one.state() == State.FAILED)
                    .toList();
            if (warming.gates() && !failed.isEmpty()) {
                throw refused(failed.stream()
                        .map(one -> one.pod() + " were not found sound: " + one.state() + " " + one.text())
                        .collect(Collectors.joining("; those of ")));
            }
            failed.forEach(one -> scene.note(notWarmed(one)));
            return true;
        });
    }

    private static ProviderException refused(String what) {
        return new ProviderException(
                Fault.REFUSED,
                "the write-ahead logs of " + what + ". No TiKV was let start. Read what the jobs wrote, delete this"
                        + " restore, and restore another backup, or this one without a check of its logs");
    }

    private CompletionStage<String> end(Request request) {
        return scene.calls()
                .write(
                        "ending the warm-up in " + scene.ground().cluster(),
                        scene.limit(),
                        () -> warming.jobs().end(request, scene.limit()))
                .thenApply(left -> left.isEmpty()
                        ? ""
                        : String.join(", ", left) + " in " + scene.ground().cluster() + " are not gone");
    }

    private Boolean untouched(Throwable error) {
        scene.note("volumes in " + scene.ground().cluster() + " were not warmed up: " + Causes.words(error));
        return false;
    }

    private CompletionStage<Boolean> done() {
        scene.journal().warmed = true;
        return scene.keep().thenApply(kept -> {
            scene.tellIfClear();
            return true;
        });
    }

    private Request request(List<Store> stores) {
        return new Request(
                scene.id(),
                scene.member().operation(),
                scene.member().tidbCluster(),
                warming.moment(),
                warming.strategy(),
                stores);
    }

    private static List<Store> stores(RestorePlan plan) {
        Map<String, List<Volume>> byPod = new TreeMap<>();
        for (RebuiltVolume volume : plan.volumes()) {
            byPod.computeIfAbsent(volume.pod(), pod -> new ArrayList<>())
                    .add(new Volume(volume.volume(), volume.claim()));
        }
        return byPod.entrySet().stream()
                .map(entry -> new Store(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** Nothing is to be warmed up now. */
    static CompletionStage<Boolean> nothing() {
        return CompletableFuture.completedFuture(true);
    }
}
