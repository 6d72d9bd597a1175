package io.brfed.sim;

/** Runs many seeds. */
public final class SimulationMain {
    private SimulationMain() {}

    /** Arguments are system properties: {@code seeds}, {@code firstSeed}. */
    public static void main(String[] arguments) {
        long first = Long.getLong("firstSeed", 0);
        long seeds = Long.getLong("seeds", 1000);
        int shown = 0;
        long bad = 0;
        java.util.Map<String, Integer> kinds = new java.util.TreeMap<>();
        Tally tally = new Tally();
        long begin = System.nanoTime();
        for (long seed = first; seed < first + seeds; seed++) {
            Run run = Boolean.getBoolean("reference") ? Simulation.reference(seed) : Simulation.run(seed);
            tally.add(run);
            if (!run.violations().isEmpty()) {
                bad++;
                for (String v : run.violations()) {
                    kinds.merge(seed + " " + v.substring(0, Math.min(150, v.length())).replace('\n', ' '), 1, Integer::sum);
                }
                if (shown++ < Integer.getInteger("show", 1)) {
                    System.out.println(run.report());
                }
            }
        }
        kinds.entrySet().stream().limit(40).forEach(System.out::println);
        System.out.println(tally);
        System.out.println("bad " + bad + " runs/s " + seeds * 1e9 / (System.nanoTime() - begin));
    }
}
