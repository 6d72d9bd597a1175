package io.brfed.testkit;

import io.brfed.api.ClusterName;
import io.brfed.api.Phase;
import java.util.Objects;
import java.util.Optional;

/**
 * One call that may change something in a member cluster, told to {@link FakeFederation#onEffect} once before it leaves
 * the driver and once after it took effect. Effects of a federation are numbered from 1, so that a test can stop its
 * driver at each of them in turn. Immutable.
 *
 * @param number which effect of the federation this is, from 1
 * @param moment before or after it
 * @param cluster the member cluster
 * @param call the kind of call
 * @param phase the phase that is declared, if it is a declaration
 * @since 0.1.0
 */
public record Effect(int number, Moment moment, ClusterName cluster, PlaneCall call, Optional<Phase> phase) {
    /** Checks that no part is missing. */
    public Effect {
        Objects.requireNonNull(moment, "moment");
        Objects.requireNonNull(cluster, "cluster");
        Objects.requireNonNull(call, "call");
        Objects.requireNonNull(phase, "phase");
    }

    /** One line: {@code before effect 3: DECLARE EXECUTE on k8s-b}. */
    @Override
    public String toString() {
        return (moment == Moment.BEFORE ? "before" : "after") + " effect " + number + ": " + call
                + phase.map(declared -> " " + declared).orElse("") + " on " + cluster;
    }

    /**
     * When an effect is told.
     *
     * @since 0.1.0
     */
    public enum Moment {
        /** The driver has made the call, and nothing has left its process: if it dies now, nothing happens. */
        BEFORE,
        /** It happened, and the driver has no answer yet: if it dies now, only the effect is left. */
        AFTER
    }
}
