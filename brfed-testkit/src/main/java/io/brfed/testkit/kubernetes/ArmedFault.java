package io.brfed.testkit.kubernetes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * A fault that waits for its requests. Made by {@link FaultTarget}; safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class ArmedFault {

    /** What happens to a request. */
    enum Effect {
        FAIL,
        DELAY,
        HANG,
        LOSE_ANSWER,
        LAND_LATE;

        /** Whether requests are kept until they are released, so that one counts as hit only once it is kept. */
        boolean holds() {
            return this == HANG || this == LAND_LATE;
        }
    }

    /** How it happens. */
    record Plan(Effect effect, int status, Duration delay) {}

    private final Predicate<RecordedRequest> target;
    private final Plan plan;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition hit = lock.newCondition();
    private final List<Runnable> held = new ArrayList<>();
    private int skip;
    private int remaining;
    private int hits;
    private boolean released;

    ArmedFault(Predicate<RecordedRequest> target, Plan plan, int skip, int times) {
        this.target = target;
        this.plan = plan;
        this.skip = skip;
        this.remaining = times;
    }

    Plan plan() {
        return plan;
    }

    /** Whether this request is hit; if so, it counts. */
    boolean takes(RecordedRequest request) {
        if (!target.test(request)) {
            return false;
        }
        lock.lock();
        try {
            if (remaining <= 0) {
                return false;
            }
            if (skip > 0) {
                skip--;
                return false;
            }
            remaining--;
            if (!plan.effect().holds()) {
                struck();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Keeps the action until {@link #release()}; runs it at once if that was called before. */
    void hold(Runnable action) {
        lock.lock();
        try {
            if (!released) {
                held.add(action);
                struck();
                return;
            }
        } finally {
            lock.unlock();
        }
        action.run();
        lock.lock();
        try {
            struck();
        } finally {
            lock.unlock();
        }
    }

    private void struck() {
        hits++;
        hit.signalAll();
    }

    /**
     * Returns how often the fault has struck.
     *
     * @return number of requests hit so far
     */
    public int hits() {
        lock.lock();
        try {
            return hits;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until the fault has struck at least once.
     *
     * @param limit how long to wait at most
     * @return this
     * @throws AssertionError if no request came in time
     */
    public ArmedFault awaitHit(Duration limit) {
        long remainingNanos = Objects.requireNonNull(limit, "limit").toNanos();
        lock.lock();
        try {
            while (hits == 0) {
                if (remainingNanos <= 0) {
                    throw new AssertionError("no request met the fault " + this + " within " + limit);
                }
                remainingNanos = hit.awaitNanos(remainingNanos);
            }
            return this;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for a request to meet the fault " + this, e);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lets requests go on that hang or are to land late: they are carried out now, in order of arrival, and those that
     * come later are not held any more. When this returns their effects have happened.
     */
    public void release() {
        List<Runnable> actions;
        lock.lock();
        try {
            released = true;
            actions = List.copyOf(held);
            held.clear();
        } finally {
            lock.unlock();
        }
        actions.forEach(Runnable::run);
    }

    /** Strikes no more. What is held stays held until {@link #release()}. */
    public void disarm() {
        lock.lock();
        try {
            remaining = 0;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return plan.effect() + (plan.status() == 0 ? "" : " " + plan.status());
    }
}
