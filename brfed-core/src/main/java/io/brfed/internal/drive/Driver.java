package io.brfed.internal.drive;

import io.brfed.api.ClusterName;
import io.brfed.api.Deadlines;
import io.brfed.api.FailureCause;
import io.brfed.api.FederationEvent;
import io.brfed.api.Finding;
import io.brfed.api.InvalidRequestException;
import io.brfed.api.OperationKind;
import io.brfed.api.OperationRefusedException;
import io.brfed.api.ProviderException;
import io.brfed.api.SupersededException;
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
import io.brfed.plane.Declaration;
import io.brfed.plane.Declaration.Creation;
import io.brfed.plane.Deletion.Contents;
import io.brfed.plane.Exclusion;
import io.brfed.plane.MemberState;
import io.brfed.plane.Placement;
import io.brfed.plane.Readiness.Topology;
import io.brfed.plane.Stamp;
import io.brfed.spi.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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

    private static final int EPOCH_STEP = 1_000_000;

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
    private final String digest;
    private final List<String> notices = new ArrayList<>();

    private Map<Cluster, Topology> topologies = Map.of();
    private boolean takenOver;
    private @Nullable ControlLoop loop;
    private @Nullable FailureCause cancelled;

    /** A driver that has not begun. */
    public Driver(Request request, Scheduler scheduler, Listeners listeners) {
        this.request = request;
        this.scheduler = scheduler;
        this.clock = new LoopClock(scheduler);
        this.listeners = listeners;
        this.calls = new Calls(scheduler);
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
        return Begun.on(scheduler, () -> new Preflight(calls).run(request)).thenApply(Preflight.Result::findings);
    }

    private CompletionStage<Done> look(int round) {
        Deadlines deadlines = request.deadlines();
        return new Observer(scheduler, clock, request.pacing())
                .look(request.members(), deadlines.unreachableInPause())
                .thenCompose(look -> {
                    Optional<Stamp> existing = look.stamp(request);
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
        CompletableFuture<Done> done = new CompletableFuture<>();
        // Listeners that are told on the same scheduler know the name before anything happens.
        Begun.on(scheduler, () -> exclusions.claim(this::notice))
                .thenCompose(locked -> run(stamp, look, Optional.of(locked ? trusted : Duration.ZERO)))
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
        return done.exceptionallyCompose(error -> lookAgain(Causes.of(error), round));
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
        if (!stamp.digest().equals(digest) || stamp.kind() != request.kind()) {
            throw new OperationRefusedException(request.name(), differs(stamp));
        }
        takenOver = true;
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

    /** Raises the epoch on the keeper before the first effect, so that an older driver stops. */
    private CompletionStage<Done> raise(Stamp stamp, Look look, int round) {
        Stamp raised = stamp.withEpoch(stamp.epoch() + 1 + Math.floorMod(scheduler.nextRandom(), EPOCH_STEP));
        Cluster keeper = cluster(stamp);
        MemberState state = look.states().get(keeper);
        if (state == null
                || state.presence() != MemberState.Presence.LIVE
                || state.desired().isEmpty()) {
            return takeOver(raised, look);
        }
        Declaration declaration =
                Declaration.of(request.member(keeper), state.desired().get(), raised, Creation.FORBIDDEN);
        return calls.write(
                        "taking over member " + keeper.name(),
                        request.pacing().call(),
                        () -> keeper.plane()
                                .declare(declaration, request.pacing().call()))
                .handle((answer, error) -> answer)
                .thenCompose(answer -> {
                    boolean ours = answer != null
                            && answer.stamp()
                                    .filter(kept -> kept.id().equals(raised.id()) && kept.epoch() == raised.epoch())
                                    .isPresent();
                    if (!ours && round < MAX_ROUNDS) {
                        return look(round + 1);
                    }
                    refuseBeyond(raised, answer);
                    return takeOver(raised, look);
                });
    }

    /** However often this driver tried: with a lower epoch than one it has met it does not begin. */
    private static void refuseBeyond(Stamp raised, @Nullable MemberState answer) {
        Optional.ofNullable(answer)
                .flatMap(MemberState::stamp)
                .filter(kept -> kept.id().equals(raised.id()) && kept.epoch() > raised.epoch())
                .ifPresent(kept -> {
                    throw new SupersededException(
                            raised.name(),
                            "another driver took over operation '" + raised.name() + "' (" + raised.id()
                                    + ") with epoch " + kept.epoch() + " while this one tried to, " + MAX_ROUNDS
                                    + " times; it goes on there, and this one touched nothing further");
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

    /** An operation that yields to another leaves nothing behind. */
    private CompletionStage<Boolean> yieldIfTold(Outcome outcome) {
        boolean yields = outcome.situation()
                .stop()
                .filter(stop -> stop.cause().kind() == FailureCause.Kind.NOT_EXCLUSIVE)
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
                Optional.empty());
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
