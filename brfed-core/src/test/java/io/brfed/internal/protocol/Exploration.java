package io.brfed.internal.protocol;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Every world that can be reached from the first one, breadth first. A fault is told with the shortest way that leads to
 * it.
 *
 * @param <W> the worlds, compared by value
 */
final class Exploration<W> {
    private static final int MOST_WORLDS = 1_000_000;

    private final Map<W, Integer> numbers = new HashMap<>();
    private final List<W> worlds = new ArrayList<>();
    private final List<Integer> parents = new ArrayList<>();
    private final List<List<Integer>> before = new ArrayList<>();
    private int transitions;

    private Exploration() {}

    /** Explores from a world; {@code next} gives the worlds one step on, and fails if one of them must not be. */
    static <W> Exploration<W> from(W first, Function<W, List<W>> next) {
        Exploration<W> exploration = new Exploration<>();
        exploration.number(first, -1);
        for (int number = 0; number < exploration.worlds.size(); number++) {
            exploration.expand(number, next);
        }
        return exploration;
    }

    int size() {
        return worlds.size();
    }

    int transitions() {
        return transitions;
    }

    /** How many worlds a fact holds for. */
    long count(Predicate<W> fact) {
        return worlds.stream().filter(fact).count();
    }

    /** Fails unless from every world that counts one that is an end can be reached. */
    void everyWorldReaches(Predicate<W> end, Predicate<W> counts) {
        boolean[] reaches = new boolean[worlds.size()];
        ArrayDeque<Integer> open = new ArrayDeque<>();
        for (int number = 0; number < worlds.size(); number++) {
            if (end.test(worlds.get(number))) {
                reaches[number] = true;
                open.add(number);
            }
        }
        while (!open.isEmpty()) {
            for (int earlier : before.get(open.remove())) {
                if (!reaches[earlier]) {
                    reaches[earlier] = true;
                    open.add(earlier);
                }
            }
        }
        for (int number = 0; number < worlds.size(); number++) {
            if (!reaches[number] && counts.test(worlds.get(number))) {
                throw new AssertionError("no end can be reached" + wayTo(number));
            }
        }
    }

    private void expand(int number, Function<W, List<W>> next) {
        List<W> followers;
        try {
            followers = next.apply(worlds.get(number));
        } catch (AssertionError | RuntimeException wrong) {
            throw new AssertionError(wrong.getMessage() + wayTo(number), wrong);
        }
        for (W follower : followers) {
            int reached = number(follower, number);
            before.get(reached).add(number);
            transitions++;
        }
    }

    private int number(W world, int parent) {
        Integer known = numbers.get(world);
        if (known != null) {
            return known;
        }
        int number = worlds.size();
        if (number >= MOST_WORLDS) {
            throw new AssertionError("more than " + MOST_WORLDS + " worlds; permit fewer faults");
        }
        numbers.put(world, number);
        worlds.add(world);
        parents.add(parent);
        before.add(new ArrayList<>(2));
        return number;
    }

    private String wayTo(int last) {
        List<String> way = new ArrayList<>();
        for (int number = last; number >= 0; number = Objects.requireNonNull(parents.get(number))) {
            way.add(0, worlds.get(number).toString());
        }
        return "; the way there:\n  " + String.join("\n  ", way);
    }
}
