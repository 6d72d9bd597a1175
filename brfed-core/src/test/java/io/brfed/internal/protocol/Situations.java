package io.brfed.internal.protocol;

import io.brfed.api.ClusterName;
import io.brfed.api.Deadlines;
import io.brfed.api.FailureCause;
import io.brfed.api.OperationId;
import io.brfed.api.OperationKind;
import io.brfed.api.Verdict;
import io.brfed.plane.Placement;
import io.brfed.plane.Reopened;
import io.brfed.plane.Stamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Builds situations member by member. Times are given as durations since the operation's start. The operation's stamp
 * carries the worst verdict that any member carries, as the control loop makes it.
 */
final class Situations {
    static final Instant START = Instant.parse("2026-11-22T00:00:00Z");
    static final OperationId OURS = new OperationId("op-1");
    static final FailureCause CAUSE = FailureCause.of(FailureCause.Kind.CANCELLED, "Cancelled", "somebody cancelled");

    private final OperationKind kind;
    private final Map<ClusterName, MemberDraft> members = new LinkedHashMap<>();
    private final Set<ClusterName> recorded = new TreeSet<>();
    private ClusterName keeper;
    private Deadlines deadlines;
    private Duration now = Duration.ofMinutes(1);
    private @Nullable Verdict verdict;
    private Situation.@Nullable Stop stop;
    private @Nullable Instant pauseAsked;
    private boolean exclusive = true;

    private Situations(OperationKind kind, List<String> names) {
        this.kind = kind;
        this.deadlines = Deadlines.defaults(kind);
        this.keeper = new ClusterName(names.get(0));
        names.forEach(name -> members.put(new ClusterName(name), new MemberDraft(kind, name)));
    }

    /** A backup whose first member takes the pause; no member exists. */
    static Situations backup(String... names) {
        return new Situations(OperationKind.BACKUP, Arrays.asList(names));
    }

    /** A restore whose first member is the keeper; no member exists. */
    static Situations restore(String... names) {
        return new Situations(OperationKind.RESTORE, Arrays.asList(names));
    }

    static Verdict.Ok ok(String... names) {
        return new Verdict.Ok(Arrays.stream(names).map(ClusterName::new).toList());
    }

    static Verdict.Failed failed() {
        return new Verdict.Failed(CAUSE);
    }

    Situations at(Duration sinceStart) {
        now = sinceStart;
        return this;
    }

    Situations keptBy(String name) {
        keeper = new ClusterName(name);
        return this;
    }

    Situations member(String name, Consumer<MemberDraft> change) {
        MemberDraft draft = members.get(new ClusterName(name));
        if (draft == null) {
            throw new IllegalArgumentException("'" + name + "' is not one of " + members.keySet());
        }
        change.accept(draft);
        return this;
    }

    Situations everyMember(Consumer<MemberDraft> change) {
        members.values().forEach(change);
        return this;
    }

    Situations deadlines(Deadlines value) {
        deadlines = value;
        return this;
    }

    Situations verdict(Verdict value) {
        verdict = value;
        return this;
    }

    /** The verdict, known to every member. */
    Situations everywhere(Verdict value) {
        return everyMember(member -> member.knows(value));
    }

    Situations recorded(String... names) {
        Arrays.stream(names).map(ClusterName::new).forEach(recorded::add);
        return this;
    }

    Situations allRecorded() {
        recorded.addAll(members.keySet());
        return this;
    }

    Situations stopped(FailureCause cause, Duration sinceStart) {
        stop = new Situation.Stop(cause, START.plus(sinceStart));
        return this;
    }

    Situations pauseAsked(Duration sinceStart) {
        pauseAsked = START.plus(sinceStart);
        return this;
    }

    /** It is not settled yet that nobody else works on the same TiDB cluster. */
    Situations notExclusive() {
        exclusive = false;
        return this;
    }

    Situation build() {
        List<MemberView> views = new ArrayList<>();
        members.forEach((name, draft) -> views.add(draft.view(stamp(draft.verdict()))));
        return new Situation(
                START.plus(now),
                stamp(worst()),
                views,
                Optional.ofNullable(stop),
                Optional.ofNullable(pauseAsked),
                exclusive);
    }

    Decision decide() {
        Protocol protocol = kind == OperationKind.BACKUP ? new BackupProtocol() : new RestoreProtocol();
        return protocol.decide(build());
    }

    private Optional<Verdict> worst() {
        List<Verdict> verdicts = Stream.concat(
                        Optional.ofNullable(verdict).stream(),
                        members.values().stream().flatMap(draft -> draft.verdict().stream()))
                .toList();
        return verdicts.stream()
                .filter(Verdict.Failed.class::isInstance)
                .findFirst()
                .or(() -> verdicts.stream().findFirst());
    }

    private Stamp stamp(Optional<Verdict> kept) {
        return new Stamp(
                OURS,
                kind,
                MemberDraft.OPERATION,
                "digest",
                members.keySet().stream()
                        .map(name -> new Placement(name, MemberDraft.TIDB))
                        .toList(),
                keeper,
                keeper,
                START,
                deadlines,
                1,
                recorded,
                kept,
                Reopened.NEVER);
    }
}
