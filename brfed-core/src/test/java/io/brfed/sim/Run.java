package io.brfed.sim;

import io.brfed.testkit.FaultKind;
import io.brfed.testkit.invariant.Invariant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What became of one run.
 *
 * @param seed what decided everything in it
 * @param outcomes how each operation in it ended, such as {@code backup complete}
 * @param violations what must not be, one line each
 * @param faults how many faults of each kind really happened
 * @param exercised how often each invariant was looked at
 * @param story what was planned and the journal of every call, with virtual times
 */
public record Run(
        long seed,
        List<String> outcomes,
        List<String> violations,
        Map<FaultKind, Integer> faults,
        Map<Invariant, Integer> exercised,
        Supplier<String> story) {
    /** Whether a fault happened. */
    public boolean disturbed() {
        return !faults.isEmpty();
    }

    /** The seed and the first violation. */
    public String line() {
        return "seed " + seed + ": " + (violations.isEmpty() ? "nothing" : violations.get(0));
    }

    /** Everything somebody needs who looks for the cause of a violation. */
    public String report() {
        return "seed " + seed + " violates " + violations + "\nreplay: ./mvnw -q -Psimulate -Dseeds=1 -DfirstSeed="
                + seed + "\n" + story.get();
    }
}
