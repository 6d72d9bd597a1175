package io.brfed.internal.drive;

import io.brfed.api.ClusterName;
import io.brfed.api.Deadlines;
import io.brfed.api.FailureCause;
import io.brfed.api.FederationEvent;
import io.brfed.api.Finding;
import io.brfed.api.InvalidRequestException;
import io.brfed.api.OperationKind;
import io.brfed.api.OperationRefusedException;
import io.brfed.api.Phase;
import io.brfed.api.ProviderException;
import io.brfed.api.SupersededException;
import io.brfed.internal.drive.Request.AfterFailure;
import io.brfed.internal.loop.Begun;
import io.brfed.internal.loop.Calls;
import io.brfed.internal.loop.Causes;
import io.brfed.internal.loop.Charge;
import io.brfed.internal.loop.ControlLoop;
import io.brfed.internal.loop.Listeners;
import io.brfed.internal.loop.LoopClock;
import io.brfed.internal.loop.Outcome;
import io.brfed.internal.loop.OvertakenException;
import io.brfed.internal.protocol.BackupProtocol;
import io.brfed.internal.protocol.DeletionProtocol;
import io.brfed.internal.protocol.Protocol;
import io.brfed.internal.protocol.RestoreProtocol;
import io.brfed.plane.Cluster;
import io.brfed.plane.Deletion.Contents;
import io.brfed.plane.Exclusion;
import io.brfed.plane.MemberState;
import io.brfed.plane.Placement;
import io.brfed.plane.Readiness.Topology;
import io.brfed.plane.Reopened;
import io.brfed.plane.Stamp;
import io.brfed.spi.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Drives one request from the first look to its outcome: begins a new operation, goes on with one that exists, or returns
 * the outcome of one that has ended. Touched by tasks of the scheduler only, but for {@link #cancel}.
 */
public final class Driver {
    /** How often a race with another driver that begins the same operation is run again. */
    private static final int MAX_ROUNDS = 5;

    private static final Duration YIELD_LIMIT = Duration.ofMinutes(2);
    /** A deletion lets a running operation settle for its own limit, but no longer than this: it deletes what is left. */
    private static final Duration WIND_DOWN = Duration.ofSeconds(15);

    /**
     * What a request came to.
     *
     * @param outcome the end of the loop
     * @param topologies the TiKV stores by member, of those that could be read by this driver
     * @param takenOver whether another driver had begun the operation
     */
    public record Done(Outcome outcome, Map<Cluster, Topology> topologies, boolean takenOver) {}

    private final Request request;
    private final Scheduler scheduler;
    private final LoopClock clock;
    private final Listeners listeners;
    private final Calls calls;
    private final Takeover takeover;
    private final String digest;
    private final List<String> notices = new ArrayList<>();

    private Map<Cluster, Topology> topologies = Map.of();
    private boolean takenOver;
    private OptionalInt reopenedBefore = OptionalInt.empty();
    private @Nullable ControlLoop loop;
    private @Nullable FailureCause cancelled;

    /** A driver that has not begun. */
    public Driver(Request request, Scheduler scheduler, Listeners listeners) {
        this.request = request;
        this.scheduler = scheduler;
        this.clock = new LoopClock(scheduler);
        this.listeners = listeners;
        this.calls = new Calls(scheduler);
        this.takeover = new Takeover(request, scheduler, calls);
        this.digest = Digests.of(request);
    }

    /** Begins. */
    public CompletionStage<Done> start() {
        return Begun.on(scheduler, () -> look(1)).exceptionallyCompose(this::documented);
    }

    /** Makes the operation fail with this cause; one that has not had an effect yet ends without one. */
    public void cancel(FailureCause cause) {
        scheduler.execute(() -> {
            cancelled = cause;
            if (loop != null) {
                loop.cancel(cause);
            }
        });
    }

    /**
     * Makes an operation that may still be running end, and says what is there.
     *
     * @param cause recorded as the cause of the failure if it was running
     * @return its stamp, empty if nothing of it was found
     */
    public CompletionStage<Optional<Stamp>> windDown(FailureCause cause) {
        return Begun.on(scheduler, () -> {
            cancelled = cause;
            return new Observer(scheduler, clock, request.pacing())
                    .look(request.members(), request.deadlines().unreachableInPause())
                    .thenCompose(this::windDown)
                    .exceptionallyCompose(this::documented);
        });
    }

    private CompletionStage<Optional<Stamp>> windDown(Look look) {
        Optional<Stamp> existing = look.stamp(request);
        boolean nothingRuns = existing.map(stamp -> !names(stamp.initializer())
                        || !names(stamp.keeper())
                        || Endings.ended(charge(stamp, look, Optional.empty()), look, clock.now())
                        || Endings.completeAsFarAsSeen(stamp, look))
                .orElse(true);
        if (nothingRuns) {
            return CompletableFuture.completedFuture(existing);
        }
        Stamp stamp = existing.get();
        Duration own = stamp.deadlines().settle();
        Duration settle = own.compareTo(WIND_DOWN) < 0 ? own : WIND_DOWN;
        return raise(stamp.withDeadlines(stamp.deadlines().withSettle(settle)), look, MAX_ROUNDS)
                .thenApply(done -> Optional.of(done.outcome().situation().stamp()));
    }

    private boolean names(ClusterName member) {
        return request.clusters().stream().anyMatch(cluster -> cluster.name().equals(member));
    }

    /** Only checks, changing nothing. */
    public CompletionStage<List<Finding>> check() {
        return Begun.on(
                scheduler,
                () -> request.afterFailure() == AfterFailure.GOES_ON
                        ? checkFailed()
                        : new Preflight(calls).run(request).thenApply(Preflight.Result::findings));
    }

    /** What a restore has done itself is no finding: whether it may go on is all that is looked at. */
    private CompletionStage<List<Finding>> checkFailed() {
        return new Observer(scheduler, clock, request.pacing())
                .look(request.members(), request.deadlines().unreachableInPause())
                .<List<Finding>>thenApply(look -> {
                    Stamp stamp = look.stamp(request).orElseThrow(() -> new Reopening(request, look).nothing());
                    refuseOther(stamp);
                    Optional<Stamp> unused =
                            new Reopening(request, look).of(charge(stamp, look, Optional.empty()), clock.now());
                    return List.of();
                })
                .exceptionally(error -> List.of(Finding.fault(
                        "name", request.name().value(), Causes.words(error), "do what the message says")));
    }

    private CompletionStage<Done> look(int round) {
        Deadlines deadlines = request.deadlines();
        return new Observer(scheduler, clock, request.pacing())
                .look(request.members(), deadlines.unreachableInPause())
                .thenCompose(look -> {
                    Optional<Stamp> existing = look.stamp(request);
                    if (existing.isEmpty() && request.afterFailure() == AfterFailure.GOES_ON) {
                        throw new Reopening(request, look).nothing();
                    }
                    return existing.isPresent() ? goOn(existing.get(), look, round) : begin(look, round);
                });
    }

    private CompletionStage<Done> begin(Look look, int round) {
        if (cancelled != null) {
            return cancelledBeforeBegun(newStamp(), look, round);
        }
        look.refuseNew(request);
        return new Preflight(calls).run(request).thenCompose(result -> {
            if (!result.faults().isEmpty()) {
                throw new InvalidRequestException(result.faults());
            }
            topologies = result.topologies();
            result.notices().forEach(finding -> notice(finding.toString()));
            return claimed(newStamp(), look, round);
        });
    }

    /** A member that did not answer may show that another driver has begun the operation; then that one is cancelled. */
    private CompletionStage<Done> cancelledBeforeBegun(Stamp stamp, Look look, int round) {
        return run(stamp, look, Optional.empty()).exceptionallyCompose(error -> lookAgain(Causes.of(error), round));
    }

    private CompletionStage<Done> claimed(Stamp stamp, Look look, int round) {
        if (cancelled != null) {
            return cancelledBeforeBegun(stamp, look, round);
        }
        listeners.tell(new FederationEvent.Started(clock.now(), stamp.kind(), stamp.name(), stamp.id(), stamp.epoch()));
        Exclusions exclusions = new Exclusions(request, stamp.id(), scheduler);
        // Where the first write is seen later than that, another operation may have been let in meanwhile.
        Duration trusted = scheduler.elapsed().plus(Exclusion.Locked.AT_LEAST);
        // Listeners that are told on the same scheduler know the name before anything happens.
        return claiming(exclusions, locked -> run(stamp, look, Optional.of(locked ? trusted : Duration.ZERO)))
                .exceptionallyCompose(error -> lookAgain(Causes.of(error), round));
    }

    /** Claims all members for what follows, and gives them back if that comes to nothing. */
    private CompletionStage<Done> claiming(Exclusions exclusions, Function<Boolean, CompletionStage<Done>> then) {
        CompletableFuture<Done> done = new CompletableFuture<>();
        Begun.on(scheduler, () -> exclusions.claim(this::notice))
                .thenCompose(then)
                .whenComplete((result, error) -> {
                    if (error == null) {
                        done.complete(result);
                    } else if (Causes.of(error) instanceof SupersededException) {
                        // The driver that took over relies on the same claim.
                        done.completeExceptionally(error);
                    } else {
                        exclusions.unclaim().whenComplete((given, ignored) -> done.completeExceptionally(error));
                    }
                });
        return done;
    }

    /** Whoever met another driver that began the same operation first goes on with what that one began. */
    private CompletionStage<Done> lookAgain(Throwable error, int round) {
        boolean overtaken = error instanceof OvertakenException || error instanceof OperationRefusedException;
        if (!overtaken || round >= MAX_ROUNDS) {
            return CompletableFuture.failedFuture(error);
        }
        return new Observer(scheduler, clock, request.pacing())
                .look(request.members(), request.deadlines().unreachableInPause())
                .thenCompose(look -> {
                    Optional<Stamp> existing = look.stamp(request);
                    return existing.isPresent()
                            ? goOn(existing.get(), look, round + 1)
                            : CompletableFuture.failedFuture(error);
                });
    }

    /** What the loop says to its driver is nothing a caller knows. */
    private <T> CompletionStage<T> documented(Throwable error) {
        Throwable cause = Causes.of(error);
        return CompletableFuture.failedFuture(
                cause instanceof OvertakenException
                        ? new OperationRefusedException(
                                request.name(),
                                cause.getMessage() + ", so '" + request.name()
                                        + "' was not begun once more. Nothing was changed; call again")
                        : error);
    }

    /** Goes on with an operation that exists, or returns the outcome of one that has ended. */
    private CompletionStage<Done> goOn(Stamp stamp, Look look, int round) {
        refuseOther(stamp);
        takenOver = true;
        if (maybeReopened(stamp)) {
            Optional<Stamp> reopened =
                    new Reopening(request, look).of(charge(stamp, look, Optional.empty()), clock.now());
            if (reopened.isPresent()) {
                return reopen(reopened.get(), look, round);
            }
        }
        Charge ended = charge(stamp, look, Optional.empty());
        boolean over = Endings.ended(ended, look, clock.now());
        if (over) {
            // A process that died at the very end may have left its claim.
            return drive(ended)
                    .thenCompose(outcome -> new Exclusions(request, stamp.id(), scheduler)
                            .unclaim()
                            .thenApply(given -> done(outcome)));
        }
        if (Endings.completeAsFarAsSeen(stamp, look)) {
            throw new ProviderException(
                    ProviderException.Fault.UNREACHABLE,
                    "'" + request.name()
                            + "' may have ended: every member that answers is complete, but not every member"
                            + " answers: " + look.silentText() + ". Nothing was changed; call again when it answers,"
                            + " or delete the operation");
        }
        return raise(stamp, look, round);
    }

    private void refuseOther(Stamp stamp) {
        if (!stamp.digest().equals(digest) || stamp.kind() != request.kind()) {
            throw new OperationRefusedException(request.name(), differs(stamp));
        }
    }

    /** Whether one call may go on after this failure: not after one that came when it, or another one, had gone on. */
    private boolean maybeReopened(Stamp stamp) {
        if (request.afterFailure() != AfterFailure.GOES_ON || cancelled != null) {
            return false;
        }
        if (reopenedBefore.isEmpty()) {
            reopenedBefore = OptionalInt.of(stamp.reopened().times());
        }
        return reopenedBefore.getAsInt() == stamp.reopened().times();
    }

    /**
     * Goes on with an operation that failed. While it counted as failed, others could begin, so that it has to be alone as if
     * it were new. The keeper is told first: from then on it is open for whoever comes, and the others are told as part of it.
     */
    private CompletionStage<Done> reopen(Stamp stamp, Look look, int round) {
        Stamp reopened = takeover.raised(stamp);
        Cluster keeper = cluster(reopened);
        Phase phase = look.state(keeper).desired().orElse(Phase.RESTORE_VOLUME);
        listeners.tell(new FederationEvent.Started(
                clock.now(), reopened.kind(), reopened.name(), reopened.id(), reopened.epoch()));
        Duration trusted = scheduler.elapsed().plus(Exclusion.Locked.AT_LEAST);
        return claiming(
                new Exclusions(request, reopened.id(), scheduler),
                locked -> takeover.tell(keeper, phase, reopened)
                        .thenCompose(answer -> Takeover.took(answer, reopened)
                                ? reopened(reopened, locked ? trusted : Duration.ZERO)
                                : reopenAgain(reopened, round)));
    }

    private CompletionStage<Done> reopened(Stamp reopened, Duration trusted) {
        return new Observer(scheduler, clock, request.pacing())
                .look(request.members(), request.deadlines().unreachableInPause())
                .thenCompose(look -> run(reopened, look, Optional.of(trusted)));
    }

    private CompletionStage<Done> reopenAgain(Stamp reopened, int round) {
        if (round >= MAX_ROUNDS) {
            throw new ProviderException(
                    ProviderException.Fault.RETRY,
                    "'" + reopened.name() + "' could not be told to go on after its failure in " + MAX_ROUNDS
                            + " tries; call again");
        }
        return look(round + 1);
    }

    /** Raises the epoch on the keeper before the first effect, so that an older driver stops. */
    private CompletionStage<Done> raise(Stamp stamp, Look look, int round) {
        Stamp raised = takeover.raised(stamp);
        Cluster keeper = cluster(stamp);
        MemberState state = look.states().get(keeper);
        if (state == null
                || state.presence() != MemberState.Presence.LIVE
                || state.desired().isEmpty()) {
            return takeOver(raised, look);
        }
        return takeover.tell(keeper, state.desired().get(), raised).thenCompose(answer -> {
            if (!Takeover.took(answer, raised) && round < MAX_ROUNDS) {
                return look(round + 1);
            }
            Takeover.refuseBeyond(raised, answer, MAX_ROUNDS);
            return takeOver(raised, look);
        });
    }

    private CompletionStage<Done> takeOver(Stamp stamp, Look look) {
        listeners.tell(new FederationEvent.Started(clock.now(), stamp.kind(), stamp.name(), stamp.id(), stamp.epoch()));
        boolean settled = Endings.exclusionSettled(stamp, look);
        return run(stamp, look, settled ? Optional.empty() : Optional.of(Duration.ZERO));
    }

    /**
     * Drives the operation to its end.
     *
     * @param trusted up to which moment nobody else can have begun, so that nobody is asked about it again; empty if that is
     *     settled
     */
    private CompletionStage<Done> run(Stamp stamp, Look look, Optional<Duration> trusted) {
        Exclusions exclusions = new Exclusions(request, stamp.id(), scheduler);
        return drive(charge(stamp, look, trusted.map(moment -> () -> exclusions.again(moment))))
                .thenCompose(outcome -> yieldIfTold(outcome)
                        .thenCompose(yielded -> exclusions.unclaim())
                        .thenApply(given -> done(outcome)));
    }

    private CompletionStage<Outcome> drive(Charge charge) {
        ControlLoop driving = new ControlLoop(charge, scheduler, clock, listeners);
        loop = driving;
        if (cancelled != null) {
            driving.cancel(cancelled);
        }
        return driving.start();
    }

    /** An operation that yields to another leaves nothing behind, unless it had made something before. */
    private CompletionStage<Boolean> yieldIfTold(Outcome outcome) {
        boolean yields = outcome.situation()
                .stop()
                .filter(stop -> stop.cause().kind() == FailureCause.Kind.NOT_EXCLUSIVE)
                .filter(stop -> outcome.situation().stamp().reopened().times() == 0)
                .isPresent();
        if (!yields) {
            return CompletableFuture.completedFuture(false);
        }
        Stamp now = outcome.situation().stamp().startingAt(clock.now());
        Charge deletion = new Charge(
                new DeletionProtocol(Contents.AS_RECORDED, YIELD_LIMIT),
                request.clusters(),
                request.members(),
                now,
                Map.of(),
                Optional.empty(),
                request.pacing());
        return new ControlLoop(deletion, scheduler, clock, listeners).start().thenApply(deleted -> true);
    }

    private Charge charge(
            Stamp stamp, Look look, Optional<Supplier<CompletionStage<Optional<FailureCause>>>> exclusion) {
        return new Charge(
                protocol(), request.clusters(), request.members(), stamp, look.known(), exclusion, request.pacing());
    }

    private Protocol protocol() {
        return request.kind() == OperationKind.BACKUP ? new BackupProtocol() : new RestoreProtocol();
    }

    private Stamp newStamp() {
        return new Stamp(
                Stamps.newId(scheduler),
                request.kind(),
                request.name(),
                digest,
                request.clusters().stream().map(Cluster::placement).toList(),
                request.kind() == OperationKind.BACKUP ? request.initializer() : request.keeper(),
                request.keeper(),
                clock.now(),
                request.deadlines(),
                1,
                Set.of(),
                Optional.empty(),
                Reopened.NEVER);
    }

    private Cluster cluster(Stamp stamp) {
        return request.clusters().stream()
                .filter(cluster -> cluster.name().equals(stamp.keeper()))
                .findFirst()
                .orElseThrow(() -> new OperationRefusedException(request.name(), differs(stamp)));
    }

    private String differs(Stamp stamp) {
        return "an operation named '" + request.name() + "' exists that asks for something else. Recorded: "
                + stamp.kind() + " "
                + stamp.members().stream().map(Placement::toString).toList() + ", digest "
                + stamp.digest() + "; asked for: " + request.kind() + " "
                + request.clusters().stream().map(Cluster::toString).toList() + ", digest " + digest
                + ". Nothing was changed. Repeat the recorded request, or choose another name";
    }

    private void notice(String text) {
        notices.add(text);
        listeners.tell(new FederationEvent.Notice(clock.now(), text));
    }

    private Done done(Outcome outcome) {
        notices.forEach(outcome.chronicle()::notice);
        return new Done(outcome, topologies, takenOver);
    }
}
