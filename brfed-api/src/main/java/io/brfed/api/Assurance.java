package io.brfed.api;

/**
 * How much a report's promise rests on.
 *
 * @since 0.1.0
 */
public enum Assurance {
    /**
     * The data planes proved it: no part of the pause lapsed, every member's service was seen to be back. One plane that
     * holds the pause of all stores proves it for members of other planes, too.
     */
    VERIFIED,
    /** The data planes reported it, and it could not be checked from outside. */
    AS_REPORTED
}
