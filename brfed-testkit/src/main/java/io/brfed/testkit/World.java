package io.brfed.testkit;

import io.brfed.api.BackupLocation;
import io.brfed.api.ClusterName;
import io.brfed.api.OperationId;
import io.brfed.spi.Scheduler;
import io.brfed.testkit.tidb.FakeTidbCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the fake planes of one federation share. Its monitor guards everything in the federation that changes. */
final class World {
    private final Scheduler scheduler;
    private final Journal journal = new Journal();
    private final Pauses pauses = new Pauses();
    private final Map<BackupLocation, StoredPart> storage;
    private final Map<OperationId, Restoring> restores = new LinkedHashMap<>();
    private @Nullable FakeTidbCluster tidb;
    private final List<Consumer<Effect>> hooks = new ArrayList<>();
    private final List<Witness> witnesses = new ArrayList<>();
    private int effects;

    private World(Scheduler scheduler, Map<BackupLocation, StoredPart> storage) {
        this.scheduler = scheduler;
        this.storage = storage;
    }

    static World on(Scheduler scheduler) {
        return new World(scheduler, new ConcurrentHashMap<>());
    }

    /** Another world with the same time and the same storage. */
    World another() {
        return new World(scheduler, storage);
    }

    Scheduler scheduler() {
        return scheduler;
    }

    Journal journal() {
        return journal;
    }

    Pauses pauses() {
        return pauses;
    }

    /** Each member's part of every finished backup. */
    Map<BackupLocation, StoredPart> storage() {
        return storage;
    }

    /** The TiDB cluster that runs in these clusters, if its physics are played. */
    @Nullable
    FakeTidbCluster tidb() {
        return tidb;
    }

    void tidb(FakeTidbCluster value) {
        tidb = value;
    }

    /** What one restore has made so far. */
    Restoring restoring(OperationId id) {
        return restores.computeIfAbsent(id, key -> new Restoring());
    }

    Map<OperationId, Restoring> restores() {
        return restores;
    }

    Duration elapsed() {
        return scheduler.elapsed();
    }

    void log(ClusterName cluster, String what, Object detail) {
        journal.add(new Journal.Entry(elapsed(), cluster, what, detail));
    }

    /** Runs a task later, with the world to itself. */
    Scheduler.Timer later(Duration delay, Runnable task) {
        return scheduler.schedule(delay, () -> {
            synchronized (this) {
                task.run();
            }
        });
    }

    /** Works something out later, with the world to itself, and runs the result without. */
    void afterwards(Duration delay, Supplier<Runnable> task) {
        scheduler.schedule(delay, () -> {
            Runnable rest;
            synchronized (this) {
                rest = task.get();
            }
            rest.run();
        });
    }

    void onEffect(Consumer<Effect> hook) {
        hooks.add(hook);
    }

    void add(Witness witness) {
        witnesses.add(witness);
    }

    /** Whether somebody wants to know what truly happens. */
    boolean witnessed() {
        return !witnesses.isEmpty();
    }

    void witness(Consumer<Witness> what) {
        for (int i = 0; i < witnesses.size(); i++) {
            what.accept(witnesses.get(i));
        }
    }

    /** A fault really happens. */
    void happens(FaultKind kind, ClusterName cluster) {
        witness(witness -> witness.happened(kind, cluster));
    }

    int nextEffect() {
        return ++effects;
    }

    int effects() {
        return effects;
    }

    void tell(Effect effect) {
        if (!hooks.isEmpty()) {
            List.copyOf(hooks).forEach(hook -> hook.accept(effect));
        }
    }
}
