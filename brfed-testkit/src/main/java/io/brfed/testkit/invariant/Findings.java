package io.brfed.testkit.invariant;

import java.util.List;
import java.util.function.Supplier;

/** Where one checker puts what it finds. */
final class Findings {
    private final Invariant invariant;
    private final List<Violation> violations;
    private int exercised;

    Findings(Invariant invariant, List<Violation> violations) {
        this.invariant = invariant;
        this.violations = violations;
    }

    /** Looks at one thing that could be violated. */
    void expect(boolean holds, Supplier<String> detail) {
        exercised++;
        if (!holds) {
            violations.add(new Violation(invariant, detail.get()));
        }
    }

    int exercised() {
        return exercised;
    }
}
