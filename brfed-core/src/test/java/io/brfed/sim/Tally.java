package io.brfed.sim;

import io.brfed.testkit.FaultKind;
import io.brfed.testkit.invariant.Invariant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Counts over many runs. Not thread-safe. */
final class Tally {
    private final Map<FaultKind, Long> faults = new EnumMap<>(FaultKind.class);
    private final Map<Invariant, Long> exercised = new EnumMap<>(Invariant.class);
    private final Map<String, Long> outcomes = new TreeMap<>();
    private long runs;
    private long disturbed;
    private long violations;

    void add(Run run) {
        runs++;
        disturbed += run.disturbed() ? 1 : 0;
        violations += run.violations().size();
        run.faults().forEach((kind, times) -> faults.merge(kind, (long) times, Long::sum));
        run.exercised().forEach((invariant, times) -> exercised.merge(invariant, (long) times, Long::sum));
        run.outcomes().forEach(outcome -> outcomes.merge(outcome, 1L, Long::sum));
    }

    void add(Tally other) {
        runs += other.runs;
        disturbed += other.disturbed;
        violations += other.violations;
        other.faults.forEach((kind, times) -> faults.merge(kind, times, Long::sum));
        other.exercised.forEach((invariant, times) -> exercised.merge(invariant, times, Long::sum));
        other.outcomes.forEach((outcome, times) -> outcomes.merge(outcome, times, Long::sum));
    }

    long runs() {
        return runs;
    }

    long violations() {
        return violations;
    }

    double disturbedShare() {
        return runs == 0 ? 0 : (double) disturbed / runs;
    }

    Map<FaultKind, Long> faults() {
        return faults;
    }

    Map<Invariant, Long> exercised() {
        return exercised;
    }

    /** Several lines. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%,d runs, a fault happened in %.1f %%, %d violations%n",
                runs,
                100 * disturbedShare(),
                violations));
        text.append("faults that happened:\n");
        faults.forEach((kind, times) -> text.append(String.format(Locale.ROOT, "  %-22s %,12d%n", kind, times)));
        text.append("outcomes:\n");
        outcomes.forEach((outcome, times) -> text.append(
                String.format(Locale.ROOT, "  %-22s %,12d %5.1f %%%n", outcome, times, 100.0 * times / runs)));
        text.append("invariants looked at:\n");
        exercised.forEach(
                (invariant, times) -> text.append(String.format(Locale.ROOT, "  %-22s %,12d%n", invariant, times)));
        return text.toString();
    }
}
