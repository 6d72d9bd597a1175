package io.brfed.sim;

import io.brfed.sim.direct.DirectSimulation;
import io.brfed.sim.mutant.Hunt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.LongFunction;

/**
 * Runs many seeds, also of the direct plane, or all pairs of disturbances, or every mutant, on all cores, and says what came of it. Settings are
 * system properties: {@code seeds}, {@code firstSeed}, {@code pairs}, {@code mutants},
 * {@code direct}, {@code restores}. Ends with 3 if anything was violated
 * or a mutant survived, and leaves a file that lets the build fail.
 */
public final class SimulationMain {
    private static final Path FOUND = Path.of("target", "simulation.failed");
    private static final int SOMETHING_FOUND = 3;
    private static final long REFERENCE_RUNS = 2_000;
    private static final long DEFAULT_SEEDS = 10_000;
    /** Followed by a part of the names of mutants that are to be looked for in seeds only. */
    private static final String BY_CHANCE = "chance:";

    private static final double NANOS = 1e9;

    private SimulationMain() {}

    /** No arguments. */
    public static void main(String[] arguments) throws IOException {
        Files.deleteIfExists(FOUND);
        if (asked() != 0) {
            Files.createDirectories(FOUND.toAbsolutePath().getParent());
            Files.writeString(FOUND, "see the output\n");
            System.exit(SOMETHING_FOUND);
        }
    }

    private static long asked() {
        if (wanted("mutants")) {
            return mutants(Long.getLong("seeds", DEFAULT_SEEDS));
        }
        long first = Long.getLong("firstSeed", 0);
        long seeds = Long.getLong("seeds", DEFAULT_SEEDS);
        if (wanted("direct")) {
            return DirectSimulation.run(first, seeds);
        }
        if (wanted("restores")) {
            return DirectSimulation.runRestores(first, seeds);
        }
        return wanted("pairs") ? pairs() : seeds(first, seeds);
    }

    /** A setting that is given without a value is wanted, too. */
    private static boolean wanted(String setting) {
        return !"no".equals(System.getProperty(setting, "no"));
    }

    private static long mutants(long seeds) {
        String part = System.getProperty("mutants", "");
        if (part.startsWith(BY_CHANCE)) {
            System.out.println(Hunt.byChance(part.substring(BY_CHANCE.length()), seeds, cores()));
            return 0;
        }
        Hunt.Result result = Hunt.all(seeds, cores());
        System.out.println(result);
        return result.survivors().size();
    }

    private static long pairs() {
        Exhaustive.Result result = Exhaustive.everything(cores());
        System.out.println(result);
        System.out.println("figure sim_points " + result.points() + " points");
        System.out.println("figure sim_pairs " + result.pairs() + " pairs");
        System.out.println("figure sim_pair_violations " + result.violations().size());
        return result.violations().size();
    }

    private static long seeds(long first, long seeds) {
        int cores = cores();
        long begin = System.nanoTime();
        Seeds.Sum sum = Seeds.run(first, seeds, cores, Simulation::run);
        double seconds = (System.nanoTime() - begin) / NANOS;
        sum.violating().forEach(run -> System.out.println(run.report()));
        sum.named().forEach(System.out::println);
        System.out.print(sum.tally());
        System.out.printf(Locale.ROOT, "%.0f runs per second on %d cores%n", seeds / seconds, cores);
        System.out.println("figure sim_runs " + sum.tally().runs() + " runs");
        System.out.println("figure sim_violations " + sum.tally().violations());
        print("sim_runs_per_core_second", seeds / seconds / cores);
        if (seeds > 1) {
            // By now the code is as warm as it gets, but for what only this world does.
            long runs = Math.min(seeds, REFERENCE_RUNS);
            measured(first, runs, cores, Simulation::reference);
            print("sim_reference_runs_per_core_second", measured(first, runs, cores, Simulation::reference));
        }
        return sum.tally().violations();
    }

    private static double measured(long first, long seeds, int cores, LongFunction<Run> runner) {
        long begin = System.nanoTime();
        Seeds.run(first, seeds, cores, runner);
        return seeds / ((System.nanoTime() - begin) / NANOS) / cores;
    }

    private static int cores() {
        return Runtime.getRuntime().availableProcessors();
    }

    private static void print(String figure, double value) {
        System.out.println(String.format(Locale.ROOT, "figure %s %.0f", figure, value));
    }
}
