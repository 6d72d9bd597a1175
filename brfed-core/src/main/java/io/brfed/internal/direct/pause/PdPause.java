package io.brfed.internal.direct.pause;

import io.brfed.api.Tso;
import io.brfed.internal.loop.Calls;
import io.brfed.spi.PdClient;
import io.brfed.spi.PdClient.PausedScheduler;
import io.brfed.spi.Scheduler;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * PD's parts of a pause: schedulers, temporary settings, the hold of garbage collection. Touched by tasks of the scheduler
 * only.
 */
public final class PdPause {
    /** What holds PD from moving regions, and its value: the settings that BR pauses, with the values that it gives them. */
    public static final Map<String, String> WHILE_PAUSED = Map.of(
            "hot-region-schedule-limit", "0",
            "leader-schedule-limit", "0",
            "merge-schedule-limit", "0",
            "region-schedule-limit", "0",
            "replica-schedule-limit", "0",
            "enable-tikv-split-region", "false",
            "enable-location-replacement", "\"false\"");

    private final PdClient pd;
    private final Scheduler scheduler;
    private final Calls calls;
    private final PauseSettings settings;
    private final String holder;
    private final Map<String, String> stored = new TreeMap<>();
    private final Map<String, Long> pausedAt = new TreeMap<>();
    private Tso safePoint = new Tso(0);
    private Duration gcHeldAt = Duration.ZERO;
    private Duration settingsHeldAt = Duration.ZERO;
    private Duration schedulersFor = Duration.ZERO;
    private Duration schedulersSentAt = Duration.ZERO;

    PdPause(Reach reach, String holder) {
        this.pd = reach.pd();
        this.scheduler = reach.scheduler();
        this.calls = reach.calls();
        this.settings = reach.settings();
        this.holder = holder;
    }

    /** Reads what will be changed, before anything is. */
    CompletionStage<Void> prepare() {
        return read("reading PD's scheduling settings", () -> pd.scheduleSettings(settings.call()))
                .thenAccept(all -> WHILE_PAUSED.keySet().forEach(key -> {
                    String value = all.get(key);
                    if (value != null) {
                        stored.put(key, value);
                    }
                }));
    }

    /** Holds garbage collection just below a timestamp. */
    CompletionStage<Void> holdGc(Tso below) {
        safePoint = new Tso(below.bits() - 1);
        return sendGc().thenAccept(least -> {
            if (least.compareTo(safePoint) > 0) {
                throw new PauseRefusedException("garbage collection is already held no lower than " + least
                        + ", above the resolved timestamp " + below + "; try again, or look which service moved it");
            }
        });
    }

    /** Pauses all schedulers for the whole pause, and sets what stops PD otherwise. */
    CompletionStage<Void> pauseScheduling(Duration whole) {
        schedulersFor = whole;
        CompletableFuture<Void> schedulers = sendSchedulers().toCompletableFuture();
        CompletableFuture<Void> temporary = sendSettings().toCompletableFuture();
        return CompletableFuture.allOf(schedulers, temporary);
    }

    /** Remembers since when each scheduler has been paused. */
    CompletionStage<Void> rememberSchedulers() {
        return paused().thenAccept(list -> {
            pausedAt.clear();
            list.forEach(one -> pausedAt.put(one.name(), one.pausedAt()));
        });
    }

    /** Sends the hold of garbage collection and the settings once more; ends, never with a failure, when both have ended. */
    CompletionStage<Void> renew(StoreLease.Watcher watcher) {
        CompletionStage<Boolean> gc = sendGc().handle((least, error) -> {
            if (error == null && least.compareTo(safePoint) > 0) {
                watcher.gap(new Gap(PausePart.GC, "PD refused to hold " + safePoint + ", the least is " + least));
            } else if (error != null && late(gcHeldAt)) {
                watcher.gap(new Gap(PausePart.GC, "it could not be renewed: " + error.getMessage()));
            }
            return error == null;
        });
        return sendSettings()
                .handle((done, error) -> {
                    if (error != null && late(settingsHeldAt)) {
                        watcher.gap(new Gap(
                                PausePart.SCHEDULERS, "PD's settings could not be renewed: " + error.getMessage()));
                    }
                    return error == null;
                })
                .thenCombine(gc, (settings, held) -> null);
    }

    /** Whether garbage collection is still held: sent once more, and not refused. */
    CompletionStage<Void> proveGc() {
        boolean late = late(gcHeldAt);
        return sendGc().thenAccept(least -> {
            if (late || least.compareTo(safePoint) > 0) {
                throw new GapException(new Gap(
                        PausePart.GC, late ? "it was renewed too late" : "PD refused it, the least is " + least));
            }
        });
    }

    /** The schedulers that are not paused since the time that was read first. */
    CompletionStage<List<String>> lostSchedulers() {
        return paused().thenApply(list -> {
            Map<String, Long> now = new TreeMap<>();
            list.forEach(one -> now.put(one.name(), one.pausedAt()));
            return pausedAt.entrySet().stream()
                    .filter(known -> !known.getValue().equals(now.get(known.getKey())))
                    .map(Map.Entry::getKey)
                    .toList();
        });
    }

    /** Why schedulers are not paused any more that were. */
    String whyLost() {
        boolean over = scheduler.elapsed().compareTo(schedulersSentAt.plus(schedulersFor)) >= 0;
        return over
                ? "it ran out by itself after the " + schedulersFor + " for which they were paused"
                : "its leader has changed";
    }

    /** Pauses the schedulers anew, after PD has forgotten them. */
    CompletionStage<Void> reapplySchedulers() {
        return sendSchedulers().thenCompose(sent -> rememberSchedulers());
    }

    CompletionStage<Void> resumeSchedulers() {
        return write("resuming PD's schedulers", () -> pd.resumeSchedulers(settings.call()));
    }

    CompletionStage<Void> endTemporary() {
        return stored.isEmpty()
                ? CompletableFuture.completedFuture(null)
                : write("ending PD's temporary settings", () -> pd.endTemporary(stored, settings.call()));
    }

    CompletionStage<Void> releaseGc() {
        return write("releasing garbage collection", () -> pd.releaseGc(holder, settings.call()));
    }

    private CompletionStage<Tso> sendGc() {
        Duration sent = scheduler.elapsed();
        return calls.write(
                        "holding garbage collection at " + safePoint,
                        settings.call(),
                        () -> pd.holdGc(holder, safePoint, settings.hold(), settings.call()))
                .thenApply(least -> {
                    gcHeldAt = sent;
                    return least;
                });
    }

    private CompletionStage<Void> sendSchedulers() {
        schedulersSentAt = scheduler.elapsed();
        return write("pausing PD's schedulers", () -> pd.pauseSchedulers(schedulersFor, settings.call()));
    }

    private CompletionStage<Void> sendSettings() {
        if (stored.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        Map<String, String> paused = new TreeMap<>(WHILE_PAUSED);
        paused.keySet().retainAll(stored.keySet());
        Duration sent = scheduler.elapsed();
        return write(
                        "setting PD's settings for the time of the pause",
                        () -> pd.setTemporarily(paused, settings.hold(), settings.call()))
                .thenAccept(done -> settingsHeldAt = sent);
    }

    private CompletionStage<List<PausedScheduler>> paused() {
        return read("reading PD's paused schedulers", () -> pd.pausedSchedulers(settings.call()));
    }

    private boolean late(Duration since) {
        return settings.mayHaveRunOut(scheduler.elapsed().minus(since));
    }

    private <T> CompletionStage<T> read(String what, Supplier<CompletionStage<T>> call) {
        return calls.read(what, settings.call(), call);
    }

    private CompletionStage<Void> write(String what, Supplier<CompletionStage<Void>> call) {
        return calls.write(what, settings.call(), () -> call.get().thenApply(done -> true))
                .thenAccept(done -> {});
    }
}
