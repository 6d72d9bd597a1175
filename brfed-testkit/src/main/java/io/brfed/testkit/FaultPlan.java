package io.brfed.testkit;

import io.brfed.api.ProviderException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What goes wrong between a driver and one {@link FakeDataPlane}: outages, failing calls, lost answers, missing
 * notifications. Obtained from {@link FakeDataPlane#faults()}. A fault for the next call is used up by the first call
 * that its selector selects; of several, the oldest counts. Not thread-safe: change it before the operation starts, or in
 * a task of the scheduler.
 *
 * @since 0.1.0
 */
public final class FaultPlan {
    private static final Duration DEFAULT_LATENCY = Duration.ofMillis(5);

    private final List<Planned> planned = new ArrayList<>();
    private final Runnable onComeback;
    private Supplier<Duration> latency = () -> DEFAULT_LATENCY;
    private Connection connection = Connection.GOOD;
    private Notifications notifications = Notifications.DELIVERED;
    private Duration staleness = Duration.ZERO;
    private boolean early;
    private long used;
    private boolean dead;

    FaultPlan(Runnable onComeback) {
        this.onComeback = onComeback;
    }

    /** Sets the time from a call to its answer; the effect is in the middle. Default: 5 ms. */
    public FaultPlan latency(Duration value) {
        Objects.requireNonNull(value, "value");
        latency = () -> value;
        return this;
    }

    /** Sets where the time from each call to its answer comes from, for example a seeded source. */
    public FaultPlan latency(Supplier<Duration> source) {
        latency = Objects.requireNonNull(source, "source");
        return this;
    }

    /** No call gets through: each ends with {@code UNREACHABLE} when its limit is over. Notifications stop too. */
    public FaultPlan becomesUnreachable() {
        connection = Connection.SILENT;
        return this;
    }

    /** No call gets through: each ends with {@code UNREACHABLE} at once. Notifications stop too. */
    public FaultPlan refusesConnections() {
        connection = Connection.REFUSED;
        return this;
    }

    /** No call gets through or ever ends: limits are ignored. Notifications stop too. */
    public FaultPlan hangs() {
        connection = Connection.HANGING;
        return this;
    }

    /** No call gets through any more, whatever is asked for later: the cluster is lost. */
    public FaultPlan diesForEver() {
        connection = Connection.SILENT;
        dead = true;
        return this;
    }

    /** Calls get through again, unless the cluster is lost, and whoever asked to be told is told to look. */
    public FaultPlan comesBack() {
        if (!dead) {
            connection = Connection.GOOD;
            onComeback.run();
        }
        return this;
    }

    /** The next calls fail; nothing is done, whatever the fault says. */
    public FaultPlan failNext(CallSelector calls, ProviderException.Fault fault, int times) {
        return plan(calls, times, new Action.Fail(fault, "scripted " + fault, Duration.ZERO));
    }

    /** The next calls are refused for good. */
    public FaultPlan refuse(CallSelector calls, String message) {
        return plan(calls, Integer.MAX_VALUE, new Action.Fail(ProviderException.Fault.REFUSED, message, Duration.ZERO));
    }

    /** The next calls lose against another writer and are not made; the caller may try again at once. */
    public FaultPlan conflictNext(CallSelector calls, int times) {
        return plan(
                calls,
                times,
                new Action.Fail(ProviderException.Fault.RETRY, "the object has been modified", Duration.ZERO));
    }

    /** The next calls are not made, and the caller is asked to wait so long before it tries again. */
    public FaultPlan throttleNext(CallSelector calls, Duration busyFor, int times) {
        return plan(calls, times, new Action.Fail(ProviderException.Fault.BUSY_UNTIL, "throttled", busyFor));
    }

    /** The next call takes effect, and its caller gets {@code OUTCOME_UNKNOWN} when the limit is over. */
    public FaultPlan loseAnswerOf(CallSelector calls) {
        return plan(calls, 1, new Action.LoseAnswer());
    }

    /** The next call takes effect, and its caller never gets an answer: the limit is ignored. */
    public FaultPlan neverAnswer(CallSelector calls) {
        return plan(calls, 1, new Action.NeverAnswer());
    }

    /**
     * The next call takes effect only after the delay; its caller gets {@code OUTCOME_UNKNOWN} when the limit is over, or
     * the answer if that is earlier.
     */
    public FaultPlan landLate(CallSelector calls, Duration delay) {
        return plan(calls, 1, new Action.LandLate(delay));
    }

    /** The next call takes effect and is answered as usual, and takes effect a second time after the delay. */
    public FaultPlan duplicate(CallSelector calls, Duration delay) {
        return plan(calls, 1, new Action.Duplicate(delay));
    }

    /** Notifications are promised and not delivered. */
    public FaultPlan dropNotifications() {
        notifications = Notifications.DROPPED;
        return this;
    }

    /** Notifications are not promised: subscriptions say so. */
    public FaultPlan withoutNotifications() {
        notifications = Notifications.NONE;
        return this;
    }

    /** Notifications are promised and delivered again. */
    public FaultPlan withNotifications() {
        notifications = Notifications.DELIVERED;
        return this;
    }

    /** Observations with {@code Freshness.KNOWN} do not see a change before it is so old. Default: zero. */
    public FaultPlan staleReads(Duration age) {
        staleness = Objects.requireNonNull(age, "age");
        early = false;
        return this;
    }

    /** As {@link #staleReads}, and changes are told at once, too, so that whoever looks then sees what was before. */
    public FaultPlan staleReadsToldEarly(Duration age) {
        staleReads(age);
        early = true;
        return this;
    }

    /** Forgets every fault but that the cluster is lost; the latency stays. */
    public FaultPlan clear() {
        planned.clear();
        connection = dead ? Connection.SILENT : Connection.GOOD;
        notifications = Notifications.DELIVERED;
        staleness = Duration.ZERO;
        early = false;
        return this;
    }

    /** How many faults for single calls were used up. */
    public long used() {
        return used;
    }

    Duration nextLatency() {
        return latency.get();
    }

    Connection connection() {
        return connection;
    }

    /** The name of the outage there is. */
    Optional<FaultKind> outage() {
        return switch (connection) {
            case GOOD -> Optional.empty();
            case REFUSED -> Optional.of(FaultKind.CONNECTION_REFUSED);
            case SILENT -> Optional.of(dead ? FaultKind.DEAD_FOR_EVER : FaultKind.UNREACHABLE);
            case HANGING -> Optional.of(FaultKind.DEADLINES_IGNORED);
        };
    }

    /** Whether the cluster is lost. */
    public boolean dead() {
        return dead;
    }

    Notifications notifications() {
        return notifications;
    }

    boolean toldEarly() {
        return early;
    }

    Duration staleness() {
        return staleness;
    }

    /** What happens to a call; uses up one planned fault if there is one for it. */
    Action next(AttemptedCall attempted) {
        if (planned.isEmpty()) {
            return Action.PASS;
        }
        for (Iterator<Planned> plans = planned.iterator(); plans.hasNext(); ) {
            Planned plan = plans.next();
            if (plan.calls.selects(attempted)) {
                used++;
                if (plan.usedUp()) {
                    plans.remove();
                }
                return plan.action;
            }
        }
        return Action.PASS;
    }

    private FaultPlan plan(CallSelector calls, int times, Action action) {
        Objects.requireNonNull(calls, "calls");
        if (times <= 0) {
            throw new IllegalArgumentException("times is " + times + "; it must be positive");
        }
        planned.add(new Planned(calls, action, times));
        return this;
    }

    /** Whether calls get through. */
    enum Connection {
        GOOD,
        REFUSED,
        SILENT,
        HANGING
    }

    /** Whether changes are told. */
    enum Notifications {
        DELIVERED,
        DROPPED,
        NONE
    }

    /** What happens to one call. */
    sealed interface Action {
        Action PASS = new Pass();

        /** By what name it is counted. */
        Optional<FaultKind> kind();

        record Pass() implements Action {
            @Override
            public Optional<FaultKind> kind() {
                return Optional.empty();
            }
        }

        record Fail(ProviderException.Fault fault, String message, Duration busyFor) implements Action {
            @Override
            public Optional<FaultKind> kind() {
                return Optional.of(
                        switch (fault) {
                            case RETRY -> FaultKind.CONFLICT;
                            case BUSY_UNTIL -> FaultKind.THROTTLING;
                            case REFUSED, GONE -> FaultKind.REFUSAL;
                            case UNREACHABLE, OUTCOME_UNKNOWN -> FaultKind.TIME_OUT;
                        });
            }
        }

        record LoseAnswer() implements Action {
            @Override
            public Optional<FaultKind> kind() {
                return Optional.of(FaultKind.ANSWER_LOST);
            }
        }

        record NeverAnswer() implements Action {
            @Override
            public Optional<FaultKind> kind() {
                return Optional.of(FaultKind.NEVER_ANSWERED);
            }
        }

        record LandLate(Duration delay) implements Action {
            @Override
            public Optional<FaultKind> kind() {
                return Optional.of(FaultKind.LANDS_LATE);
            }
        }

        record Duplicate(Duration delay) implements Action {
            @Override
            public Optional<FaultKind> kind() {
                return Optional.of(FaultKind.DUPLICATE);
            }
        }
    }

    private static final class Planned {
        private final CallSelector calls;
        private final Action action;
        private int left;

        Planned(CallSelector calls, Action action, int left) {
            this.calls = calls;
            this.action = action;
            this.left = left;
        }

        boolean usedUp() {
            return --left == 0;
        }
    }
}
