package io.brfed.testkit.tidb;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.TreeMap;

/** Prints what a world costs, each with a pause, captures and a judgement, and what becomes of backups without a pause. */
final class Speed {
    private static final int ROUNDS = 5;
    private static final int DEFAULT_SEEDS = 4000;

    private Speed() {}

    public static void main(String[] arguments) {
        int seeds = arguments.length == 0 ? DEFAULT_SEEDS : Integer.parseInt(arguments[0]);
        for (int round = 0; round < ROUNDS; round++) {
            long begin = cpuNanos();
            int bad = 0;
            for (int seed = 0; seed < seeds; seed++) {
                bad += Backups.paused(seed).isConsistent() ? 0 : 1;
            }
            double seconds = (cpuNanos() - begin) / 1e9;
            System.out.printf("figure world_runs_per_core_second %.0f runs; %d bad%n", seeds / seconds, bad);
        }
        Map<String, Integer> outcomes = new TreeMap<>();
        for (int seed = 0; seed < seeds; seed++) {
            outcomes.merge(name(Backups.unpaused(seed)), 1, Integer::sum);
        }
        System.out.println("without a pause: " + outcomes);
    }

    private static String name(Judgement judgement) {
        return judgement instanceof Judgement.Unrestorable unrestorable
                ? unrestorable.crash().reason().toString()
                : judgement.getClass().getSimpleName();
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
