package io.brfed.tikv.testserver;

import io.brfed.api.Tso;
import io.brfed.spi.Key;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the keys of a {@link TestTidbCluster} hold, and have held: the versions of each by the timestamps at which they were
 * committed, and the locks of transactions that have not ended. Keys are raw, as TiDB sees them; they are shown as text in
 * UTF-8. Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class TestContents {
    private final NavigableMap<Key, NavigableMap<Tso, Optional<String>>> versions = new TreeMap<>();
    private final Set<Key> locks = new TreeSet<>();

    private TestContents() {}

    /** Nothing. */
    public static TestContents empty() {
        return new TestContents();
    }

    /** A copy, which goes its own way from now on. */
    public synchronized TestContents copy() {
        TestContents copy = new TestContents();
        versions.forEach((key, history) -> copy.versions.put(key, new TreeMap<>(history)));
        copy.locks.addAll(locks);
        return copy;
    }

    /** Commits a value. */
    public synchronized TestContents put(String key, Tso commit, String value) {
        history(key(key)).put(commit, Optional.of(value));
        return this;
    }

    /** Commits that a key holds nothing. */
    public synchronized TestContents delete(String key, Tso commit) {
        history(key(key)).put(commit, Optional.empty());
        return this;
    }

    /** Begins a transaction on a key, which does not end by itself. */
    public synchronized TestContents lock(String key) {
        locks.add(key(key));
        return this;
    }

    /** What whoever reads at a timestamp sees. */
    public synchronized Map<String, String> at(Tso timestamp) {
        Map<String, String> seen = new TreeMap<>();
        versions.forEach((key, history) -> at(history, timestamp).ifPresent(value -> seen.put(text(key), value)));
        return seen;
    }

    /** What whoever reads last sees. */
    public Map<String, String> latest() {
        return at(new Tso(-1));
    }

    /** The keys that are locked. */
    public synchronized Set<String> locked() {
        Set<String> keys = new TreeSet<>();
        locks.forEach(key -> keys.add(text(key)));
        return keys;
    }

    private NavigableMap<Tso, Optional<String>> history(Key key) {
        return versions.computeIfAbsent(key, fresh -> new TreeMap<>());
    }

    private static Optional<String> at(NavigableMap<Tso, Optional<String>> history, Tso timestamp) {
        Map.Entry<Tso, Optional<String>> entry = history.floorEntry(timestamp);
        return entry == null ? Optional.empty() : entry.getValue();
    }

    /** Ends the transactions of a range of raw keys. */
    synchronized void unlock(Key from, Key to) {
        locks.removeIf(key -> isIn(key, from, to));
    }

    /**
     * Takes a range of raw keys back to a timestamp by writing what they held then at a later one.
     *
     * @return false, with nothing done, if a key has a later commit than that
     */
    synchronized boolean takeBack(Key from, Key to, Tso version, Tso commit) {
        boolean later = versions.entrySet().stream()
                .filter(entry -> isIn(entry.getKey(), from, to))
                .anyMatch(entry -> entry.getValue().lastKey().compareTo(commit) > 0);
        if (later) {
            return false;
        }
        versions.forEach((key, history) -> {
            Tso newest = history.lastKey();
            if (isIn(key, from, to) && newest.compareTo(version) > 0 && newest.compareTo(commit) < 0) {
                history.put(commit, at(history, version));
            }
        });
        return true;
    }

    private static boolean isIn(Key key, Key from, Key to) {
        return key.compareTo(from) >= 0 && (to.isUnbounded() || key.compareTo(to) < 0);
    }

    private static Key key(String text) {
        return Key.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(Key key) {
        return new String(key.bytes(), StandardCharsets.UTF_8);
    }
}
