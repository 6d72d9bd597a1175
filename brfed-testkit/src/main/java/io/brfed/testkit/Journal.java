package io.brfed.testkit;

import io.brfed.api.ClusterName;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What happened in a federation of fakes, with virtual times: every call, its answer, and every change of a member or a
 * pause. Print it when a test fails. Keeps the last 10,000 entries. Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class Journal {
    private static final int MAX_ENTRIES = 10_000;

    private final Deque<Entry> entries = new ArrayDeque<>();
    private long dropped;

    Journal() {}

    synchronized void add(Entry entry) {
        if (entries.size() == MAX_ENTRIES) {
            entries.removeFirst();
            dropped++;
        }
        entries.addLast(entry);
    }

    /** The entries kept, in the order of their times. */
    public synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** The entries about one member cluster. */
    public List<Entry> of(String cluster) {
        return entries().stream()
                .filter(entry -> entry.cluster().value().equals(cluster))
                .toList();
    }

    /** One line per entry. */
    @Override
    public synchronized String toString() {
        String head = dropped == 0 ? "" : "(" + dropped + " earlier entries dropped)\n";
        return entries.stream().map(Entry::toString).collect(Collectors.joining("\n", head, ""));
    }

    /**
     * One thing that happened. Immutable.
     *
     * @param at time since the beginning of the scheduler's {@linkplain io.brfed.spi.Scheduler#elapsed elapsed} time
     * @param cluster the member cluster
     * @param what the kind of thing, e.g. {@code DECLARE}, {@code answer}, {@code reached}, {@code pause ended}
     * @param detail what it was about, for people
     * @since 0.1.0
     */
    public record Entry(Duration at, ClusterName cluster, String what, Object detail) {
        /** Checks that no part is missing. */
        public Entry {
            Objects.requireNonNull(at, "at");
            Objects.requireNonNull(cluster, "cluster");
            Objects.requireNonNull(what, "what");
            Objects.requireNonNull(detail, "detail");
        }

        /** One line. */
        @Override
        public String toString() {
            return String.format("%12s  %-8s %s %s", at, cluster, what, detail);
        }
    }
}
