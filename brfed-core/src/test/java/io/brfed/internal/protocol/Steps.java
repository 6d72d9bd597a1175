package io.brfed.internal.protocol;

import io.brfed.api.Verdict;
import io.brfed.plane.Declaration;
import io.brfed.plane.Declaration.Creation;
import java.util.List;
import java.util.Optional;

/** The steps of a decision as short text, so that tests can say what they expect in one line. */
final class Steps {
    private Steps() {}

    /** Like {@code a EXECUTE}, {@code b EXECUTE create}, {@code a RESUME ok}, {@code b TEARDOWN failed}. */
    static List<String> of(Decision decision) {
        return decision.steps().stream().map(Steps::text).toList();
    }

    /** The declarations of a decision. */
    static List<Declaration> declarations(Decision decision) {
        return decision.steps().stream()
                .filter(Step.Declare.class::isInstance)
                .map(step -> ((Step.Declare) step).declaration())
                .toList();
    }

    private static String text(Step step) {
        if (step instanceof Step.Declare declare) {
            Declaration told = declare.declaration();
            return declare.member() + " " + told.phase() + verdict(told.stamp().verdict())
                    + (told.creation() == Creation.PERMITTED ? " create" : "");
        }
        if (step instanceof Step.Delete delete) {
            return delete.member() + " delete " + delete.deletion().contents();
        }
        return "confirm";
    }

    private static String verdict(Optional<Verdict> verdict) {
        return verdict.map(decided -> decided instanceof Verdict.Ok ? " ok" : " failed")
                .orElse("");
    }
}
