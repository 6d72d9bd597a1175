package io.brfed.testkit.direct;

import io.brfed.api.BackupLocation;
import io.brfed.api.ProviderException.Fault;
import io.brfed.spi.BackupStorage;
import io.brfed.spi.BackupStorage.Guard;
import io.brfed.spi.Scheduler;
import io.brfed.spi.StoredObject;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Buckets in memory, in the time of a scheduler, with faults by name. One object stands for all buckets of a test;
 * {@link #at} hands out the storage of one location. A call takes 20 ms, its effect is in the middle. For the scheduler's
 * thread, and safe beside it.
 *
 * @since 0.1.0
 */
public final class FakeStorage {
    private static final Duration DEFAULT_LATENCY = Duration.ofMillis(20);

    private final Scheduler scheduler;
    private final NavigableMap<String, StoredObject> objects = new TreeMap<>();
    private final Map<Action, Deque<Fate>> planned = new EnumMap<>(Action.class);
    private final List<BiConsumer<String, StoredObject>> watchers = new ArrayList<>();
    private Duration latency = DEFAULT_LATENCY;
    private Guard guard = Guard.ATOMIC;
    private @Nullable Fault outage;
    private long written;

    private FakeStorage(Scheduler scheduler) {
        this.scheduler = Objects.requireNonNull(scheduler, "scheduler");
    }

    /** Buckets with nothing in them. */
    public static FakeStorage create(Scheduler scheduler) {
        return new FakeStorage(scheduler);
    }

    /** The storage of one location. */
    public BackupStorage at(BackupLocation location) {
        return new FakeStorageCalls(this, Objects.requireNonNull(location, "location"));
    }

    /** Sets the time from a call to its answer. Default: 20 ms. */
    public synchronized FakeStorage latency(Duration value) {
        latency = Objects.requireNonNull(value, "value");
        return this;
    }

    /** Sets whether writes can depend on what is there. Default: {@link Guard#ATOMIC}. */
    public synchronized FakeStorage guard(Guard value) {
        guard = Objects.requireNonNull(value, "value");
        return this;
    }

    /** The next call of a kind fails; nothing is done. */
    public FakeStorage failNext(Action action, Fault fault) {
        return plan(action, new Fate(fault, null));
    }

    /** The next call of a kind takes effect, its answer is lost. */
    public FakeStorage loseAnswerOf(Action action) {
        return landLate(action, Duration.ZERO);
    }

    /** The next call of a kind takes effect only after the delay, its answer is lost. */
    public FakeStorage landLate(Action action, Duration delay) {
        return plan(action, new Fate(Fault.OUTCOME_UNKNOWN, delay));
    }

    private synchronized FakeStorage plan(Action action, Fate fate) {
        planned.computeIfAbsent(action, key -> new ArrayDeque<>()).add(fate);
        return this;
    }

    /** Every call fails at once with this fault, until {@link #heal}; nothing is done. */
    public synchronized FakeStorage outage(Fault fault) {
        outage = Objects.requireNonNull(fault, "fault");
        return this;
    }

    /** Forgets all faults. */
    public synchronized FakeStorage heal() {
        outage = null;
        planned.clear();
        return this;
    }

    /** Calls the hook with url and object at the moment of each write. It must not call back. */
    public synchronized FakeStorage onWrite(BiConsumer<String, StoredObject> hook) {
        watchers.add(Objects.requireNonNull(hook, "hook"));
        return this;
    }

    /** Puts an object behind everybody's back. */
    public synchronized void put(BackupLocation location, String key, byte[] content) {
        set(url(location, key), content);
    }

    /** Removes an object behind everybody's back. */
    public synchronized void remove(BackupLocation location, String key) {
        objects.remove(url(location, key));
    }

    /** Every object by its url. */
    public synchronized Map<String, StoredObject> objects() {
        return new TreeMap<>(objects);
    }

    /** An object of a location. */
    public synchronized Optional<StoredObject> get(BackupLocation location, String key) {
        return Optional.ofNullable(objects.get(url(location, key)));
    }

    static String url(BackupLocation location, String key) {
        return location.url().replaceAll("/+$", "") + "/" + key;
    }

    synchronized StoredObject set(String url, byte[] content) {
        StoredObject stored = StoredObject.of(content, "\"v" + ++written + "\"");
        objects.put(url, stored);
        watchers.forEach(watcher -> watcher.accept(url, stored));
        return stored;
    }

    synchronized @Nullable StoredObject find(String url) {
        return objects.get(url);
    }

    synchronized void drop(String url) {
        objects.remove(url);
    }

    synchronized List<String> urls(String prefix) {
        return objects.tailMap(prefix).keySet().stream()
                .takeWhile(url -> url.startsWith(prefix))
                .toList();
    }

    synchronized Guard guard() {
        return guard;
    }

    synchronized Duration latency() {
        return latency;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    /** What happens to a call; uses up one planned fault if there is one for it. */
    synchronized @Nullable Fate next(Action action) {
        Fault all = outage;
        if (all != null) {
            return new Fate(all, null);
        }
        Deque<Fate> plans = planned.get(action);
        return plans == null ? null : plans.poll();
    }

    /**
     * The kinds of calls.
     *
     * @since 0.1.0
     */
    public enum Action {
        /** Reading an object. */
        READ,
        /** Writing one. */
        WRITE,
        /** Listing keys. */
        LIST,
        /** Removing an object. */
        DELETE
    }

    /** A fault; with a delay, the call takes effect then. */
    record Fate(Fault fault, @Nullable Duration effectAfter) {}
}
