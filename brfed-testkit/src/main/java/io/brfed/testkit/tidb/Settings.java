package io.brfed.testkit.tidb;

import java.util.List;

/** What the world is made of when it begins. Times are microseconds. */
record Settings(
        long seed,
        int regions,
        int replicas,
        int accounts,
        int transactions,
        long span,
        long gcLifetime,
        Activity activity,
        List<List<Integer>> placements) {
    static final long BALANCE = 100;

    Settings {
        placements = List.copyOf(placements);
    }

    /** Whether the world does anything by itself. */
    enum Activity {
        RANDOM,
        SCRIPTED
    }

    boolean scripted() {
        return activity == Activity.SCRIPTED;
    }
}
