package io.brfed.sim;

import java.util.List;
import java.util.SplittableRandom;

/** The entry: runs that are the same to the last event whenever they are run. No state outside of a run. */
public final class Simulation {
    private Simulation() {}

    /** A backup and what comes after it, in a world of its own, with everything decided by the seed. */
    public static Run run(long seed) {
        return SeededRun.of(seed, WorldPlan.random(new SplittableRandom(seed))).run();
    }

    /** As {@link #run}, without a second orchestrator in any of the runs. */
    public static Run alone(long seed) {
        return SeededRun.alone(seed, WorldPlan.random(new SplittableRandom(seed)))
                .run();
    }

    /** Every call disturbed at every effect in every way: what was violated, one text each with its journal. */
    public static List<String> exhaustive() {
        return Exhaustive.singles(1).violations();
    }

    /** A backup and its restore in the reference world: three clusters of two stores each, and one fault in each. */
    public static Run reference(long seed) {
        return SeededRun.alone(seed, WorldPlan.reference(new SplittableRandom(seed)))
                .run();
    }
}
