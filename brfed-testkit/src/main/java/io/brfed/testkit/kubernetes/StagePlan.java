package io.brfed.testkit.kubernetes;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What a script says about the members it is for: delays and faults by stage, and single values. Thread-safe. */
final class StagePlan<S extends Enum<S>> {

    private final Class<S> stages;
    private final Runnable changed;
    private final Map<S, Duration> delays;
    private final Map<S, StageFault> faults;
    private final Map<String, Object> values = new ConcurrentHashMap<>();
    private Optional<StageFault> refusal = Optional.empty();

    StagePlan(Class<S> stages, Runnable changed) {
        this.stages = stages;
        this.changed = changed;
        this.delays = new EnumMap<>(stages);
        this.faults = new EnumMap<>(stages);
    }

    void delay(S stage, Duration delay) {
        Objects.requireNonNull(stage, "stage");
        if (delay.isNegative()) {
            throw new IllegalArgumentException("the delay of " + stage + " is negative: " + delay);
        }
        synchronized (this) {
            delays.put(stage, delay);
        }
        changed.run();
    }

    void fault(S stage, StageFault fault) {
        Objects.requireNonNull(stage, "stage");
        synchronized (this) {
            faults.put(stage, fault);
        }
        changed.run();
    }

    void refuse(StageFault fault) {
        synchronized (this) {
            refusal = Optional.of(fault);
        }
        changed.run();
    }

    void set(String key, Object value) {
        values.put(key, value);
        changed.run();
    }

    /** Forgets all faults; delays and values stay. */
    void proceed() {
        synchronized (this) {
            faults.clear();
            refusal = Optional.empty();
        }
        changed.run();
    }

    synchronized Optional<Duration> delay(S stage) {
        return Optional.ofNullable(delays.get(stage));
    }

    synchronized Optional<StageFault> fault(S stage) {
        return Optional.ofNullable(faults.get(stage));
    }

    synchronized Optional<StageFault> refusal() {
        return refusal;
    }

    <T> Optional<T> value(String key, Class<T> type) {
        return Optional.ofNullable(values.get(key)).map(type::cast);
    }

    Class<S> stages() {
        return stages;
    }
}
