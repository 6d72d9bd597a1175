package io.brfed.testkit.direct;

import io.brfed.api.Tso;
import io.brfed.spi.PdClient.MinResolvedTs;
import io.brfed.spi.PdClient.PausedScheduler;
import io.brfed.spi.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a fake PD knows. Guarded by its owner. */
final class FakePdState {
    static final List<String> SCHEDULERS = List.of(
            "balance-hot-region-scheduler",
            "balance-leader-scheduler",
            "balance-region-scheduler",
            "evict-slow-store-scheduler");
    private static final int LOGICAL_BITS = 18;

    final Map<Long, String> operators = new TreeMap<>(Long::compareUnsigned);
    final Map<String, String> documents = new TreeMap<>();
    final Map<String, String> stored = new TreeMap<>(Map.of(
            "leader-schedule-limit", "4",
            "region-schedule-limit", "2048",
            "replica-schedule-limit", "64",
            "merge-schedule-limit", "8",
            "hot-region-schedule-limit", "4",
            "max-snapshot-count", "64",
            "max-pending-peer-count", "64",
            "enable-location-replacement", "\"true\"",
            "enable-tikv-split-region", "\"true\""));

    private final Scheduler scheduler;
    private final Map<String, Held> holds = new TreeMap<>();
    private final Map<String, Paused> paused = new TreeMap<>();
    private final Map<String, Paused> checkers = new TreeMap<>();
    private final Map<String, Setting> temporary = new TreeMap<>();
    private Tso worker = new Tso(0);
    private long lastTso;
    private long lastId = 1000;
    private Duration resolvedLag = Duration.ofSeconds(1);
    private boolean resolving = true;
    private Tso frozen = new Tso(0);

    FakePdState(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    private record Held(Tso safePoint, Instant until) {}

    private record Paused(Instant from, Instant until) {}

    private record Setting(String value, Instant until) {}

    Tso nextTso() {
        lastTso = Math.max(lastTso + 1, scheduler.now().toEpochMilli() << LOGICAL_BITS);
        return new Tso(lastTso);
    }

    long nextId() {
        return ++lastId;
    }

    void raiseTso(Tso to) {
        lastTso = to.bits() > lastTso ? to.bits() : lastTso;
    }

    void idBase(long id) {
        lastId = id;
    }

    MinResolvedTs minResolved() {
        return new MinResolvedTs(
                resolving, frozen.bits() != 0 ? frozen : Tso.at(scheduler.now().minus(resolvedLag)));
    }

    void resolving(boolean on) {
        resolving = on;
    }

    void freezeResolved(Duration behind) {
        frozen = Tso.at(minResolved().value().physicalTime().minus(behind));
    }

    Tso hold(String holder, Tso safePoint, Duration hold) {
        if (safePoint.compareTo(leastHeld()) >= 0) {
            holds.put(holder, new Held(safePoint, scheduler.now().plus(hold)));
        }
        return leastHeld();
    }

    void release(String holder) {
        holds.remove(holder);
    }

    void overtake(Tso to) {
        worker = to;
        holds.values().removeIf(held -> held.safePoint().compareTo(to) < 0);
    }

    private Tso leastHeld() {
        holds.values().removeIf(held -> !held.until().isAfter(scheduler.now()));
        return holds.values().stream()
                .map(Held::safePoint)
                .min(Comparator.naturalOrder())
                .filter(least -> least.compareTo(worker) < 0)
                .orElse(worker);
    }

    Map<String, Tso> holds() {
        leastHeld();
        Map<String, Tso> held = new TreeMap<>();
        holds.forEach((holder, hold) -> held.put(holder, hold.safePoint()));
        return held;
    }

    void pauseSchedulers(Duration pause) {
        SCHEDULERS.forEach(name -> put(paused, name, pause));
    }

    void pauseChecker(String checker, Duration pause) {
        put(checkers, checker, pause);
    }

    private void put(Map<String, Paused> into, String name, Duration pause) {
        if (pause.isZero()) {
            into.remove(name);
        } else {
            into.put(name, new Paused(scheduler.now(), scheduler.now().plus(pause)));
        }
    }

    List<PausedScheduler> paused() {
        paused.values().removeIf(pause -> !pause.until().isAfter(scheduler.now()));
        List<PausedScheduler> list = new ArrayList<>();
        paused.forEach((name, pause) -> list.add(new PausedScheduler(
                name, pause.from().getEpochSecond(), pause.until().getEpochSecond())));
        return list;
    }

    List<String> pausedCheckers() {
        checkers.values().removeIf(pause -> !pause.until().isAfter(scheduler.now()));
        return List.copyOf(checkers.keySet());
    }

    void set(Map<String, String> settings, Duration hold) {
        settings.forEach((name, value) ->
                temporary.put(name, new Setting(value, scheduler.now().plus(hold))));
    }

    void end(Map<String, String> settings) {
        temporary.keySet().removeAll(settings.keySet());
    }

    Map<String, String> temporary() {
        temporary.values().removeIf(setting -> !setting.until().isAfter(scheduler.now()));
        Map<String, String> list = new TreeMap<>();
        temporary.forEach((name, setting) -> list.put(name, setting.value()));
        return list;
    }

    void leaderChanged() {
        paused.clear();
        checkers.clear();
        operators.clear();
    }
}
