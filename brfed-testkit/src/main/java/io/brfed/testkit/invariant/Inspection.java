package io.brfed.testkit.invariant;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Every invariant checked on one history, after everything in it has ended. Immutable.
 *
 * @param violations what does not hold; empty if all is well
 * @param exercised how often each invariant was looked at with something that could have violated it
 * @since 0.1.0
 */
public record Inspection(List<Violation> violations, Map<Invariant, Integer> exercised) {
    /** Copies the collections. */
    public Inspection {
        violations = List.copyOf(violations);
        exercised = Map.copyOf(exercised);
    }

    /** Checks a history. */
    public static Inspection of(History history) {
        List<Violation> violations = new ArrayList<>();
        Map<Invariant, Integer> exercised = new EnumMap<>(Invariant.class);
        for (Invariant invariant : Invariant.values()) {
            Findings findings = new Findings(invariant, violations);
            invariant.check(history, findings);
            exercised.put(invariant, findings.exercised());
        }
        return new Inspection(violations, exercised);
    }
}
