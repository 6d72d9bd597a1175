package io.brfed.api;

/**
 * Told about the progress of an operation. Called in order on a thread of its own, never on the thread that drives the
 * operation; events wait in a bounded queue, and when a listener is too slow the oldest are dropped, their number being
 * told by {@link FederationEvent.EventsDropped}. A listener that throws is told the next event all the same; one that
 * blocks for ever delays nothing but its own events.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface FederationListener {
    /** Something happened. */
    void on(FederationEvent event);
}
