package io.brfed.sim.direct;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Runs of the direct plane, as many as asked for. */
public final class DirectSimulation {
    private static final int SHOWN = 5;
    private static final long NANOS = 1_000_000_000;

    private DirectSimulation() {}

    /** What was violated in one seed; empty if nothing was. */
    public static List<String> violations(long seed) {
        return new DirectRun(seed).play().violations;
    }

    /** What was violated in the world of one seed where one store is out of reach for longer than its lease lasts. */
    public static List<String> violationsCutOff(long seed) {
        return new DirectRun(seed).playCutOff().violations;
    }

    /** What was violated in one seed of restores; empty if nothing was. */
    public static List<String> violationsOfRestore(long seed) {
        return new RestoreRun(seed).play().violations;
    }

    /** Runs seeds of restores and says what came of them; returns how many violated something. */
    public static long runRestores(long first, long count) {
        Map<String, Integer> outcomes = new TreeMap<>();
        int violating = 0;
        long start = System.nanoTime();
        for (long seed = first; seed < first + count; seed++) {
            RestoreRun run = new RestoreRun(seed).play();
            outcomes.merge(run.outcome, 1, Integer::sum);
            if (!run.violations.isEmpty() && ++violating <= SHOWN) {
                System.out.println("seed " + seed + " " + run.violations + "\n  " + String.join("\n  ", run.story));
            }
        }
        System.out.println(count + " restores by the direct plane, " + violating + " violating, " + outcomes + ", "
                + count * NANOS / (System.nanoTime() - start) + " per second on one core");
        return violating;
    }

    /** Runs seeds and says what came of them; returns how many violated something. */
    public static long run(long first, long count) {
        Map<String, Integer> outcomes = new TreeMap<>();
        int violating = 0;
        long start = System.nanoTime();
        for (long seed = first; seed < first + count; seed++) {
            DirectRun run = new DirectRun(seed).play();
            outcomes.merge(run.outcome, 1, Integer::sum);
            if (!run.violations.isEmpty() && ++violating <= SHOWN) {
                System.out.println("seed " + seed + " " + run.violations + "\n  " + String.join("\n  ", run.story));
            } else if (!run.violations.isEmpty()) {
                System.out.println("seed " + seed + " " + run.violations.get(0));
            }
        }
        System.out.println(count + " runs of the direct plane, " + violating + " violating, " + outcomes + ", "
                + count * NANOS / (System.nanoTime() - start) + " per second on one core");
        return violating;
    }
}
