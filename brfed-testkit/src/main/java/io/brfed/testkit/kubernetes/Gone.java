package io.brfed.testkit.kubernetes;

/**
 * How the server says that a watch cannot go on from the version it asked for.
 *
 * @since 0.1.0
 */
public enum Gone {
    /** The watch opens with 200 and its first event is an ERROR that carries a Status with code 410. */
    AS_EVENT,
    /** The request is answered with status 410. */
    AS_STATUS
}
