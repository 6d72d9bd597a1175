package io.brfed.testkit.tidb;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongFunction;

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
        System.out.println("without a pause: " + outcomes(seeds, Backups::unpaused));
        System.out.println("without a hold of garbage collection: " + outcomes(seeds, Backups::pausedWithoutHold));
        System.out.println("without leases: " + outcomes(seeds, Backups::pausedWithoutLeases));
        System.out.println("paused after trouble: " + outcomes(seeds, Backups::pausedAfterTrouble));
    }

    private static Map<String, Integer> outcomes(int seeds, LongFunction<Judgement> backup) {
        Map<String, Integer> outcomes = new TreeMap<>();
        for (int seed = 0; seed < seeds; seed++) {
            outcomes.merge(name(backup.apply(seed)), 1, Integer::sum);
        }
        return outcomes;
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
