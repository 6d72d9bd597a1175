package io.brfed.internal.direct;

import io.brfed.api.OperationId;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import io.brfed.internal.loop.Calls;
import io.brfed.spi.CallBudget.Call;
import io.brfed.spi.InstanceSnapshots;
import io.brfed.spi.InstanceSnapshots.Part;
import io.brfed.spi.Scheduler;
import io.brfed.spi.SnapshotProvider;
import io.brfed.spi.TakenSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * Requests the snapshots of one member inside the pause: one call for each instance, as many at once as the budget allows.
 * A lost answer is looked for by the operation's tag, again and again up to a limit, before a second attempt; of several
 * attempts the one that counts was seen before the result was reported. Touched by tasks of the scheduler only.
 */
final class Capture {
    private final SnapshotProvider provider;
    private final Scheduler scheduler;
    private final Calls calls;
    private final CaptureSettings settings;
    private final Map<VolumeId, TakenSnapshot> taken = new TreeMap<>();
    private final List<TakenSnapshot> surplus = new ArrayList<>();
    private final CompletableFuture<Result> result = new CompletableFuture<>();
    private final Duration endsBy;
    private final Duration allowed;
    private final CompletableFuture<Boolean> quiet = new CompletableFuture<>();
    private int open;
    private int inFlight;
    private boolean unknown;

    /** The snapshots that count, those that do not, and whether more may turn up later. */
    record Result(Map<VolumeId, SnapshotId> snapshots, List<SnapshotId> surplus, boolean mayTurnUp) {}

    /** One instance's request and how often it was looked for. */
    private record Search(InstanceSnapshots request, int looks) {}

    /**
     * Nothing was requested yet.
     *
     * @param endsBy when all of it has to have ended, in the scheduler's elapsed time
     */
    Capture(SnapshotProvider provider, Scheduler scheduler, CaptureSettings settings, Duration endsBy) {
        this.provider = provider;
        this.scheduler = scheduler;
        this.calls = new Calls(scheduler);
        this.settings = settings;
        this.endsBy = endsBy;
        this.allowed = endsBy.minus(scheduler.elapsed());
    }

    /** Sends every request; the stage fails as soon as one cannot succeed in time. */
    CompletionStage<Result> begin(List<InstanceSnapshots> requests) {
        open = requests.size();
        requests.forEach(this::reserveAndSend);
        return result;
    }

    /** Whether a request was sent whose fate is not known. */
    boolean mayTurnUp() {
        return unknown;
    }

    /** Every snapshot that was answered, whether it counts or not. */
    List<SnapshotId> all() {
        return Stream.concat(taken.values().stream(), surplus.stream())
                .map(TakenSnapshot::id)
                .distinct()
                .toList();
    }

    /** Sends nothing any more; the stage completes when every request has an answer or is given up. */
    CompletionStage<Boolean> stop(Throwable why) {
        result.completeExceptionally(why);
        settle();
        return quiet;
    }

    private void settle() {
        if (inFlight == 0 && result.isDone()) {
            quiet.complete(true);
        }
    }

    private void reserveAndSend(InstanceSnapshots request) {
        Duration wait = provider.budget().reserve(Call.CREATE_SNAPSHOTS);
        if (wait.isZero()) {
            send(request);
        } else if (fits(wait)) {
            scheduler.schedule(wait, () -> send(request));
        } else {
            fail("the request budget allows the snapshots of instance " + request.instance() + " only in " + wait);
        }
    }

    private void send(InstanceSnapshots request) {
        if (result.isDone()) {
            return;
        }
        Duration limit = shorter(settings.call(), endsBy.minus(scheduler.elapsed()));
        if (limit.isNegative() || limit.isZero()) {
            fail("no time is left for the snapshots of instance " + request.instance());
            return;
        }
        inFlight++;
        calls.write(
                        "requesting snapshots of instance " + request.instance(),
                        limit,
                        () -> provider.create(request, limit))
                .whenComplete((snapshots, error) -> {
                    inFlight--;
                    if (error == null) {
                        returned(request, snapshots);
                    } else {
                        failed(request, (ProviderException) error);
                    }
                    settle();
                });
    }

    private void returned(InstanceSnapshots request, List<TakenSnapshot> snapshots) {
        if (result.isDone()) {
            surplus.addAll(snapshots);
            return;
        }
        Map<VolumeId, TakenSnapshot> byVolume = new HashMap<>();
        snapshots.forEach(snapshot -> byVolume.put(snapshot.volume(), snapshot));
        for (Part part : request.volumes()) {
            TakenSnapshot snapshot = byVolume.remove(part.volume());
            if (snapshot == null) {
                fail("the request for instance " + request.instance() + " was answered without volume "
                        + part.volume());
                return;
            }
            TakenSnapshot earlier = taken.putIfAbsent(part.volume(), snapshot);
            if (earlier != null && !earlier.id().equals(snapshot.id())) {
                surplus.add(snapshot);
            }
        }
        surplus.addAll(byVolume.values());
        if (--open == 0) {
            finish();
        }
    }

    private void failed(InstanceSnapshots request, ProviderException error) {
        if (result.isDone()) {
            unknown |= error.fault() == Fault.OUTCOME_UNKNOWN;
            return;
        }
        switch (error.fault()) {
            case RETRY -> {
                provider.budget().exhausted(Call.CREATE_SNAPSHOTS);
                retry(request, error);
            }
            case UNREACHABLE -> retry(request, error);
            case OUTCOME_UNKNOWN -> {
                unknown = true;
                lookFor(new Search(request, 1), error);
            }
            case BUSY_UNTIL, GONE, REFUSED -> result.completeExceptionally(error);
        }
    }

    private void retry(InstanceSnapshots request, ProviderException error) {
        if (fits(settings.backOff())) {
            scheduler.schedule(settings.backOff(), () -> reserveAndSend(request));
        } else {
            result.completeExceptionally(error);
        }
    }

    /** New snapshots show late: looks several times before it asks for others. */
    private void lookFor(Search search, ProviderException lost) {
        OperationId id = search.request().id();
        Duration limit = settings.call();
        calls.read(
                        "looking for snapshots of " + id,
                        limit,
                        () -> provider.find(id, search.request().cluster(), limit))
                .whenComplete((found, error) -> {
                    if (result.isDone()) {
                        return;
                    }
                    List<TakenSnapshot> ours = error == null ? of(search.request(), found) : List.of();
                    if (ours.size() == search.request().volumes().size()) {
                        returned(search.request(), ours);
                    } else if (!fits(settings.backOff())) {
                        result.completeExceptionally(lost);
                    } else if (search.looks() < settings.looks()) {
                        Search next = new Search(search.request(), search.looks() + 1);
                        scheduler.schedule(settings.backOff(), () -> lookFor(next, lost));
                    } else {
                        reserveAndSend(nextAttempt(search.request()));
                    }
                });
    }

    private static List<TakenSnapshot> of(InstanceSnapshots request, List<TakenSnapshot> found) {
        return found.stream()
                .filter(snapshot -> snapshot.attempt() == request.attempt())
                .filter(snapshot -> request.volumes().stream()
                        .anyMatch(part -> part.volume().equals(snapshot.volume())))
                .toList();
    }

    private static InstanceSnapshots nextAttempt(InstanceSnapshots request) {
        return new InstanceSnapshots(
                request.instance(),
                request.volumes(),
                request.others(),
                request.id(),
                request.name(),
                request.cluster(),
                request.attempt() + 1);
    }

    private void finish() {
        Map<VolumeId, SnapshotId> counting = new TreeMap<>();
        taken.forEach((volume, snapshot) -> counting.put(volume, snapshot.id()));
        result.complete(
                new Result(counting, surplus.stream().map(TakenSnapshot::id).toList(), unknown));
    }

    private boolean fits(Duration wait) {
        return scheduler.elapsed().plus(wait).compareTo(endsBy) < 0;
    }

    private void fail(String why) {
        result.completeExceptionally(
                new ProviderException(Fault.REFUSED, why + "; all of it had to end within " + allowed));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
