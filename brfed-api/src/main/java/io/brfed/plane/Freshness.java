package io.brfed.plane;

/**
 * How recent an observation has to be.
 *
 * @since 0.1.0
 */
public enum Freshness {
    /** The last state known is enough, for example from a live watch. */
    KNOWN,
    /** Read from the member's system in this call. */
    LIVE,
    /**
     * Read in this call, together with everything that can be seen of the pause, because a resume of a success depends
     * on it.
     */
    CONFIRM
}
