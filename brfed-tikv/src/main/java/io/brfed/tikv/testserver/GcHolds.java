package io.brfed.tikv.testserver;

import io.brfed.api.Tso;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/** The service safe points of PD, with the rule of acceptance of versions before and after 9.0. Not thread-safe. */
final class GcHolds {
    static final String WORKER = "gc_worker";

    private final boolean barriers;
    private final Map<String, Hold> holds = new TreeMap<>();
    private Tso worker = new Tso(0);

    GcHolds(boolean barriers) {
        this.barriers = barriers;
    }

    /**
     * What one holder holds.
     *
     * @param holder who
     * @param safePoint what
     * @param until when it runs out
     */
    record Hold(String holder, Tso safePoint, Instant until) {}

    Hold update(Hold asked, Duration ttl, Instant now) {
        holds.values().removeIf(hold -> !hold.until().isAfter(now));
        if (ttl.isZero() || ttl.isNegative()) {
            holds.remove(asked.holder());
        } else if (asked.safePoint().compareTo(barriers ? worker : least().safePoint()) >= 0) {
            holds.put(asked.holder(), asked);
        }
        return barriers ? new Hold(WORKER, worker, Instant.MAX) : least();
    }

    /** Garbage collection goes on to a timestamp, whatever is held. */
    void advance(Tso to) {
        worker = to;
    }

    Tso worker() {
        return worker;
    }

    Map<String, Hold> held(Instant now) {
        Map<String, Hold> current = new TreeMap<>(holds);
        current.values().removeIf(hold -> !hold.until().isAfter(now));
        return current;
    }

    private Hold least() {
        Hold ofWorker = new Hold(WORKER, worker, Instant.MAX);
        return holds.values().stream()
                .min(Comparator.comparing(Hold::safePoint))
                .filter(hold -> hold.safePoint().compareTo(worker) < 0)
                .orElse(ofWorker);
    }
}
