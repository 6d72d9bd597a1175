package io.brfed.sim;

import io.brfed.api.FederationException;
import io.brfed.testkit.DriverProcess;
import io.brfed.testkit.FakeFederation;
import io.brfed.testkit.invariant.History;
import io.brfed.testkit.invariant.Inspection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Every call disturbed at every effect, in every way, and at every two of them. */
final class Exhaustive {
    private static final Duration AFTERWARDS = Duration.ofMinutes(30);
    private static final int MAX_CALLS = 6;
    private static final int KEPT = 10;
    /** So many effects that are only there because of a first disturbance are disturbed, too. */
    private static final int MENDING = 8;

    private static final long SEED = 1;
    /** What is left of each call that nothing disturbs. */
    private static final Map<Routine, List<String>> UNDISTURBED = new ConcurrentHashMap<>();

    /**
     * One way to disturb one call.
     *
     * @param disturbances one or two
     */
    record Case(Routine routine, List<Disturbance> disturbances) {
        Case {
            disturbances = List.copyOf(disturbances);
        }
    }

    /**
     * What came of it.
     *
     * @param points how many single disturbances were played
     * @param pairs how many pairs
     * @param violations what must not be, with the journal
     */
    record Result(int points, int pairs, List<String> violations) {
        @Override
        public String toString() {
            return String.format("%,d points and %,d pairs, %d violations", points, pairs, violations.size())
                    + (violations.isEmpty()
                            ? ""
                            : "\n" + String.join("\n\n", violations.subList(0, Math.min(KEPT, violations.size()))));
        }
    }

    private Exhaustive() {}

    /** Every single disturbance. */
    static Result singles(int cores) {
        List<Case> cases = points();
        return new Result(cases.size(), 0, play(cases, cores));
    }

    /** So many pairs, chosen by a seed. */
    static Result somePairs(int count, int cores) {
        List<Case> all = pairs();
        Collections.shuffle(all, new Random(SEED));
        List<Case> chosen = all.subList(0, Math.min(count, all.size()));
        return new Result(0, chosen.size(), play(chosen, cores));
    }

    /** Every single disturbance and every pair. */
    static Result everything(int cores) {
        List<Case> points = points();
        List<Case> pairs = pairs();
        List<String> violations = new ArrayList<>(play(points, cores));
        violations.addAll(play(pairs, cores));
        return new Result(points.size(), pairs.size(), violations);
    }

    static List<Case> points() {
        List<Case> points = new ArrayList<>();
        for (Routine routine : Routine.values()) {
            disturbances(routine).forEach(one -> points.add(new Case(routine, List.of(one))));
        }
        return points;
    }

    static List<Case> pairs() {
        List<Case> pairs = new ArrayList<>();
        for (Routine routine : Routine.values()) {
            List<Disturbance> all = disturbances(routine);
            List<Disturbance> others = new ArrayList<>(all);
            others.addAll(between(effectsOf(all) + 1, effectsOf(all) + MENDING));
            for (Disturbance one : all) {
                for (Disturbance other : others) {
                    if (one.effect() < other.effect()) {
                        pairs.add(new Case(routine, List.of(one, other)));
                    }
                }
            }
        }
        return pairs;
    }

    private static List<Disturbance> disturbances(Routine routine) {
        FakeFederation federation = routine.world();
        History history = History.of(federation);
        routine.prepare(federation, history);
        int before = federation.effects();
        routine.call(federation, history, federation.newProcess());
        int effects = federation.effects() - before;
        return between(1, effects);
    }

    private static List<Disturbance> between(int first, int last) {
        List<Disturbance> all = new ArrayList<>();
        for (int effect = first; effect <= last; effect++) {
            for (Disturbance.How how : Disturbance.How.values()) {
                all.add(new Disturbance(effect, how));
            }
        }
        return all;
    }

    private static int effectsOf(List<Disturbance> all) {
        return all.get(all.size() - 1).effect();
    }

    private static List<String> play(List<Case> cases, int cores) {
        ExecutorService executor = Executors.newFixedThreadPool(cores);
        try {
            List<Future<List<String>>> parts = new ArrayList<>();
            cases.forEach(one -> parts.add(executor.submit(() -> play(one))));
            List<String> violations = new ArrayList<>();
            for (Future<List<String>> part : parts) {
                violations.addAll(part.get());
            }
            return violations;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        } catch (ExecutionException defect) {
            throw new IllegalStateException(defect.getCause());
        } finally {
            executor.shutdownNow();
        }
    }

    /** Plays one case; what it violates, with its journal. */
    static List<String> play(Case one) {
        FakeFederation federation = one.routine().world();
        History history = History.of(federation);
        List<String> wrong = new ArrayList<>();
        try {
            one.routine().prepare(federation, history);
            DriverProcess[] driver = {federation.newProcess()};
            one.disturbances().forEach(disturbance -> disturbance.arm(federation, history, () -> driver[0]));
            boolean done = callUntilOver(one.routine(), federation, history, driver);
            if (!done && one.disturbances().stream().allMatch(Disturbance::harmless)) {
                wrong.add("not the outcome of an undisturbed run");
            }
            one.routine().call(federation, history, federation.newProcess());
            end(one.routine(), federation, history);
            if (done) {
                compare(one.routine(), federation, wrong);
            }
        } catch (RuntimeException defect) {
            wrong.add("defect: " + defect);
        }
        Inspection.of(history).violations().forEach(violation -> wrong.add(violation.toString()));
        return wrong.isEmpty() ? List.of() : List.of(one + " violates " + wrong + "\n" + federation.journal());
    }

    private static void end(Routine routine, FakeFederation federation, History history) {
        routine.clear(federation, history);
        federation.time().advance(AFTERWARDS);
    }

    /** Whatever went wrong on the way: what did everything leaves what an undisturbed call leaves. */
    private static void compare(Routine routine, FakeFederation federation, List<String> wrong) {
        List<String> expected = UNDISTURBED.computeIfAbsent(routine, Exhaustive::undisturbed);
        List<String> found = EndState.of(federation);
        if (!found.equals(expected)) {
            List<String> missing = new ArrayList<>(expected);
            missing.removeAll(found);
            found.removeAll(expected);
            wrong.add("not what an undisturbed run leaves: missing " + missing + ", found instead " + found);
        }
    }

    private static List<String> undisturbed(Routine routine) {
        FakeFederation federation = routine.world();
        History history = History.of(federation);
        routine.prepare(federation, history);
        routine.call(federation, history, federation.newProcess());
        end(routine, federation, history);
        return EndState.of(federation);
    }

    private static boolean callUntilOver(
            Routine routine, FakeFederation federation, History history, DriverProcess[] driver) {
        RuntimeException last = new IllegalStateException("never called");
        for (int i = 0; i < MAX_CALLS; i++) {
            try {
                return routine.call(federation, history, driver[0]);
            } catch (DriverProcess.KilledException | FederationException again) {
                last = again;
                driver[0] = federation.newProcess();
            }
        }
        throw last;
    }
}
