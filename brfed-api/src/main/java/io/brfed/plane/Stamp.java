package io.brfed.plane;

import io.brfed.api.ClusterName;
import io.brfed.api.Deadlines;
import io.brfed.api.OperationId;
import io.brfed.api.OperationKind;
import io.brfed.api.OperationName;
import io.brfed.api.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an operation writes on each of its members, so that a new process can go on with it. The stamp on the
 * {@linkplain #keeper() keeper} counts: its epoch, its record of created members and its verdict; the other members
 * carry a copy from the time they were last written. A data plane keeps it with the member, as the text fields of
 * {@link #fields()}, and gives it back unchanged. Immutable.
 *
 * @param id the operation
 * @param kind what it does
 * @param name its name
 * @param digest a digest of the frozen request
 * @param members every member, in the order of the request
 * @param initializer the member that takes the pause of a backup; of a restore the keeper
 * @param keeper the member whose stamp counts: the initializer of a backup, the first by name of a restore
 * @param startedAt when the operation first started, by its first driver's clock; of one that was reopened, when it was last
 * @param deadlines the limits that were set then
 * @param epoch raised by each driver before its first effect, by a step that two drivers do not choose alike; a driver
 *     that meets a higher one stops
 * @param recorded the members that are known to have been created
 * @param verdict the decision about the operation, once there is one
 * @param reopened how often the operation was told to go on after a failure; a stamp that was reopened more often replaces
 *     one that was less often, its verdict included
 * @since 0.1.0
 */
public record Stamp(
        OperationId id,
        OperationKind kind,
        OperationName name,
        String digest,
        List<Placement> members,
        ClusterName initializer,
        ClusterName keeper,
        Instant startedAt,
        Deadlines deadlines,
        long epoch,
        Set<ClusterName> recorded,
        Optional<Verdict> verdict,
        Reopened reopened) {
    /** Copies the collections. */
    public Stamp {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(digest, "digest");
        members = List.copyOf(members);
        Objects.requireNonNull(initializer, "initializer");
        Objects.requireNonNull(keeper, "keeper");
        Objects.requireNonNull(startedAt, "startedAt");
        Objects.requireNonNull(deadlines, "deadlines");
        recorded = Set.copyOf(recorded);
        Objects.requireNonNull(verdict, "verdict");
        Objects.requireNonNull(reopened, "reopened");
    }

    /**
     * The stamp as named text values: names are lower-case words joined by dashes, values are plain text of at most a
     * few kilobytes. {@link #parse} is the inverse.
     */
    public Map<String, String> fields() {
        return StampFields.write(this);
    }

    /**
     * Reads what {@link #fields()} wrote; fields of other names are ignored.
     *
     * @return empty if the fields are not a stamp, for example of somebody else's object
     */
    public static Optional<Stamp> parse(Map<String, String> fields) {
        return StampFields.read(fields);
    }

    /** Whether it was decided that the operation failed. */
    public boolean failed() {
        return verdict.filter(Verdict.Failed.class::isInstance).isPresent();
    }

    /** A copy with another epoch. */
    public Stamp withEpoch(long value) {
        return new Stamp(
                id,
                kind,
                name,
                digest,
                members,
                initializer,
                keeper,
                startedAt,
                deadlines,
                value,
                recorded,
                verdict,
                reopened);
    }

    /** A copy that also records the given members as created. */
    public Stamp withRecorded(Set<ClusterName> created) {
        Set<ClusterName> all = new TreeSet<>(recorded);
        all.addAll(created);
        return new Stamp(
                id,
                kind,
                name,
                digest,
                members,
                initializer,
                keeper,
                startedAt,
                deadlines,
                epoch,
                all,
                verdict,
                reopened);
    }

    /** A copy with a verdict. */
    public Stamp withVerdict(Verdict value) {
        return new Stamp(
                id,
                kind,
                name,
                digest,
                members,
                initializer,
                keeper,
                startedAt,
                deadlines,
                epoch,
                recorded,
                Optional.of(value),
                reopened);
    }

    /** A copy with other limits. */
    public Stamp withDeadlines(Deadlines value) {
        return new Stamp(
                id,
                kind,
                name,
                digest,
                members,
                initializer,
                keeper,
                startedAt,
                value,
                epoch,
                recorded,
                verdict,
                reopened);
    }

    /** A copy for a step after the operation itself, whose limits count from its own start. */
    public Stamp startingAt(Instant value) {
        return new Stamp(
                id,
                kind,
                name,
                digest,
                members,
                initializer,
                keeper,
                value,
                deadlines,
                epoch,
                recorded,
                verdict,
                reopened);
    }

    /**
     * A copy for an operation that goes on after it failed: without a verdict, with limits that count anew.
     *
     * @param failure what it failed by, for people
     * @param at from when on its limits count
     * @param limits those limits
     */
    public Stamp reopenedAfter(String failure, Instant at, Deadlines limits) {
        return new Stamp(
                id,
                kind,
                name,
                digest,
                members,
                initializer,
                keeper,
                at,
                limits,
                epoch,
                recorded,
                Optional.empty(),
                reopened.after(failure));
    }
}
