package io.brfed.testkit;

import io.brfed.api.ByteSize;
import io.brfed.api.Condition;
import io.brfed.api.Finding;
import io.brfed.api.OperationId;
import io.brfed.api.Phase;
import io.brfed.api.StoreId;
import io.brfed.api.Tso;
import io.brfed.plane.Exclusion;
import io.brfed.plane.Readiness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What the members of one {@link FakeDataPlane} do by themselves: how long each step takes, where they fail, and what
 * the plane answers about readiness and exclusion. Obtained from {@link FakeDataPlane#script()}. A change counts for
 * steps that have not begun. Not thread-safe: change it before the operation starts, or in a task of the scheduler.
 *
 * @since 0.1.0
 */
public final class PlaneScript {
    private static final Duration DEFAULT_PAUSE_LIMIT = Duration.ofSeconds(600);
    private static final Duration DEFAULT_PAUSE_LAG = Duration.ofSeconds(150);
    private static final Duration DEFAULT_LOCK = Duration.ofSeconds(60);
    private static final ByteSize DEFAULT_SIZE = new ByteSize(1_000_000_000);

    private final List<Ambush> ambushes = new ArrayList<>();
    private final Map<PauseMoment, Runnable> blows = new EnumMap<>(PauseMoment.class);
    private final Map<Condition, Duration> durations = new EnumMap<>(Condition.class);
    private final Set<Condition> never = EnumSet.noneOf(Condition.class);
    private final List<ScriptedReport> reports = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private Kind kind = Kind.OPERATOR;
    private WarmUp warmUp = WarmUp.NONE;
    private Duration pauseLimit = DEFAULT_PAUSE_LIMIT;
    private Duration pauseLag = DEFAULT_PAUSE_LAG;
    private Duration lockDuration = DEFAULT_LOCK;
    private Duration deletion = Duration.ZERO;
    private Duration clockAhead = Duration.ZERO;
    private ByteSize size = DEFAULT_SIZE;
    private boolean manual;
    private boolean endsPauseEarly = true;
    private boolean seesPause = true;
    private boolean locks = true;
    private @Nullable Tso commitTs;
    private @Nullable String cleanFailure;
    private @Nullable Exclusion exclusion;
    private Readiness.@Nullable Topology topology;

    PlaneScript() {
        takes(Condition.INITIALIZED, Duration.ofSeconds(10));
        takes(Condition.SNAPSHOTS_CREATED, Duration.ofSeconds(30));
        takes(Condition.PAUSE_ENDED, Duration.ofSeconds(1));
        takes(Condition.VOLUMES_COMPLETE, Duration.ofMinutes(10));
        takes(Condition.VOLUMES_RESTORED, Duration.ofMinutes(5));
        takes(Condition.WARM_UP_STARTED, Duration.ofSeconds(5));
        takes(Condition.WARM_UP_COMPLETE, Duration.ofMinutes(20));
        takes(Condition.TIKV_READY, Duration.ofMinutes(1));
        takes(Condition.DATA_RESTORED, Duration.ofMinutes(5));
        takes(Condition.COMPLETE, Duration.ofSeconds(2));
    }

    /**
     * Behaves like TiDB Operator (default): times in whole seconds; the pause is given back only once the member's own
     * snapshots are created, or its init job is ended because the verdict is failed, which it reports as
     * {@code INITIALIZE_FAILED}; {@code TEARDOWN} waits for work that has begun.
     */
    public PlaneScript operatorLike() {
        kind = Kind.OPERATOR;
        pauseLag = DEFAULT_PAUSE_LAG;
        return this;
    }

    /**
     * Behaves like a plane that does the work itself: exact times and pause, which is given back whenever asked; proves
     * that the pause held, reports an identity and a closing timestamp; {@code TEARDOWN} stops all work at once.
     */
    public PlaneScript directLike() {
        kind = Kind.DIRECT;
        pauseLag = Duration.ZERO;
        return this;
    }

    /** Does nothing by itself: conditions are reached only by {@link FakeDataPlane#report}. */
    public PlaneScript manual() {
        manual = true;
        return this;
    }

    /**
     * Sets how long the step takes that leads to a condition. Defaults: {@code INITIALIZED} 10 s,
     * {@code SNAPSHOTS_CREATED} 30 s, {@code PAUSE_ENDED} 1 s, {@code VOLUMES_COMPLETE} 10 min,
     * {@code VOLUMES_RESTORED} 5 min, {@code WARM_UP_STARTED} 5 s, {@code WARM_UP_COMPLETE} 20 min,
     * {@code TIKV_READY} 1 min, {@code DATA_RESTORED} 5 min, {@code COMPLETE} 2 s.
     */
    public PlaneScript takes(Condition condition, Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException(condition + " takes " + duration + "; it must not be negative");
        }
        durations.put(Objects.requireNonNull(condition, "condition"), duration);
        return this;
    }

    /** Every step takes no time. */
    public PlaneScript atOnce() {
        durations.replaceAll((condition, duration) -> Duration.ZERO);
        return this;
    }

    /** Takes so long to pause: the same as {@code takes(INITIALIZED, duration)}. */
    public PlaneScript initializedAfter(Duration duration) {
        return takes(Condition.INITIALIZED, duration);
    }

    /** Takes so long to request its snapshots: the same as {@code takes(SNAPSHOTS_CREATED, duration)}. */
    public PlaneScript snapshotsCreatedAfter(Duration duration) {
        return takes(Condition.SNAPSHOTS_CREATED, duration);
    }

    /** Stays forever in the step that leads to this condition. */
    public PlaneScript never(Condition condition) {
        never.add(Objects.requireNonNull(condition, "condition"));
        return this;
    }

    /** Reports a condition, usually a failure, that is not part of the usual course; the result says when. */
    public When failsWith(Condition condition, String reason, String message) {
        Objects.requireNonNull(condition, "condition");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(message, "message");
        return new When(this, condition, reason, message);
    }

    /** Forgets every failure and every {@link #never}. */
    public PlaneScript recovers() {
        ambushes.clear();
        blows.clear();
        reports.clear();
        never.clear();
        return this;
    }

    /** Sets how long after the member's creation its pause ends by itself. Default: 600 s. */
    public PlaneScript pauseEndsAfter(Duration limit) {
        pauseLimit = Objects.requireNonNull(limit, "limit");
        return this;
    }

    /** Sets the lag that the plane reports with its pause. Default: 150 s operator-like, zero direct-like. */
    public PlaneScript pauseLag(Duration lag) {
        pauseLag = Objects.requireNonNull(lag, "lag");
        return this;
    }

    /** The role may not end the pause's job: operator-like, a pause ends only after the snapshots or by itself. */
    public PlaneScript cannotEndPauseEarly() {
        endsPauseEarly = false;
        return this;
    }

    /** The role may not look at the pause: its hold is always reported as unknown. */
    public PlaneScript cannotSeePause() {
        seesPause = false;
        return this;
    }

    /** Sets the warm-up of restores. Default: none. */
    public PlaneScript warmUp(WarmUp value) {
        warmUp = Objects.requireNonNull(value, "value");
        return this;
    }

    /** Sets the timestamp that backups report. Default: the time of their snapshots. */
    public PlaneScript commitTs(Tso value) {
        commitTs = Objects.requireNonNull(value, "value");
        return this;
    }

    /** Sets the size that backups report. Default: 1 GB. */
    public PlaneScript size(ByteSize value) {
        size = Objects.requireNonNull(value, "value");
        return this;
    }

    /** Sets how far the clock of the member's system is ahead of everybody else's; may be negative. Default: zero. */
    public PlaneScript clockAhead(Duration by) {
        clockAhead = Objects.requireNonNull(by, "by");
        return this;
    }

    /** Sets how long a member stays in deletion before it is gone. Default: gone at once. */
    public PlaneScript deletionTakes(Duration duration) {
        deletion = Objects.requireNonNull(duration, "duration");
        return this;
    }

    /** A deleted member reports {@code CLEAN_FAILED} and stays in deletion. */
    public PlaneScript cleanFails(String message) {
        cleanFailure = Objects.requireNonNull(message, "message");
        return this;
    }

    /** Adds what {@code check} finds. Default: nothing. */
    public PlaneScript finds(Finding finding) {
        findings.add(Objects.requireNonNull(finding, "finding"));
        return this;
    }

    /** Sets the TiKV stores that {@code check} knows. */
    public PlaneScript topology(Map<StoreId, String> own, Map<StoreId, String> peers) {
        topology = new Readiness.Topology(own, peers);
        return this;
    }

    /** {@code check} cannot read the TiKV stores. */
    public PlaneScript cannotSeeTopology() {
        topology = null;
        return this;
    }

    /** {@code claim} finds no lock to take: its best answer is {@link Exclusion.Clear}. */
    public PlaneScript withoutLocks() {
        locks = false;
        return this;
    }

    /** Sets for how long a lock excludes others that no member speaks for. Default: 60 s. */
    public PlaneScript lockLasts(Duration duration) {
        lockDuration = Objects.requireNonNull(duration, "duration");
        return this;
    }

    /** {@code claim} always finds an operation that is not in this plane. */
    public PlaneScript takenBy(String name, OperationId id) {
        exclusion = new Exclusion.Taken(name, Optional.of(id));
        return this;
    }

    /** {@code claim} always finds something without a stamp. */
    public PlaneScript takenByForeign(String name) {
        exclusion = new Exclusion.Taken(name, Optional.empty());
        return this;
    }

    /** {@code claim} cannot be answered. */
    public PlaneScript cannotCheckExclusion() {
        exclusion = new Exclusion.Unchecked("not allowed to list backups");
        return this;
    }

    /** {@code claim} answers by what is in this plane again. */
    public PlaneScript claimsAsFound() {
        exclusion = null;
        locks = true;
        return this;
    }

    /** Whether the step that leads to a condition never ends because a test wants it so. */
    boolean stuck(Condition condition) {
        return never.contains(condition);
    }

    /** How long a step takes; empty if it never ends by itself. */
    Optional<Duration> duration(Condition condition) {
        return manual || never.contains(condition)
                ? Optional.empty()
                : Optional.of(durations.getOrDefault(condition, Duration.ZERO));
    }

    /** The next time that a member would reach a condition, something else happens instead, once. */
    /** Has something happen once when a pause reaches a moment. */
    void strikeAt(PauseMoment moment, Runnable blow) {
        blows.put(moment, blow);
    }

    /** A pause reaches a moment: what lies in wait for it is used up by this. */
    void reaches(PauseMoment moment) {
        if (!blows.isEmpty()) {
            Runnable blow = blows.remove(moment);
            if (blow != null) {
                blow.run();
            }
        }
    }

    void ambush(Ambush ambush) {
        ambushes.add(ambush);
    }

    /** What lies in wait for a condition; it is used up by this. */
    Optional<Ambush> ambushOf(Condition condition) {
        if (ambushes.isEmpty()) {
            return Optional.empty();
        }
        Optional<Ambush> found = ambushes.stream()
                .filter(ambush ->
                        ambush.missed() == condition && !ambush.sprung().getAndSet(true))
                .findFirst();
        found.ifPresent(ambushes::remove);
        return found;
    }

    List<ScriptedReport> reports() {
        return reports;
    }

    boolean direct() {
        return kind == Kind.DIRECT;
    }

    WarmUp warmUp() {
        return warmUp;
    }

    Duration pauseLimit() {
        return pauseLimit;
    }

    Duration pauseLag() {
        return pauseLag;
    }

    Duration lockDuration() {
        return lockDuration;
    }

    Duration deletion() {
        return deletion;
    }

    Duration clockAhead() {
        return clockAhead;
    }

    ByteSize size() {
        return size;
    }

    Optional<Tso> commitTs() {
        return Optional.ofNullable(commitTs);
    }

    Optional<String> cleanFailure() {
        return Optional.ofNullable(cleanFailure);
    }

    boolean endsPauseEarly() {
        return endsPauseEarly;
    }

    boolean seesPause() {
        return seesPause;
    }

    boolean locks() {
        return locks;
    }

    Optional<Exclusion> exclusion() {
        return Optional.ofNullable(exclusion);
    }

    Readiness readiness() {
        return new Readiness(findings, Optional.ofNullable(topology));
    }

    private enum Kind {
        OPERATOR,
        DIRECT
    }

    /**
     * Something that happens once instead of a condition.
     *
     * @param sprung whether it has happened, shared by the planes of which it waits for the first
     */
    record Ambush(
            FaultKind kind,
            Condition missed,
            Condition reported,
            String reason,
            String message,
            AtomicBoolean sprung) {}

    /** A condition that a member reports once its trigger is met. */
    record ScriptedReport(Condition condition, String reason, String message, Trigger trigger) {}

    /** When a {@link ScriptedReport} is due; exactly one part is present. */
    record Trigger(
            Optional<Duration> after, Optional<Phase> told, Optional<Condition> reached, Optional<Condition> instead) {}

    /**
     * Says when a scripted condition is reported; each method finishes it.
     *
     * @since 0.1.0
     */
    public static final class When {
        private final PlaneScript script;
        private final Condition condition;
        private final String reason;
        private final String message;

        private When(PlaneScript script, Condition condition, String reason, String message) {
            this.script = script;
            this.condition = condition;
            this.reason = reason;
            this.message = message;
        }

        /** So long after the member was created. */
        public PlaneScript after(Duration delay) {
            return add(new Trigger(Optional.of(delay), Optional.empty(), Optional.empty(), Optional.empty()));
        }

        /** As soon as the member is told this phase. */
        public PlaneScript told(Phase phase) {
            return add(new Trigger(Optional.empty(), Optional.of(phase), Optional.empty(), Optional.empty()));
        }

        /** As soon as the member has reached this condition. */
        public PlaneScript when(Condition reached) {
            return add(new Trigger(Optional.empty(), Optional.empty(), Optional.of(reached), Optional.empty()));
        }

        /** At the time when it would have reached this condition, which it does not reach. */
        public PlaneScript insteadOf(Condition missed) {
            return add(new Trigger(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(missed)));
        }

        private PlaneScript add(Trigger trigger) {
            script.reports.add(new ScriptedReport(condition, reason, message, trigger));
            return script;
        }
    }
}
