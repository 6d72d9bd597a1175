package io.brfed.testkit.kubernetes;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** When the stages of one member may end, and how, by its script. Belongs to the lane of the member. */
final class StageGates<S extends Enum<S>> {

    private final Supplier<StagePlan<S>> own;
    private final StagePlan<S> defaults;
    private final OperatorRuntime runtime;
    private final Map<S, Long> begun;

    StageGates(Supplier<StagePlan<S>> own, StagePlan<S> defaults, OperatorRuntime runtime) {
        this.own = own;
        this.defaults = defaults;
        this.runtime = runtime;
        this.begun = new EnumMap<>(defaults.stages());
    }

    /**
     * Asks for the end of a stage. The stage begins with the first call.
     *
     * @param stage the stage
     * @return empty if it may end now, well or by its fault; else when to ask again
     */
    Optional<Step> wait(S stage) {
        long since = begun.computeIfAbsent(stage, first -> runtime.elapsedNanos());
        Duration delay = own.get().delay(stage).or(() -> defaults.delay(stage)).orElse(Duration.ZERO);
        long left = delay.toNanos() - (runtime.elapsedNanos() - since);
        if (left > 0) {
            return Optional.of(Step.in(Duration.ofNanos(left)));
        }
        return fault(stage).filter(fault -> fault.is(StageFault.Kind.STUCK)).map(stuck -> Step.NONE);
    }

    /** How the stage goes wrong; empty if it goes well. */
    Optional<StageFault> fault(S stage) {
        return own.get().fault(stage).or(() -> defaults.fault(stage));
    }

    /** The stage begins anew with the next question. */
    void again(S stage) {
        begun.remove(stage);
    }

    /** What keeps the member from being worked on at all. */
    Optional<StageFault> refusal() {
        return own.get().refusal().or(defaults::refusal);
    }

    <T> Optional<T> value(String key, Class<T> type) {
        Optional<T> value = own.get().value(key, type);
        return value.isPresent() ? value : defaults.value(key, type);
    }
}
