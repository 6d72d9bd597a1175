package io.brfed.sim;

import io.brfed.sim.direct.DirectSimulation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.LongStream;

/** Runs by name, so that code that loads these classes anew can ask for them: disturbed points and seeds. */
public final class Trial implements Function<String, Optional<String>> {
    private static final String SEED = "seed ";
    private static final String DIRECT = "direct ";
    private static final String CUT_OFF = "direct cut off ";
    private static final String RESTORE = "restore ";
    private static final String ENCOUNTER = "encounter ";

    /** Created by name, where the classes were loaded anew. */
    public Trial() {}

    /** Every encounter, every single disturbance, then so many seeds. */
    public static List<String> names(long seeds) {
        List<String> names = new ArrayList<>();
        for (Encounter encounter : Encounter.values()) {
            names.add(ENCOUNTER + encounter);
        }
        Exhaustive.points()
                .forEach(point -> point.disturbances()
                        .forEach(one -> names.add(String.join(
                                " ",
                                point.routine().name(),
                                Integer.toString(one.effect()),
                                one.how().name()))));
        names.addAll(seeds(seeds));
        return names;
    }

    /** So many seeds. */
    public static List<String> seeds(long seeds) {
        return LongStream.range(0, seeds).mapToObj(seed -> SEED + seed).toList();
    }

    /** So many seeds of the direct plane over what it works with. */
    public static List<String> directNames(long seeds) {
        return LongStream.range(0, seeds).mapToObj(seed -> DIRECT + seed).toList();
    }

    /** So many seeds of restores by the direct plane. */
    public static List<String> restoreNames(long seeds) {
        return LongStream.range(0, seeds).mapToObj(seed -> RESTORE + seed).toList();
    }

    /** What a run violates; empty if nothing. */
    @Override
    public Optional<String> apply(String name) {
        return violations(name).stream().findFirst();
    }

    private static List<String> violations(String name) {
        if (name.startsWith(SEED)) {
            return Simulation.run(Long.parseLong(name.substring(SEED.length()))).violations();
        }
        if (name.startsWith(CUT_OFF)) {
            return DirectSimulation.violationsCutOff(Long.parseLong(name.substring(CUT_OFF.length())));
        }
        if (name.startsWith(DIRECT)) {
            return DirectSimulation.violations(Long.parseLong(name.substring(DIRECT.length())));
        }
        if (name.startsWith(RESTORE)) {
            return DirectSimulation.violationsOfRestore(Long.parseLong(name.substring(RESTORE.length())));
        }
        return name.startsWith(ENCOUNTER)
                ? Encounter.valueOf(name.substring(ENCOUNTER.length())).violations()
                : Exhaustive.play(point(name));
    }

    private static Exhaustive.Case point(String name) {
        String[] parts = name.split(" ", 3);
        Disturbance disturbance = new Disturbance(Integer.parseInt(parts[1]), Disturbance.How.valueOf(parts[2]));
        return new Exhaustive.Case(Routine.valueOf(parts[0]), List.of(disturbance));
    }
}
