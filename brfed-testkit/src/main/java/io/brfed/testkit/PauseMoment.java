package io.brfed.testkit;

/**
 * A moment in the life of a pause at which the TiDB cluster can be struck, besides any time at which it is held.
 *
 * @since 0.1.0
 */
public enum PauseMoment {
    /** The initializer has been told to pause, and nothing is paused yet. */
    BEFORE,
    /** Every part has been asked for, and regions have not come to rest. */
    BEING_TAKEN,
    /** The instant from which it counts as held. */
    TAKEN,
    /** The instant at which it is given back; a plane that proves its pause has not proved it yet. */
    BEING_GIVEN_BACK,
    /** Every part has been given back. */
    AFTER
}
