package io.brfed.internal.direct;

import io.brfed.api.ProviderException.Fault;
import io.brfed.api.SnapshotId;
import io.brfed.internal.loop.Causes;
import io.brfed.spi.CallBudget;
import io.brfed.spi.CallBudget.Call;
import io.brfed.spi.FastSnapshotRestore;
import io.brfed.spi.FastSnapshotRestore.Answer;
import io.brfed.spi.FastSnapshotRestore.Batch;
import io.brfed.spi.FastSnapshotRestore.Place;
import io.brfed.spi.FastSnapshotRestore.Status;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** Asks a provider about fast snapshot restore, in batches and as fast as its budget allows. */
final class FastRequests {
    private final Scene scene;
    private final FastSnapshotRestore provider;

    FastRequests(Scene scene, FastSnapshotRestore provider) {
        this.scene = scene;
        this.provider = provider;
    }

    /** How far these are; those that EC2 does not know are missing. */
    CompletionStage<Map<Place, Status>> describe(Collection<Place> places) {
        Set<SnapshotId> snapshots = places.stream().map(Place::snapshot).collect(Collectors.toUnmodifiableSet());
        Duration limit = scene.limit();
        return scene.calls()
                .read(
                        "asking how far fast snapshot restore of " + snapshots.size() + " snapshots is",
                        limit,
                        () -> provider.describe(snapshots, limit))
                .thenApply(all -> {
                    Map<Place, Status> byPlace = new TreeMap<>();
                    all.forEach(status -> byPlace.put(status.place(), status));
                    return byPlace;
                });
    }

    /**
     * Enables these; ends when every batch has an answer or none.
     *
     * @param refused told of each that EC2 does not enable, with the reason
     * @return the places that EC2 has accepted
     */
    CompletionStage<List<Place>> enable(Collection<Place> places, BiConsumer<Place, String> refused) {
        return all("enabling", places, provider::enable, refused);
    }

    /** Disables these; ends when every batch has an answer or none. What is on then, only EC2 knows. */
    CompletionStage<List<Place>> disable(Collection<Place> places) {
        return all("disabling", places, provider::disable, (place, why) -> {});
    }

    private CompletionStage<List<Place>> all(
            String doing,
            Collection<Place> places,
            BiFunction<Batch, Duration, CompletionStage<Answer>> call,
            BiConsumer<Place, String> refused) {
        List<CompletableFuture<List<Place>>> sent = Batch.of(places).stream()
                .map(batch -> send(doing, batch, call, refused).toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new))
                .thenApply(done ->
                        sent.stream().flatMap(one -> one.join().stream()).toList());
    }

    private CompletionStage<List<Place>> send(
            String doing,
            Batch batch,
            BiFunction<Batch, Duration, CompletionStage<Answer>> call,
            BiConsumer<Place, String> refused) {
        CallBudget budget = scene.means().volumes().budget();
        CompletableFuture<List<Place>> accepted = new CompletableFuture<>();
        String what = doing + " fast snapshot restore in " + batch.zone();
        scene.ground()
                .scheduler()
                .schedule(
                        budget.reserve(Call.FAST_RESTORE),
                        () -> scene.calls()
                                .write(what, scene.limit(), () -> call.apply(batch, scene.limit()))
                                .whenComplete((answer, error) -> {
                                    if (error == null) {
                                        answer.refused()
                                                .forEach((id, why) -> refused.accept(new Place(id, batch.zone()), why));
                                        accepted.complete(batch.places().stream()
                                                .filter(place ->
                                                        answer.accepted().contains(place.snapshot()))
                                                .toList());
                                    } else {
                                        failed(batch, error, refused);
                                        accepted.complete(List.of());
                                    }
                                }));
        return accepted;
    }

    /** What may pass is left open, so that it is asked for again. */
    private void failed(Batch batch, Throwable error, BiConsumer<Place, String> refused) {
        if (!Lookout.passes(error)) {
            batch.places().forEach(place -> refused.accept(place, Causes.words(error)));
        } else if (Causes.fault(error).filter(Fault.RETRY::equals).isPresent()) {
            scene.means().volumes().budget().exhausted(Call.FAST_RESTORE);
        }
    }
}
