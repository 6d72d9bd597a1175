package io.brfed.internal.direct;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import io.brfed.internal.direct.restore.VolumeDuty.Made;
import io.brfed.internal.direct.restore.VolumeEntry;
import io.brfed.internal.loop.Causes;
import io.brfed.spi.FastSnapshotRestore;
import io.brfed.spi.FastSnapshotRestore.Place;
import io.brfed.spi.VolumeRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Makes volumes while the snapshots of data volumes are enabled for fast snapshot restore, and sees that they are disabled
 * afterwards, whatever happens. A volume that is not restored fast is slow and not wrong: that is noted, and never ends a
 * restore.
 */
final class FastVolumes {
    /** It takes an hour a TiB, so that nobody needs to know sooner. */
    private static final Duration POLL = Duration.ofSeconds(30);

    private final Scene scene;
    private final List<VolumeRequest> data;
    private final BooleanSupplier over;

    /**
     * Nothing is enabled yet.
     *
     * @param data the requests for data volumes
     * @param over whether nothing is to go on
     */
    FastVolumes(Scene scene, List<VolumeRequest> data, BooleanSupplier over) {
        this.scene = scene;
        this.data = List.copyOf(data);
        this.over = over;
    }

    /** Ends as the volumes do, after what was enabled is disabled. */
    CompletionStage<Made> make(Supplier<CompletionStage<Made>> volumes) {
        return enable().thenCompose(ready -> over.getAsBoolean() ? Scene.<Made>ended() : volumes.get())
                .handle((made, error) -> off().thenCompose(left -> {
                    left.forEach(scene::note);
                    return error == null ? tellSlow(made) : CompletableFuture.<Made>failedFuture(Causes.of(error));
                }))
                .thenCompose(ended -> ended);
    }

    private CompletionStage<Boolean> enable() {
        List<Place> wanted = wanted();
        if (scene.means().fast().isEmpty() || wanted.isEmpty()) {
            return CompletableFuture.completedFuture(true);
        }
        Lookout lookout = new Lookout(scene.ground().scheduler(), POLL, over);
        return new FastOn(scene, new FastRequests(scene, provider()), wanted)
                .run(scene.means().fast().get(), lookout)
                .exceptionally(error -> {
                    if (!over.getAsBoolean()) {
                        scene.note("data volumes in " + scene.ground().cluster()
                                + " were made without waiting for fast snapshot restore: " + Causes.words(error));
                    }
                    return false;
                });
    }

    /** A volume that was made needs its snapshot no more. */
    private List<Place> wanted() {
        Map<SnapshotId, VolumeEntry> made = scene.journal().volumes;
        return data.stream()
                .filter(request -> {
                    VolumeEntry entry = made.get(request.snapshot());
                    return entry == null || entry.volume().isEmpty();
                })
                .map(request -> new Place(request.snapshot(), request.target().zone()))
                .toList();
    }

    private FastSnapshotRestore provider() {
        return scene.means()
                .volumes()
                .fastRestore()
                .orElseThrow(() -> new ProviderException(
                        Fault.REFUSED, "the provider of volumes cannot enable fast snapshot restore"));
    }

    private CompletionStage<List<String>> off() {
        BooleanSupplier closed = scene.book()::closed;
        return new FastOff(
                        scene,
                        new Lookout(scene.ground().scheduler(), scene.settings().poll(), closed))
                .run();
    }

    private CompletionStage<Made> tellSlow(Made made) {
        Map<VolumeId, String> stores = new TreeMap<>();
        data.forEach(request -> stores.put(made.volumes().get(request.snapshot()), "of store " + request.store()));
        if (scene.means().fast().isEmpty() || stores.isEmpty()) {
            return CompletableFuture.completedFuture(made);
        }
        Duration limit = scene.limit();
        return scene.calls()
                .read(
                        "asking which volumes were restored fast",
                        limit,
                        () -> provider().restoredFast(stores.keySet(), limit))
                .handle((fast, error) -> {
                    if (error == null) {
                        stores.keySet().removeAll(fast);
                        noteSlow(stores);
                    } else {
                        scene.note("EC2 could not be asked whether volumes were restored fast: " + Causes.words(error));
                    }
                    return made;
                });
    }

    private void noteSlow(Map<VolumeId, String> stores) {
        if (!stores.isEmpty()) {
            scene.note("fast snapshot restore did not apply to " + stores.size() + " of " + data.size()
                    + " data volumes, which are filled as they are read: "
                    + String.join(
                            ", ",
                            stores.entrySet().stream()
                                    .map(one -> one.getKey() + " " + one.getValue())
                                    .toList()));
        }
    }
}
