package io.brfed.internal.loop;

import io.brfed.api.ClusterName;
import io.brfed.api.FailureCause;
import io.brfed.api.FederationEvent;
import io.brfed.api.Phase;
import io.brfed.api.Reached;
import io.brfed.api.SupersededException;
import io.brfed.internal.protocol.Decision;
import io.brfed.internal.protocol.Decision.Ending;
import io.brfed.internal.protocol.Decision.Tempo;
import io.brfed.internal.protocol.MemberView;
import io.brfed.internal.protocol.Pauses;
import io.brfed.internal.protocol.Situation;
import io.brfed.internal.protocol.Step;
import io.brfed.internal.protocol.Table;
import io.brfed.plane.Cluster;
import io.brfed.plane.Freshness;
import io.brfed.plane.MemberState;
import io.brfed.plane.Stamp;
import io.brfed.plane.Subscription;
import io.brfed.spi.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Drives one operation: observes all members in parallel, asks the protocol, carries out what it decides, and waits for
 * a notification, a limit or the next poll, whichever is first. Everything but {@link #start} and {@link #cancel} runs
 * as tasks of the scheduler, one at a time.
 */
public final class ControlLoop {
    /** The pause is called nearly used up when this much is left of it. */
    private static final Duration NEARLY = Duration.ofMinutes(1);

    private final Charge charge;
    private final Scheduler scheduler;
    private final LoopClock clock;
    private final Listeners listeners;
    private final Chronicle chronicle = new Chronicle();
    private final Map<ClusterName, MemberHandle> members = new LinkedHashMap<>();
    private final CompletableFuture<Outcome> end = new CompletableFuture<>();
    private final Reads reads;
    private final Writes writes;
    private final Runnable turning = guarded(this::turn);
    private final Runnable rearming = guarded(this::rearm);

    private Stamp stamp;
    private Situation.@Nullable Stop stop;
    private @Nullable FailureCause cancelled;
    private @Nullable Instant pauseAsked;
    private boolean exclusive;
    private boolean exclusionAsked;
    private boolean warned;
    private boolean turnWanted;
    private boolean rearmWanted;
    private @Nullable Instant warnAt;
    private Tempo tempo = Tempo.CALM;
    private String stage = "";
    private List<Table.Row<?>> walked = List.of();
    private Optional<Instant> wakeAt = Optional.empty();
    private Scheduler.@Nullable Timer wake;

    /** A loop that has not begun. */
    public ControlLoop(Charge charge, Scheduler scheduler, LoopClock clock, Listeners listeners) {
        this.charge = charge;
        this.scheduler = scheduler;
        this.clock = clock;
        this.listeners = listeners;
        this.stamp = charge.stamp();
        this.exclusive = charge.exclusion().isEmpty();
        Calls calls = new Calls(scheduler);
        this.reads = new Reads(this, calls, charge.pacing());
        this.writes = new Writes(this, calls, charge.pacing());
    }

    /** Begins; completes with the outcome, or exceptionally if another driver took over. */
    public CompletionStage<Outcome> start() {
        scheduler.execute(guarded(this::begin));
        return end;
    }

    /**
     * Makes the operation fail with this cause unless it has failed or ended already, perhaps by another driver; also before
     * it has begun.
     */
    public void cancel(FailureCause cause) {
        scheduler.execute(guarded(() -> {
            cancelled = cause;
            if (!members.isEmpty()) {
                turn();
            }
        }));
    }

    /** A defect ends the operation with an error rather than leaving its caller waiting for ever. */
    Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException defect) {
                close();
                end.completeExceptionally(defect);
            }
        };
    }

    private void begin() {
        for (Cluster cluster : charge.clusters()) {
            Observations observations = new Observations(cluster.name().value(), scheduler, charge.pacing());
            MemberHandle handle = new MemberHandle(
                    cluster, Objects.requireNonNull(charge.requests().get(cluster)), observations);
            members.put(cluster.name(), handle);
        }
        members.values().forEach(this::recall);
        if (!end.isDone()) {
            members.values().forEach(handle -> handle.subscription = subscription(handle));
            turn();
        }
    }

    private void recall(MemberHandle handle) {
        MemberState known = charge.known().get(handle.cluster);
        if (known == null) {
            handle.observations.want(Freshness.LIVE);
        } else if (!end.isDone()) {
            handle.written(known, stamp);
            chronicle.found(known, clock.now());
            learn(handle, known, Reached::since);
        }
    }

    /** A plane that cannot tell about changes is polled. */
    private @Nullable Subscription subscription(MemberHandle handle) {
        try {
            return handle.cluster.plane().subscribe(handle.request.member(), () -> notified(handle));
        } catch (RuntimeException refused) {
            tell(new FederationEvent.Notice(
                    clock.now(), "no changes are told by " + handle.cluster.name() + ", it is polled: " + refused));
            return null;
        }
    }

    private void notified(MemberHandle handle) {
        scheduler.execute(guarded(() -> {
            handle.observations.want(Freshness.KNOWN);
            reads.run(handle);
        }));
    }

    /** Asks for a turn after the tasks that are due now, so that several answers cost one decision. */
    void turnSoon() {
        if (!turnWanted && !end.isDone()) {
            turnWanted = true;
            scheduler.execute(turning);
        }
    }

    /** Waits anew after a look that brought nothing new: only the time of the next look has changed. */
    void rearmSoon() {
        if (!rearmWanted && !turnWanted) {
            rearmWanted = true;
            scheduler.execute(rearming);
        }
    }

    private void turn() {
        turnWanted = false;
        if (end.isDone()) {
            return;
        }
        members.values().forEach(writes::expireUnknown);
        members.values().forEach(reads::doubtOldSilence);
        stopIfCancelled();
        Situation situation = situation();
        Pauses.endsBy(situation).ifPresent(by -> chronicle.pauseEndsBy(by.plus(Pauses.lag(situation))));
        Decision decision = charge.protocol().decide(situation);
        note(decision);
        if (mayEnd(decision.ending())) {
            finish(decision);
            return;
        }
        if (!confirms(decision)) {
            confirmAnew();
        }
        settleBefore(decision);
        decision.steps().forEach(this::carryOut);
        askExclusion();
        warn(decision, situation);
        members.values().forEach(reads::run);
        rearm();
    }

    /** What has ended is told as it ended: whoever asked before may have been told so, and nothing is left to be stopped. */
    private void stopIfCancelled() {
        if (cancelled != null
                && stop == null
                && charge.protocol().decide(situation()).ending() == Ending.NONE) {
            stopFor(cancelled);
        }
    }

    /** What is still under way is awaited, and no success is told while an answer is in doubt. */
    private boolean mayEnd(Ending ending) {
        return ending != Ending.NONE
                && members.values().stream()
                        .noneMatch(handle -> handle.writing || (ending == Ending.SUCCEEDED && handle.doubted()));
    }

    /** Forgets what only mattered for steps that are no longer wanted. */
    private void settleBefore(Decision decision) {
        for (MemberHandle handle : members.values()) {
            if (handle.writeAttempts > 0 && !handle.writing && !addresses(decision, handle.cluster.name())) {
                handle.notWritten();
            }
        }
    }

    private static boolean confirms(Decision decision) {
        for (Step step : decision.steps()) {
            if (step instanceof Step.Confirm) {
                return true;
            }
        }
        return false;
    }

    private static boolean addresses(Decision decision, ClusterName member) {
        for (Step step : decision.steps()) {
            if ((step instanceof Step.Declare declare && declare.member().equals(member))
                    || (step instanceof Step.Delete delete && delete.member().equals(member))) {
                return true;
            }
        }
        return false;
    }

    private void note(Decision decision) {
        tempo = decision.tempo();
        if (!decision.path().equals(walked)) {
            walked = decision.path();
            chronicle.walked(walked);
        }
        wakeAt = decision.wakeAt();
        decision.failure().ifPresent(this::stopFor);
        stage = decision.stage();
    }

    private void stopFor(FailureCause cause) {
        if (stop == null) {
            stop = new Situation.Stop(cause, clock.now());
            tell(new FederationEvent.OperationFailing(clock.now(), cause));
            turnSoon();
        }
    }

    private void carryOut(Step step) {
        if (step instanceof Step.Declare declare) {
            writes.declare(handle(declare.member()), declare.declaration());
        } else if (step instanceof Step.Delete delete) {
            writes.delete(handle(delete.member()), delete.deletion());
        } else {
            members.values().stream()
                    .filter(handle -> !handle.confirmed && !handle.confirming)
                    .forEach(handle -> handle.observations.want(Freshness.CONFIRM));
        }
    }

    /**
     * Forgets what confirming reads have answered. Members are confirmed together: the reads of all begin at the same time,
     * each ends within the limit of a call, and one that fails lets all begin again, so that no answer is old when the last
     * one comes.
     */
    void confirmAnew() {
        members.values().forEach(handle -> handle.confirmed = false);
    }

    /** Once the first write is seen, everybody who could have begun at the same time can be seen too. */
    private void askExclusion() {
        if (exclusive || exclusionAsked || !handle(stamp.keeper()).view().live()) {
            return;
        }
        exclusionAsked = true;
        charge.exclusion()
                .orElseThrow()
                .get()
                .whenComplete((other, error) -> scheduler.execute(guarded(() -> {
                    exclusive = true;
                    if (other != null) {
                        other.ifPresent(this::stopFor);
                    }
                    turn();
                })));
    }

    private void warn(Decision decision, Situation situation) {
        warnAt = null;
        if (warned || decision.tempo() != Tempo.IN_PAUSE || stop != null || situation.verdictOk()) {
            return;
        }
        Pauses.limit(situation).ifPresent(limit -> {
            Instant nearly = limit.minus(NEARLY);
            if (clock.now().isBefore(nearly)) {
                warnAt = nearly;
            } else {
                warned = true;
                tell(new FederationEvent.PauseNearlyUsedUp(clock.now(), limit));
            }
        });
    }

    private void rearm() {
        rearmWanted = false;
        if (end.isDone()) {
            return;
        }
        if (wake != null) {
            wake.cancel();
        }
        Duration next =
                wakeAt.isPresent() ? clock.until(wakeAt.get()) : charge.pacing().poll();
        if (warnAt != null) {
            next = shorter(next, clock.until(warnAt));
        }
        for (MemberHandle handle : members.values()) {
            next = shorter(next, reads.nextLook(handle));
            if (!handle.writing && handle.writeAttempts > 0) {
                next = shorter(next, left(handle.writeNotBefore));
            }
        }
        wake = scheduler.schedule(next, turning);
    }

    private Duration left(Duration moment) {
        Duration left = moment.minus(scheduler.elapsed());
        return left.isNegative() ? Duration.ZERO : left;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    private Situation situation() {
        List<MemberView> views = new ArrayList<>(members.size());
        for (MemberHandle handle : members.values()) {
            views.add(handle.view());
        }
        return new Situation(
                clock.now(), stamp, views, Optional.ofNullable(stop), Optional.ofNullable(pauseAsked), exclusive);
    }

    private MemberHandle handle(ClusterName name) {
        return Objects.requireNonNull(members.get(name), name.value());
    }

    /** Takes in what a member reports now, told to listeners once each, and notices a driver that took over. */
    void learn(MemberHandle handle, MemberState state) {
        learn(handle, state, reached -> clock.now());
    }

    /**
     * An answer that came when it was no longer waited for is older than what was read since, and still tells that the
     * member existed: a process that was stopped for a while finds both at once.
     */
    void late(MemberHandle handle, MemberState answer) {
        guarded(() -> {
                    if (!end.isDone() && handle.existed(answer, stamp)) {
                        handle.observations.want(Freshness.LIVE);
                        turnSoon();
                    }
                })
                .run();
    }

    private void learn(MemberHandle handle, MemberState state, Function<Reached, Instant> when) {
        Stamp theirs = state.stamp().orElse(null);
        if (theirs != null && theirs.id().equals(stamp.id())) {
            if (theirs.epoch() > stamp.epoch()) {
                superseded(theirs);
                return;
            }
            mergeStamp(handle, theirs);
        } else if (theirs != null && begunByAnother(handle)) {
            close();
            end.completeExceptionally(new OvertakenException(theirs.id()));
            return;
        }
        News.of(handle, state, stamp).forEach(reached -> {
            chronicle.reached(handle.cluster.name(), reached, when.apply(reached));
            tell(new FederationEvent.ConditionReached(clock.now(), handle.cluster.name(), reached));
        });
    }

    /** Whoever finds a member of another driver that began meanwhile, and has not made one, goes on with that one's. */
    private boolean begunByAnother(MemberHandle handle) {
        MemberHandle keeper = handle(stamp.keeper());
        boolean beginning = charge.exclusion().isPresent()
                && !keeper.writing
                && keeper.unsure().isEmpty();
        return (handle == keeper || beginning)
                && members.values().stream().noneMatch(member -> member.view().created());
    }

    private void mergeStamp(MemberHandle handle, Stamp theirs) {
        if (handle.cluster.name().equals(stamp.keeper())) {
            if (!stamp.recorded().containsAll(theirs.recorded())) {
                stamp = stamp.withRecorded(theirs.recorded());
            }
        }
        boolean before = theirs.reopened().times() < stamp.reopened().times();
        if (!before && !stamp.failed() && (theirs.failed() || stamp.verdict().isEmpty())) {
            theirs.verdict().ifPresent(verdict -> stamp = stamp.withVerdict(verdict));
        }
    }

    private void superseded(Stamp theirs) {
        close();
        end.completeExceptionally(new SupersededException(
                stamp.name(),
                "another driver took over operation '" + stamp.name() + "' (" + stamp.id() + ") with epoch "
                        + theirs.epoch() + " while this one had " + stamp.epoch()
                        + "; it goes on there, and this one stopped without touching it further"));
    }

    private void finish(Decision decision) {
        close();
        end.complete(new Outcome(situation(), decision, clock.now(), chronicle));
    }

    private void close() {
        if (wake != null) {
            wake.cancel();
        }
        members.values().forEach(handle -> {
            if (handle.subscription != null) {
                handle.subscription.close();
            }
        });
    }

    void accepted(MemberHandle handle, Phase phase) {
        if (handle.declared.add(phase)) {
            chronicle.declared(handle.cluster.name(), phase, clock.now());
            tell(new FederationEvent.PhaseDeclared(clock.now(), handle.cluster.name(), phase));
        }
    }

    void pauseAsked(MemberHandle handle) {
        if (pauseAsked == null) {
            pauseAsked = clock.now();
            tell(new FederationEvent.PauseRequested(pauseAsked, handle.cluster.name()));
        }
    }

    void tell(FederationEvent event) {
        listeners.tell(event);
    }

    boolean ended() {
        return end.isDone();
    }

    Stamp stamp() {
        return stamp;
    }

    Tempo tempo() {
        return tempo;
    }

    String stage() {
        return stage;
    }

    LoopClock clock() {
        return clock;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    Chronicle chronicle() {
        return chronicle;
    }
}
