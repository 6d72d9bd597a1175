package io.brfed.examples.bench;

import java.io.PrintStream;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Runs one benchmark by name: {@code ./mvnw -q -Pbench -Dbench=NAME}. Each figure is also on a line of its own:
 * {@code figure NAME VALUE UNIT}.
 *
 * @since 0.1.0
 */
public final class Bench {
    private static final int UNKNOWN = 2;
    private static final String ALL = "all";

    private final Map<String, Consumer<PrintStream>> known;

    Bench(Map<String, Consumer<PrintStream>> known) {
        this.known = new TreeMap<>(known);
    }

    /**
     * Runs the benchmark that the system property {@code bench} names, or all of them; the process ends with 2 if there is
     * none of that name.
     *
     * @param arguments none are read
     */
    public static void main(String[] arguments) {
        Bench bench = new Bench(Map.of(
                "direct-backup", out -> new DirectBackupBench(DirectBackupBench.Size.FULL, out).run(),
                "direct-restore", Bench::directRestore,
                "recovery-plan", out -> new RecoveryPlanBench(RecoveryPlanBench.Size.FULL, out).run(),
                "reaction", out -> new ReactionBench(ReactionBench.Size.FULL, out).run(),
                "testkit", out -> new TestkitBench(TestkitBench.WORLDS, out).run()));
        System.exit(bench.run(System.getProperty("bench", ALL), System.out, System.err));
    }

    private static void directRestore(PrintStream out) {
        new DirectRestoreBench(DirectRestoreBench.Size.FULL, out).run();
        new DataPhaseBench(DataPhaseBench.REGIONS, DataPhaseBench.WORKERS, out).run();
    }

    int run(String name, PrintStream out, PrintStream err) {
        if (name.equals(ALL)) {
            known.values().forEach(benchmark -> benchmark.accept(out));
            return 0;
        }
        Consumer<PrintStream> benchmark = known.get(name);
        if (benchmark == null) {
            err.println("no benchmark is called '" + name + "'; there are: " + ALL + ", "
                    + String.join(", ", known.keySet()));
            return UNKNOWN;
        }
        benchmark.accept(out);
        return 0;
    }
}
