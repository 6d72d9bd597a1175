package io.brfed.internal.direct;

import io.brfed.internal.direct.FastEntry.Whose;
import io.brfed.internal.loop.Causes;
import io.brfed.spi.FastSnapshotRestore.Place;
import io.brfed.spi.FastSnapshotRestore.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Disables fast snapshot restore wherever this member enabled it, or may have, and nowhere else; sees that it is off. For one
 * use.
 */
final class FastOff {
    /** AWS does it at once; minutes are for its bad days, and each costs. */
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final Scene scene;
    private final Lookout lookout;
    private final List<Place> ours;
    private final Duration quietFrom;
    private boolean begun;

    FastOff(Scene scene, Lookout lookout) {
        this.scene = scene;
        this.lookout = lookout;
        this.ours = scene.journal().fastOurs();
        // A request without an answer may still take effect.
        boolean unanswered = scene.journal().fast.values().stream().anyMatch(entry -> entry.whose() == Whose.ASKED);
        Duration now = scene.ground().scheduler().elapsed();
        this.quietFrom = unanswered ? now.plus(scene.settings().volumes().showsWithin()) : now;
    }

    /** What may still be on, with what to do; empty if nothing is. Never fails. */
    CompletionStage<List<String>> run() {
        if (ours.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        return scene.means()
                .volumes()
                .fastRestore()
                .map(provider -> new FastRequests(scene, provider))
                .map(requests -> lookout.until(LONGEST, () -> round(requests))
                        .<List<String>>thenApply(off -> forget())
                        .exceptionally(error -> List.of(words(ours) + " (" + Causes.words(error) + ")")))
                .orElseGet(() -> CompletableFuture.completedFuture(List.of(words(ours))));
    }

    /** What was just enabled may not show, so that all are disabled once, whatever shows. */
    private CompletionStage<String> round(FastRequests requests) {
        if (!begun) {
            begun = true;
            return requests.disable(ours).thenCompose(sent -> look(requests));
        }
        return look(requests);
    }

    private CompletionStage<String> look(FastRequests requests) {
        return requests.describe(ours).thenCompose(states -> {
            List<Place> on = on(states);
            if (on.isEmpty()) {
                boolean quiet = scene.ground().scheduler().elapsed().compareTo(quietFrom) >= 0;
                return CompletableFuture.completedFuture(quiet ? "" : "a request to enable it may be under way");
            }
            return requests.disable(on).thenApply(sent -> "it is on for " + on.size() + " snapshots");
        });
    }

    private List<Place> on(Map<Place, Status> states) {
        List<Place> on = new ArrayList<>();
        for (Place place : ours) {
            Status status = states.get(place);
            if (status != null && status.state().isOn()) {
                on.add(place);
            }
        }
        return on;
    }

    private List<String> forget() {
        scene.journal().fast.clear();
        scene.book().persist();
        return List.of();
    }

    static String words(Collection<Place> places) {
        return "fast snapshot restore may be on for "
                + String.join(", ", places.stream().map(Place::toString).toList())
                + ", which AWS charges for by the hour until it is disabled: delete the restore, or call EC2's"
                + " DisableFastSnapshotRestores";
    }
}
