package io.brfed.internal.direct.restore;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.VolumeId;
import io.brfed.spi.CallBudget.Call;
import io.brfed.spi.NewVolume;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Removes volumes that carry the stamp of one member of an operation, and nothing else. One that is being made cannot be
 * removed: it is waited for. For one use; touched by tasks of the scheduler only.
 */
final class VolumeCleanUp {
    private final Means means;
    private final VolumeOwner owner;
    private final Set<VolumeId> keep;
    private final Duration quietFrom;
    private final Set<VolumeId> unseen = new TreeSet<>();
    /** What cannot be removed, however often that is tried, with the reason. */
    private final Map<VolumeId, String> staying = new TreeMap<>();
    /** What could not be done in this round, with the reason. */
    private final List<String> open = new ArrayList<>();

    private final CompletableFuture<List<String>> result = new CompletableFuture<>();
    private Duration began = Duration.ZERO;
    private @Nullable Duration endsBy;
    private int underWay;
    private boolean lookingRefused;

    /**
     * Nothing removed yet.
     *
     * @param keep what stays although it carries the stamp
     * @param quietFrom from when on nothing can turn up that has not
     */
    VolumeCleanUp(Means means, VolumeOwner owner, Set<VolumeId> keep, Duration quietFrom) {
        this.means = means;
        this.owner = owner;
        this.keep = Set.copyOf(keep);
        this.quietFrom = quietFrom;
    }

    /**
     * Removes what is known and what is found; goes on after an error, until nothing is left or the time is over.
     *
     * @return what could not be removed, with the reason; empty if nothing is left
     */
    CompletionStage<List<String>> remove(Collection<VolumeId> known) {
        began = means.now();
        unseen.addAll(known);
        unseen.removeAll(keep);
        round();
        return result;
    }

    private void round() {
        open.clear();
        Duration limit = means.settings().call();
        means.calls()
                .read(
                        "looking for volumes of " + owner.id(),
                        limit,
                        () -> means.provider().find(owner.id(), owner.cluster(), limit))
                .whenComplete((found, error) -> {
                    List<NewVolume> ours = error == null ? found : List.of();
                    lookingRefused = false;
                    if (error instanceof ProviderException failure) {
                        lookingRefused = failure.fault() == Fault.REFUSED;
                        open.add("volumes tagged with " + owner.id() + " could not be looked for: "
                                + failure.getMessage());
                    }
                    ours.forEach(volume -> unseen.remove(volume.id()));
                    describe(ours);
                });
    }

    /** What is known, but was not found by its stamp: it shows late, is gone, or lost its stamp. */
    private void describe(List<NewVolume> ours) {
        if (unseen.isEmpty()) {
            removeAll(ours);
            return;
        }
        Duration limit = means.settings().call();
        Set<VolumeId> asked = Set.copyOf(unseen);
        means.calls()
                .read(
                        "asking for " + asked.size() + " volumes",
                        limit,
                        () -> means.provider().describe(asked, limit))
                .whenComplete((found, error) -> {
                    List<NewVolume> all = new ArrayList<>(ours);
                    if (error != null) {
                        open.add(asked.size() + " volumes could not be looked at: " + error.getMessage());
                    } else {
                        found.forEach(volume -> {
                            unseen.remove(volume.id());
                            seen(volume, all);
                        });
                    }
                    removeAll(all);
                });
    }

    private void seen(NewVolume volume, List<NewVolume> all) {
        if (volume.isOf(owner.id(), owner.cluster())) {
            all.add(volume);
        } else {
            staying.put(
                    volume.id(),
                    "volume " + volume.id() + " stays, because it does not carry the stamp of " + owner.id());
        }
    }

    private void removeAll(List<NewVolume> ours) {
        if (endsBy == null) {
            Duration turn = means.provider().budget().wouldWait(Call.DELETE_VOLUME, ours.size());
            endsBy = means.now().plus(turn).plus(means.settings().longest());
        }
        List<NewVolume> removable = new ArrayList<>();
        for (NewVolume volume : ours) {
            if (keep.contains(volume.id()) || staying.containsKey(volume.id())) {
                continue;
            }
            switch (volume.state()) {
                case AVAILABLE, ERROR -> removable.add(volume);
                case CREATING, IN_USE -> open.add("volume " + volume.id() + " is " + volume.state());
                case DELETING, DELETED -> {}
            }
        }
        underWay = removable.size();
        if (removable.isEmpty()) {
            ended();
        }
        removable.forEach(volume -> {
            Duration wait = means.provider().budget().reserve(Call.DELETE_VOLUME);
            means.scheduler().schedule(wait, () -> send(volume.id()));
        });
    }

    private void send(VolumeId volume) {
        Duration limit = means.settings().call();
        means.calls()
                .write(
                        "removing volume " + volume,
                        limit,
                        () -> means.provider().delete(volume, limit).thenApply(done -> true))
                .whenComplete((done, error) -> {
                    if (error instanceof ProviderException failure) {
                        notRemoved(volume, failure);
                    }
                    if (--underWay == 0) {
                        ended();
                    }
                });
    }

    private void notRemoved(VolumeId volume, ProviderException failure) {
        String reason = "volume " + volume + " was not removed: " + failure.getMessage();
        if (failure.fault() == Fault.REFUSED) {
            staying.put(volume, reason);
            return;
        }
        open.add(reason);
        if (failure.fault() == Fault.RETRY) {
            means.provider().budget().exhausted(Call.DELETE_VOLUME);
        }
    }

    private void ended() {
        // What is known and does not show may be gone, or too new.
        Duration shown = unseen.isEmpty()
                ? quietFrom
                : later(quietFrom, began.plus(means.settings().showsWithin()));
        boolean quiet = means.now().compareTo(shown) >= 0;
        boolean done = open.isEmpty() || (lookingRefused && open.size() == 1);
        boolean late = endsBy != null && means.now().compareTo(endsBy) >= 0;
        if (late || (quiet && done)) {
            List<String> left = new ArrayList<>(open);
            left.addAll(staying.values());
            result.complete(List.copyOf(left));
        } else {
            means.scheduler().schedule(means.settings().poll(), this::round);
        }
    }

    private static Duration later(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }
}
