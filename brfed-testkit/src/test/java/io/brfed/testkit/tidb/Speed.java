package io.brfed.testkit.tidb;

import java.util.Map;
import java.util.TreeMap;

/** Prints how many worlds a second one core plays, each with a pause, captures and a judgement. */
final class Speed {
    private Speed() {}

    public static void main(String[] arguments) {
        int runs = arguments.length == 0 ? 4000 : Integer.parseInt(arguments[0]);
        for (int round = 0; round < 5; round++) {
            long begin = System.nanoTime();
            int bad = 0;
            for (int seed = 0; seed < runs; seed++) {
                if (!Backups.paused(seed).isConsistent()) {
                    bad++;
                }
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            System.out.printf("%.0f runs/s, %d bad%n", runs / seconds, bad);
        }
        Map<String, Integer> reasons = new TreeMap<>();
        for (int seed = 0; seed < runs; seed++) {
            Judgement judgement = Backups.unpaused(seed);
            String name = judgement instanceof Judgement.Unrestorable unrestorable
                    ? unrestorable.crash().reason().toString()
                    : judgement.getClass().getSimpleName();
            reasons.merge(name, 1, Integer::sum);
        }
        System.out.println("without pause: " + reasons);
        for (int seed = 0, shown = 0; seed < runs && shown < 5; seed++) {
            Judgement judgement = Backups.paused(seed);
            if (!judgement.isConsistent()) {
                System.out.println(seed + ": " + judgement);
                shown++;
            }
        }
    }
}
