package io.brfed.sim.mutant;

import io.brfed.sim.Trial;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Lets the simulation look for every mutant: in each single disturbance first, then in seeds, until something is violated
 * that the code without the mutant does not violate in the very same run.
 */
public final class Hunt {
    private static final int SHOWN = 200;
    private static final double HUNDRED = 100;

    private Hunt() {}

    /**
     * What became of the mutants.
     *
     * @param killed how each was found that was, by name
     * @param survivors the others
     */
    public record Result(Map<String, String> killed, List<String> survivors) {
        /** How many of 100 were found. */
        public double percent() {
            int all = killed.size() + survivors.size();
            return all == 0 ? 0 : HUNDRED * killed.size() / all;
        }

        /** One line for each, and the figure. */
        @Override
        public String toString() {
            StringBuilder text = new StringBuilder();
            killed.forEach((name, how) -> text.append("killed   ")
                    .append(name)
                    .append(": ")
                    .append(how)
                    .append('\n'));
            survivors.forEach(name -> text.append("SURVIVED ").append(name).append('\n'));
            return text.append(String.format(Locale.ROOT, "figure mutants_killed %.1f percent", percent()))
                    .toString();
        }
    }

    /**
     * Every mutant, several at a time.
     *
     * @param seeds how many seeds each gets at most
     * @param cores how many at a time
     */
    public static Result all(long seeds, int cores) {
        return of(Mutant.all(), seeds, cores);
    }

    /**
     * Some mutants, each looked for in seeds only: which of them chance finds.
     *
     * @param part what their names contain
     * @param seeds how many seeds each gets at most
     * @param cores how many at a time
     */
    public static Result byChance(String part, long seeds, int cores) {
        List<Mutant> mutants = Mutant.all().stream()
                .filter(mutant -> mutant.name().contains(part))
                .map(Mutant::withoutHint)
                .toList();
        return of(mutants, Trial.seeds(seeds), cores);
    }

    static Result of(List<Mutant> mutants, long seeds, int cores) {
        return of(mutants, Trial.names(seeds), cores);
    }

    private static Result of(List<Mutant> mutants, List<String> runs, int cores) {
        Map<Mutant, Map<String, byte[]>> compiled = compiled(mutants);
        Map<Mutant.Where, List<String>> byWhere = Map.of(
                Mutant.Where.FEDERATIONS, runs,
                Mutant.Where.BACKUPS, Trial.directNames(runs.size()),
                Mutant.Where.RESTORES, Trial.restoreNames(runs.size()));
        ExecutorService executor = Executors.newFixedThreadPool(cores);
        try {
            Map<String, Future<Optional<String>>> trials = new LinkedHashMap<>();
            compiled.forEach((mutant, classes) -> trials.put(
                    mutant.name(),
                    executor.submit(() ->
                            found(classes, ordered(mutant, byWhere.getOrDefault(mutant.where(), runs))))));
            Map<String, String> killed = new LinkedHashMap<>();
            List<String> survivors = new ArrayList<>();
            for (Map.Entry<String, Future<Optional<String>>> trial : trials.entrySet()) {
                Optional<String> found = trial.getValue().get();
                found.ifPresentOrElse(how -> killed.put(trial.getKey(), how), () -> survivors.add(trial.getKey()));
            }
            return new Result(killed, survivors);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        } catch (ExecutionException defect) {
            throw new IllegalStateException(defect.getCause());
        } finally {
            executor.shutdownNow();
        }
    }

    private static Map<Mutant, Map<String, byte[]>> compiled(List<Mutant> mutants) {
        Map<Mutant, Map<String, byte[]>> compiled = new LinkedHashMap<>();
        try (MutantCompiler compiler = new MutantCompiler()) {
            mutants.forEach(mutant -> compiled.put(mutant, compiler.classes(mutant)));
        }
        return compiled;
    }

    private static List<String> ordered(Mutant mutant, List<String> runs) {
        List<String> ordered = new ArrayList<>();
        mutant.hint().ifPresent(ordered::add);
        ordered.addAll(runs);
        return ordered;
    }

    private static Optional<String> found(Map<String, byte[]> classes, List<String> runs)
            throws ReflectiveOperationException {
        Function<String, Optional<String>> mutated = mutated(classes);
        Function<String, Optional<String>> pristine = new Trial();
        for (String run : runs) {
            Optional<String> violation = outcome(mutated, run);
            if (violation.isPresent() && outcome(pristine, run).isEmpty()) {
                return Optional.of(shortened(run + ": " + violation.get()));
            }
        }
        return Optional.empty();
    }

    @SuppressWarnings("unchecked")
    private static Function<String, Optional<String>> mutated(Map<String, byte[]> classes)
            throws ReflectiveOperationException {
        MutantLoader loader = new MutantLoader(classes, Hunt.class.getClassLoader());
        return (Function<String, Optional<String>>)
                loader.loadClass(Trial.class.getName()).getDeclaredConstructor().newInstance();
    }

    /** A run that breaks down violates something, too. */
    private static Optional<String> outcome(Function<String, Optional<String>> trial, String run) {
        try {
            return trial.apply(run);
        } catch (RuntimeException defect) {
            return Optional.of("defect: " + defect);
        }
    }

    private static String shortened(String how) {
        String line = how.lines().findFirst().orElse("");
        return line.substring(0, Math.min(SHOWN, line.length()));
    }
}
