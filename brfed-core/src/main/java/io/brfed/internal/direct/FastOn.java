package io.brfed.internal.direct;

import io.brfed.api.ByteSize;
import io.brfed.api.SnapshotId;
import io.brfed.internal.direct.FastEntry.Whose;
import io.brfed.spi.FastSnapshotRestore.Place;
import io.brfed.spi.FastSnapshotRestore.State;
import io.brfed.spi.FastSnapshotRestore.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Enables fast snapshot restore where it is wanted, and waits until it is ready. Looks first, because what is on already is
 * somebody else's, and writes down what it is about to enable. For one use.
 */
final class FastOn {
    private static final int SHOWN = 3;

    private final Scene scene;
    private final FastRequests requests;
    private final Set<Place> wanted;
    private final Map<SnapshotId, ByteSize> sizes = new HashMap<>();
    private final Map<Place, Duration> accepted = new HashMap<>();
    /** What will never be ready, with the reason. */
    private final Map<Place, String> hopeless = new TreeMap<>();

    FastOn(Scene scene, FastRequests requests, Collection<Place> wanted) {
        this.scene = scene;
        this.requests = requests;
        this.wanted = new TreeSet<>(wanted);
    }

    /** Ends when all are ready, or will never be, which is noted; fails if EC2 does not say, or the time is over. */
    CompletionStage<Boolean> run(FastRestoring how, Lookout lookout) {
        return lookout.until(scene.settings().patience(), this::measure)
                .thenCompose(measured -> lookout.until(how.limit(largest()), this::round))
                .whenComplete((ready, error) -> {
                    if (!hopeless.isEmpty()) {
                        scene.note("fast snapshot restore was not enabled for " + some(hopeless)
                                + "; volumes from there are filled as they are read");
                    }
                });
    }

    private CompletionStage<String> measure() {
        Set<SnapshotId> snapshots = wanted.stream().map(Place::snapshot).collect(Collectors.toUnmodifiableSet());
        Duration limit = scene.limit();
        return scene.calls()
                .read(
                        "asking for the sizes of " + snapshots.size() + " snapshots",
                        limit,
                        () -> scene.means().volumes().sources(snapshots, limit))
                .thenApply(found -> {
                    found.forEach(source -> sizes.put(source.id(), source.size()));
                    return "";
                });
    }

    private ByteSize largest() {
        return sizes.values().stream().max(ByteSize::compareTo).orElse(new ByteSize(0));
    }

    private CompletionStage<String> round() {
        return requests.describe(wanted).thenCompose(states -> {
            Set<Place> asked = wanted.stream()
                    .filter(place -> !hopeless.containsKey(place))
                    .filter(place -> isToBeAsked(place, states.get(place)))
                    .collect(Collectors.toCollection(TreeSet::new));
            return asked.isEmpty()
                    ? CompletableFuture.completedFuture(missing(states))
                    : enable(asked).thenApply(told -> missing(states));
        });
    }

    /** Takes down whose it is, and whether it came to nothing. */
    private boolean isToBeAsked(Place place, @Nullable Status status) {
        Map<Place, FastEntry> known = scene.journal().fast;
        FastEntry entry = known.get(place);
        Duration since = accepted.get(place);
        if (status != null && status.state().isOn()) {
            if (entry == null) {
                known.put(place, new FastEntry(Whose.OTHERS, now()));
            }
            return false;
        }
        if (since == null) {
            return status == null || status.state() != State.DISABLING;
        }
        Duration shows = scene.settings().volumes().showsWithin();
        if (scene.ground().scheduler().elapsed().minus(since).compareTo(shows) >= 0) {
            hopeless.put(place, "it ended by itself" + (status == null ? "" : ", " + status.reason()));
        }
        return false;
    }

    private CompletionStage<Boolean> enable(Set<Place> places) {
        Set<Place> again = places.stream()
                .filter(place -> scene.journal().fast.containsKey(place))
                .collect(Collectors.toUnmodifiableSet());
        places.forEach(place -> scene.journal().fast.put(place, new FastEntry(Whose.ASKED, now())));
        return scene.keep()
                .thenCompose(kept -> scene.ending().isDone() ? Scene.ended() : requests.enable(places, hopeless::put))
                .thenApply(on -> {
                    on.forEach(place -> accepted(place, again.contains(place)));
                    scene.book().persist();
                    return true;
                });
    }

    /** Of one that was asked for before, that request may still be under way. */
    private void accepted(Place place, boolean again) {
        accepted.put(place, scene.ground().scheduler().elapsed());
        if (!again) {
            scene.journal().fast.computeIfPresent(place, (key, entry) -> new FastEntry(Whose.OURS, entry.since()));
        }
    }

    private Instant now() {
        return scene.ground().scheduler().now();
    }

    private String missing(Map<Place, Status> states) {
        Map<Place, String> waiting = new TreeMap<>();
        for (Place place : wanted) {
            Status status = states.get(place);
            if (!hopeless.containsKey(place) && !isReady(place, status)) {
                waiting.put(place, status == null ? "not yet" : status.state().toString());
            }
        }
        return waiting.isEmpty() ? "" : "fast snapshot restore was not ready for " + some(waiting);
    }

    /** What somebody else enabled may have spent its credits; then its volume shows that. */
    private boolean isReady(Place place, @Nullable Status status) {
        FastEntry entry = scene.journal().fast.get(place);
        if (status == null || status.state() != State.ENABLED || entry == null) {
            return false;
        }
        Duration credit = FastRestoring.firstCredit(sizes.getOrDefault(place.snapshot(), new ByteSize(0)));
        // What was not answered may have been accepted as late as it may show.
        Duration late = entry.whose() == Whose.ASKED
                ? scene.limit().plus(scene.settings().volumes().showsWithin())
                : Duration.ZERO;
        return !entry.isOurs() || !now().isBefore(entry.since().plus(credit).plus(late));
    }

    private static String some(Map<Place, String> all) {
        List<String> shown = all.entrySet().stream()
                .limit(SHOWN)
                .map(one -> one.getKey() + " (" + one.getValue() + ")")
                .toList();
        int more = all.size() - shown.size();
        return String.join(", ", shown) + (more > 0 ? " and " + more + " more" : "");
    }
}
