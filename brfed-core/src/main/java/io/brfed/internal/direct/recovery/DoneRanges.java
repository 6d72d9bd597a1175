package io.brfed.internal.direct.recovery;

import io.brfed.internal.direct.recovery.RecoveryState.Range;
import io.brfed.spi.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The parts of the key space that are done; parts that touch are one. Not thread-safe. */
final class DoneRanges {
    private static final int LONGEST = 400;

    private final TreeMap<Key, Key> endByStart = new TreeMap<>();

    DoneRanges(List<Range> ranges) {
        ranges.forEach(range -> add(range.start(), range.end()));
    }

    void add(Key from, Key to) {
        Key start = from;
        Key end = to;
        Map.Entry<Key, Key> before = endByStart.floorEntry(start);
        if (before != null && !isBefore(before.getValue(), start)) {
            start = before.getKey();
            end = later(end, before.getValue());
        }
        Map.Entry<Key, Key> next = endByStart.ceilingEntry(start);
        while (next != null && (end.isUnbounded() || next.getKey().compareTo(end) <= 0)) {
            end = later(end, next.getValue());
            endByStart.remove(next.getKey());
            next = endByStart.higherEntry(next.getKey());
        }
        endByStart.put(start, end);
    }

    /** Where what is done beginning with a key ends; empty if the key itself is not done. */
    Optional<Key> doneFrom(Key key) {
        Map.Entry<Key, Key> part = endByStart.floorEntry(key);
        boolean covers = part != null && (part.getValue().isUnbounded() || key.compareTo(part.getValue()) < 0);
        return covers ? Optional.of(part.getValue()) : Optional.empty();
    }

    boolean isAll() {
        return doneFrom(Key.UNBOUNDED).filter(Key::isUnbounded).isPresent();
    }

    List<Range> ranges() {
        List<Range> ranges = new ArrayList<>();
        endByStart.forEach((start, end) -> ranges.add(new Range(start, end)));
        return ranges;
    }

    @Override
    public String toString() {
        String all = endByStart.toString();
        return all.length() <= LONGEST ? all : all.substring(0, LONGEST) + "…";
    }

    /** Whether an end lies before a start; touching is not before. */
    private static boolean isBefore(Key end, Key start) {
        return !end.isUnbounded() && end.compareTo(start) < 0;
    }

    private static Key later(Key end, Key other) {
        return end.isUnbounded() || other.isUnbounded() ? Key.UNBOUNDED : end.compareTo(other) > 0 ? end : other;
    }
}
