package io.brfed.tikv.testserver;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Schedulers, checkers, operators and scheduling settings of PD. Not thread-safe. */
final class PdScheduling {
    static final List<String> SCHEDULERS = List.of(
            "balance-hot-region-scheduler",
            "balance-leader-scheduler",
            "balance-region-scheduler",
            "evict-slow-store-scheduler");
    static final Set<String> CHECKERS = Set.of("learner", "replica", "rule", "split", "merge", "joint-state");
    private static final Set<String> TEMPORARY = Set.of(
            "schedule.max-snapshot-count",
            "schedule.max-merge-region-size",
            "schedule.max-pending-peer-count",
            "schedule.max-merge-region-keys",
            "schedule.leader-schedule-limit",
            "schedule.region-schedule-limit",
            "schedule.replica-schedule-limit",
            "schedule.merge-schedule-limit",
            "schedule.hot-region-schedule-limit",
            "schedule.scheduler-max-waiting-operator",
            "schedule.enable-location-replacement",
            "schedule.enable-tikv-split-region");

    private final Map<String, Span> paused = new TreeMap<>();
    private final Map<String, Span> pausedCheckers = new TreeMap<>();
    private final Map<String, Temporary> temporary = new TreeMap<>();
    private final Map<Long, String> operators = new TreeMap<>(Long::compareUnsigned);

    /**
     * A time that something holds.
     *
     * @param from its begin
     * @param until its end
     */
    record Span(Instant from, Instant until) {}

    /**
     * A setting for a time.
     *
     * @param value its value in JSON
     * @param until its end
     */
    record Temporary(String value, Instant until) {}

    boolean pause(String scheduler, long seconds, Instant now) {
        List<String> names = scheduler.equals("all") ? SCHEDULERS : List.of(scheduler);
        if (!SCHEDULERS.containsAll(names)) {
            return false;
        }
        names.forEach(name -> put(paused, name, seconds, now));
        return true;
    }

    boolean pauseChecker(String checker, long seconds, Instant now) {
        if (!CHECKERS.contains(checker)) {
            return false;
        }
        put(pausedCheckers, checker, seconds, now);
        return true;
    }

    private static void put(Map<String, Span> spans, String name, long seconds, Instant now) {
        if (seconds > 0) {
            spans.put(name, new Span(now, now.plusSeconds(seconds)));
        } else {
            spans.remove(name);
        }
    }

    Map<String, Span> paused(Instant now) {
        paused.values().removeIf(span -> !span.until().isAfter(now));
        return Map.copyOf(paused);
    }

    Map<String, Span> pausedCheckers(Instant now) {
        pausedCheckers.values().removeIf(span -> !span.until().isAfter(now));
        return Map.copyOf(pausedCheckers);
    }

    /** What only the leader's memory holds is gone. */
    void leaderChanged() {
        paused.clear();
        pausedCheckers.clear();
        operators.clear();
    }

    /** The first setting that cannot be temporary, if there is one; nothing is done then. */
    List<String> set(Map<String, String> settings, Duration ttl, Instant now) {
        List<String> refused = new ArrayList<>(settings.keySet());
        refused.removeAll(TEMPORARY);
        if (refused.isEmpty()) {
            settings.forEach((name, value) -> {
                if (ttl.isZero()) {
                    temporary.remove(name);
                } else {
                    temporary.put(name, new Temporary(value, now.plus(ttl)));
                }
            });
        }
        return refused;
    }

    Map<String, Temporary> temporary(Instant now) {
        temporary.values().removeIf(setting -> !setting.until().isAfter(now));
        return new TreeMap<>(temporary);
    }

    Map<Long, String> operators() {
        return operators;
    }
}
