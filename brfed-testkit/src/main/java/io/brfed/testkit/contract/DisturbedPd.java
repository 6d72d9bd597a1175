package io.brfed.testkit.contract;

import io.brfed.api.StoreId;
import io.brfed.api.Tso;
import java.time.Duration;

/**
 * A {@link PdClientFixture} whose PD can be disturbed, as {@link PdDisturbanceContract} needs it.
 *
 * @since 0.1.0
 */
public interface DisturbedPd extends PdClientFixture {
    /** Lets time pass for PD and the stores. */
    void passTime(Duration time);

    /** Makes another member the leader. */
    void changeLeader();

    /** Leaves PD without a leader until {@link #changeLeader}. */
    void loseLeader();

    /** Makes PD unreachable until {@link #reconnect}. */
    void cutOff();

    /** Undoes {@link #cutOff}. */
    void reconnect();

    /** Lets garbage collection go on to a timestamp, whatever is held. */
    void overtakeGc(Tso to);

    /** Keeps the min-resolved-ts from moving, while PD goes on to say that it is up to date. */
    void freezeMinResolvedTs();

    /** Switches the min-resolved-ts off. */
    void disableMinResolvedTs();

    /** Begins a scheduling operator on a region. */
    void beginOperator(long region);

    /** Begins to empty a store. */
    void offline(StoreId store);
}
