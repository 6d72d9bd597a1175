package io.brfed.testkit.kubernetes;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * The conditions that one simulated TiDB Operator has written, in order: what a test asserts the order of and waits for.
 * It keeps the last 20,000. Get one from {@link SimulatedTidbOperator#journal()}. Thread-safe.
 *
 * @since 0.1.0
 */
public final class OperatorJournal {

    private static final int LIMIT = 20_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();
    private final Deque<ConditionWritten> entries = new ArrayDeque<>();

    OperatorJournal() {}

    /** Everything that is kept, oldest first. */
    public List<ConditionWritten> entries() {
        lock.lock();
        try {
            return List.copyOf(entries);
        } finally {
            lock.unlock();
        }
    }

    /** The types that were written to the members of that name, oldest first, repetitions included. */
    public List<String> types(String name) {
        Objects.requireNonNull(name, "name");
        return entries().stream()
                .filter(entry -> entry.name().equals(name))
                .map(ConditionWritten::type)
                .toList();
    }

    /**
     * Waits until a condition of that type was written to a member of that name, also if that was before the call.
     *
     * @param name the member's name
     * @param type the type of the condition
     * @param limit how long to wait at most
     * @return the first such entry
     * @throws IllegalStateException if none comes within the limit
     */
    public ConditionWritten await(String name, String type, Duration limit) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        return await(entry -> entry.name().equals(name) && entry.type().equals(type), limit, name + " " + type);
    }

    private ConditionWritten await(Predicate<ConditionWritten> wanted, Duration limit, String what) {
        lock.lock();
        try {
            long left = limit.toNanos();
            while (true) {
                var found = entries.stream().filter(wanted).findFirst();
                if (found.isPresent()) {
                    return found.get();
                }
                if (left <= 0) {
                    throw new IllegalStateException("the simulated operator did not write " + what + " within " + limit
                            + "; it wrote " + entries);
                }
                left = added.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + what, e);
        } finally {
            lock.unlock();
        }
    }

    void add(ConditionWritten entry) {
        lock.lock();
        try {
            entries.addLast(entry);
            if (entries.size() > LIMIT) {
                entries.removeFirst();
            }
            added.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
