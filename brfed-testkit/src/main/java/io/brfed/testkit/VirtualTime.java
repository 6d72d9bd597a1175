package io.brfed.testkit;

import io.brfed.spi.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Scheduler} whose time passes only when it is told to, so that a day of waiting takes no time and every run is
 * the same to the last event.
 *
 * <pre>{@code
 * VirtualTime time = VirtualTime.create();
 * time.schedule(Duration.ofHours(3), () -> done = true);
 * time.advance(Duration.ofHours(3));
 * }</pre>
 *
 * Tasks run inside {@link #advance}, {@link #step} and the {@code run…} and {@code await} methods, on the thread that
 * calls them; what a task throws comes out of there. Tasks due at the same instant run in the order in which they were
 * scheduled, or, if a {@linkplain #seeded seed} was given, in an order that the seed decides; what is
 * {@linkplain #execute executed} at once always runs in order.
 *
 * <p>Unlike other schedulers, this one is for one thread: a call from another than the one that made it is refused.
 *
 * @since 0.1.0
 */
public final class VirtualTime implements Scheduler {
    /** When virtual time begins unless told otherwise. */
    public static final Instant DEFAULT_START = Instant.parse("2026-01-01T00:00:00Z");

    private static final Duration DEFAULT_AWAIT_LIMIT = Duration.ofDays(30);
    private static final long DEFAULT_SEED = 0;
    private static final int DEFAULT_MAX_EVENTS = 1_000_000;
    private static final int SHOWN_PENDING = 10;
    private static final long LAST = Long.MAX_VALUE;

    private final Thread owner = Thread.currentThread();
    private final DueTasks queue = new DueTasks();
    private final SplittableRandom chance;
    private final @Nullable SplittableRandom ties;
    private Instant origin;
    private long elapsedNanos;
    /** The time in both forms, made when first asked for: within one task it is asked for again and again. */
    private @Nullable Duration elapsed;

    private @Nullable Instant now;
    private long events;
    private int maxEvents = DEFAULT_MAX_EVENTS;
    private Duration awaitLimit = DEFAULT_AWAIT_LIMIT;

    private VirtualTime(Instant start, SplittableRandom chance, @Nullable SplittableRandom ties) {
        this.origin = Objects.requireNonNull(start, "start");
        this.chance = chance;
        this.ties = ties;
    }

    /** Virtual time that begins at {@link #DEFAULT_START}. */
    public static VirtualTime create() {
        return startingAt(DEFAULT_START);
    }

    /** Virtual time that begins at the given moment. */
    public static VirtualTime startingAt(Instant start) {
        return new VirtualTime(start, new SplittableRandom(DEFAULT_SEED), null);
    }

    /** Virtual time in which the seed decides random numbers and the order of timers due at the same instant. */
    public static VirtualTime seeded(long seed) {
        SplittableRandom source = new SplittableRandom(seed);
        return new VirtualTime(DEFAULT_START, source.split(), source);
    }

    /**
     * Sets how many tasks one call may run before it gives up, which tells a loop without waiting from a long test.
     * Default: 1,000,000.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public VirtualTime maxEvents(int limit) {
        if (limit <= 0) {
            throw new IllegalArgumentException("maxEvents is " + limit + "; it must be positive");
        }
        maxEvents = limit;
        return this;
    }

    /** Sets how much time may pass in {@link #await(CompletionStage)}. Default: 30 days. */
    public VirtualTime awaitLimit(Duration limit) {
        awaitLimit = Objects.requireNonNull(limit, "limit");
        return this;
    }

    @Override
    public Instant now() {
        Instant known = now;
        if (known == null) {
            known = origin.plusNanos(elapsedNanos);
            now = known;
        }
        return known;
    }

    @Override
    public Duration elapsed() {
        Duration known = elapsed;
        if (known == null) {
            known = Duration.ofNanos(elapsedNanos);
            elapsed = known;
        }
        return known;
    }

    /** Moves the wall clock, forward or back, without letting time pass: {@link #elapsed} and timers stay as they are. */
    public void jumpClock(Duration by) {
        origin = origin.plus(by);
        now = null;
    }

    @Override
    public void execute(Runnable task) {
        add(0, LAST, task);
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("delay is " + delay + "; it must not be negative");
        }
        long nanos = delay.toNanos();
        return add(nanos, nanos == 0 ? LAST : tieBreak(), task);
    }

    /** The next random number; the same in every run with the same seed. */
    @Override
    public long nextRandom() {
        checkThread();
        return chance.nextLong();
    }

    /**
     * Runs until the stage has completed, either way.
     *
     * @throws IllegalStateException if it has not when the {@linkplain #awaitLimit limit} is reached
     */
    @Override
    public void await(CompletionStage<?> stage) throws InterruptedException {
        CompletableFuture<?> future = stage.toCompletableFuture();
        if (!run(() -> future.isDone() || Thread.currentThread().isInterrupted(), awaitLimit)) {
            throw incomplete(awaitLimit);
        }
        if (!future.isDone() && Thread.interrupted()) {
            throw new InterruptedException("interrupted at " + elapsed() + " of virtual time");
        }
    }

    /** Lets an amount of time pass and runs everything that becomes due in it. */
    public void advance(Duration by) {
        run(() -> false, by);
    }

    /**
     * Runs the next task, letting time pass until it is due.
     *
     * @return false if there was none
     */
    public boolean step() {
        checkThread();
        DueTasks.Task next = queue.first();
        if (next == null) {
            return false;
        }
        runNext(next);
        return true;
    }

    /**
     * Runs until no task is left.
     *
     * @param limit how much time may pass
     * @throws IllegalStateException if tasks are left when the limit is reached
     */
    public void runUntilIdle(Duration limit) {
        if (!run(queue::isEmpty, limit)) {
            throw new IllegalStateException("still busy after " + limit + " of virtual time\n  " + describe());
        }
    }

    /**
     * Runs until something is the case; it is looked at before each task. Time stops there.
     *
     * @param limit how much time may pass; if it all does, it has passed when this returns
     * @return whether it is the case
     */
    public boolean runUntil(BooleanSupplier condition, Duration limit) {
        return run(condition, limit);
    }

    /**
     * Runs until a stage is complete.
     *
     * @param limit how much time may pass
     * @return the stage's value
     * @throws IllegalStateException if the stage is not complete when the limit is reached
     * @throws RuntimeException what the stage completed with, if that was an unchecked exception; others are wrapped in
     *     {@link CompletionException}
     */
    public <T extends @Nullable Object> T await(CompletionStage<T> stage, Duration limit) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        if (!run(future::isDone, limit)) {
            throw incomplete(limit);
        }
        try {
            return future.join();
        } catch (CompletionException wrapped) {
            if (wrapped.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw wrapped;
        }
    }

    /** When each waiting task is due, as {@link #elapsed} will be then, soonest first. */
    public List<Duration> pending() {
        return queue.due().stream().map(Duration::ofNanos).toList();
    }

    /** How many tasks have run since the beginning. */
    public long eventsRun() {
        return events;
    }

    /** One line: the time and what is waiting. */
    @Override
    public String toString() {
        return describe();
    }

    private boolean run(BooleanSupplier condition, Duration limit) {
        checkThread();
        long end = Math.addExact(elapsedNanos, limit.toNanos());
        long lastEvent = events + maxEvents;
        while (!condition.getAsBoolean()) {
            DueTasks.Task next = queue.first();
            if (next == null || next.dueNanos() > end) {
                passTo(end);
                return condition.getAsBoolean();
            }
            if (events >= lastEvent) {
                throw new IllegalStateException("more than " + maxEvents + " tasks ran without an end\n  " + describe()
                        + "\nSomething goes in a circle without waiting; if not, raise maxEvents.");
            }
            runNext(next);
        }
        return true;
    }

    private void runNext(DueTasks.Task next) {
        queue.remove(next);
        passTo(next.dueNanos());
        events++;
        next.run();
    }

    private void passTo(long nanos) {
        if (nanos != elapsedNanos) {
            elapsedNanos = nanos;
            elapsed = null;
            now = null;
        }
    }

    private DueTasks.Task add(long delayNanos, long tie, Runnable action) {
        checkThread();
        Objects.requireNonNull(action, "task");
        DueTasks.Task task = new DueTasks.Task(this, Math.addExact(elapsedNanos, delayNanos), tie, action);
        if (delayNanos == 0) {
            queue.addAtOnce(task);
        } else {
            queue.add(task);
        }
        return task;
    }

    void cancel(DueTasks.Task task) {
        checkThread();
        queue.remove(task);
    }

    private IllegalStateException incomplete(Duration limit) {
        return new IllegalStateException("not complete after " + limit + " of virtual time\n  " + describe());
    }

    private long tieBreak() {
        return ties == null ? LAST : ties.nextLong(LAST);
    }

    private void checkThread() {
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException("virtual time belongs to thread '" + owner.getName()
                    + "' and was called from '" + Thread.currentThread().getName()
                    + "'; give the operation this scheduler too, with scheduler(time)");
        }
    }

    private String describe() {
        List<String> due = new ArrayList<>();
        pending().stream().limit(SHOWN_PENDING).forEach(at -> due.add(at.toString()));
        int more = queue.size() - due.size();
        return "now " + now() + ", " + elapsed() + " elapsed, " + events + " tasks run, " + queue.size() + " waiting"
                + (due.isEmpty() ? "" : " for " + String.join(", ", due) + (more > 0 ? " and " + more + " more" : ""));
    }
}
