package io.brfed.internal.direct.pause;

/** The parts of a pause that can be lost on their own. */
public enum PausePart {
    /** PD's schedulers. */
    SCHEDULERS("the pause of PD's schedulers"),
    /** The hold of garbage collection. */
    GC("the hold of garbage collection"),
    /** The lease of a store. */
    LEASE("the lease of a store"),
    /** The suspension of imports into a store that knows no leases. */
    IMPORTS("the suspension of imports"),
    /** The process of a store: one that started anew has forgotten its lease. */
    PROCESS("the process of a store"),
    /** The set of stores. */
    STORES("the set of stores");

    private final String words;

    PausePart(String words) {
        this.words = words;
    }

    /** What it is, for people. */
    @Override
    public String toString() {
        return words;
    }
}
