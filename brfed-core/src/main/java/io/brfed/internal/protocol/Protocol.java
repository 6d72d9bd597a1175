package io.brfed.internal.protocol;

/** Decides from a situation alone: no clock, no I/O, no memory. */
@FunctionalInterface
public interface Protocol {
    /** What is to be done in this situation. Equal situations give equal decisions. */
    Decision decide(Situation situation);
}
