package io.brfed.internal.protocol;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A protocol's states and the facts that lead from one to the next. Because conditions never become untrue, a walk from
 * the first state through every row whose fact holds ends in the state that the members' reports amount to, whoever
 * looks and however often.
 *
 * @param <S> the states
 */
public final class Table<S extends Enum<S>> {
    private final S first;
    private final Set<S> last;
    private final List<Row<S>> rows;
    private final Map<S, List<Row<S>>> leadingOut;

    private Table(Builder<S> builder) {
        first = builder.first;
        last = EnumSet.copyOf(builder.last);
        rows = List.copyOf(builder.rows);
        leadingOut = new EnumMap<>(first.getDeclaringClass());
        rows.forEach(row ->
                leadingOut.computeIfAbsent(row.from, from -> new ArrayList<>()).add(row));
    }

    /** Begins a table; a state that is final has no row leading out of it. */
    public static <S extends Enum<S>> Builder<S> from(S first, Set<S> last) {
        return new Builder<>(first, last);
    }

    /** Every row, in the order in which they are tried. */
    public List<Row<S>> rows() {
        return rows;
    }

    /** The rows whose facts hold one after the other; empty if the operation is in its first state. */
    public List<Row<S>> walk(Situation situation) {
        List<Row<S>> path = new ArrayList<>();
        S state = first;
        while (true) {
            Row<S> next = next(state, situation);
            if (next == null) {
                return path;
            }
            path.add(next);
            if (path.size() > rows.size()) {
                throw new IllegalStateException("the table runs in circles: " + path);
            }
            state = next.to;
        }
    }

    /** The state at the end of a walk. */
    public S end(List<Row<S>> path) {
        return path.isEmpty() ? first : path.get(path.size() - 1).to;
    }

    /** The table as a Mermaid state diagram. */
    public String diagram() {
        StringBuilder text = new StringBuilder("stateDiagram-v2\n");
        text.append("    [*] --> ").append(first).append('\n');
        for (Row<S> row : rows) {
            text.append("    ").append(row).append('\n');
        }
        for (S state : last) {
            text.append("    ").append(state).append(" --> [*]\n");
        }
        return text.toString();
    }

    private @Nullable Row<S> next(S state, Situation situation) {
        for (Row<S> row : leadingOut.getOrDefault(state, List.of())) {
            if (row.fact.test(situation)) {
                return row;
            }
        }
        return null;
    }

    /**
     * One transition.
     *
     * @param from the state it leaves
     * @param when the fact in words
     * @param fact the fact
     * @param to the state it leads to
     * @param <S> the states
     */
    public record Row<S extends Enum<S>>(S from, String when, Predicate<Situation> fact, S to) {
        @Override
        public String toString() {
            return from + " --> " + to + ": " + when;
        }
    }

    /** Collects rows. */
    public static final class Builder<S extends Enum<S>> {
        private final S first;
        private final Set<S> last;
        private final List<Row<S>> rows = new ArrayList<>();

        private Builder(S first, Set<S> last) {
            this.first = first;
            this.last = EnumSet.copyOf(last);
        }

        /** Adds a row; earlier rows out of the same state are tried first. */
        public Builder<S> row(S from, String when, Predicate<Situation> fact, S to) {
            if (last.contains(from)) {
                throw new IllegalArgumentException("a row leads out of the final state " + from);
            }
            boolean twice = rows.stream().anyMatch(row -> row.from == from && (row.to == to || row.when.equals(when)));
            if (twice) {
                throw new IllegalArgumentException(
                        String.format(Locale.ROOT, "two rows lead from %s to %s or say '%s'", from, to, when));
            }
            rows.add(new Row<>(from, when, fact, to));
            return this;
        }

        /** The finished table. */
        public Table<S> build() {
            return new Table<>(this);
        }
    }
}
