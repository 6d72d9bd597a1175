package io.brfed.internal.drive;

import io.brfed.Pacing;
import io.brfed.api.ClusterName;
import io.brfed.api.Condition;
import io.brfed.api.FoundOperations;
import io.brfed.api.LeftBehind;
import io.brfed.api.OperationId;
import io.brfed.api.OperationKind;
import io.brfed.api.OperationName;
import io.brfed.api.OperationSummary;
import io.brfed.api.OperationSummary.State;
import io.brfed.api.Phase;
import io.brfed.api.ReleaseReport;
import io.brfed.internal.loop.Begun;
import io.brfed.internal.loop.Calls;
import io.brfed.internal.loop.Charge;
import io.brfed.internal.loop.ControlLoop;
import io.brfed.internal.loop.Listeners;
import io.brfed.internal.loop.LoopClock;
import io.brfed.internal.protocol.Decision.Ending;
import io.brfed.internal.protocol.ReleaseProtocol;
import io.brfed.plane.Cluster;
import io.brfed.plane.Freshness;
import io.brfed.plane.MemberRequest;
import io.brfed.plane.MemberState;
import io.brfed.plane.Stamp;
import io.brfed.spi.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Looks for everything of ours on the TidbClusters of some clusters. */
public final class Survey {
    private static final Duration RELEASE_LIMIT = Duration.ofSeconds(30);
    private static final int TRIES = 3;
    private static final OperationName ANY = new OperationName("any");

    private record Found(Map<OperationId, Map<Cluster, MemberState>> operations, List<LeftBehind> unanswered) {}

    private final List<Cluster> clusters;
    private final Scheduler scheduler;
    private final LoopClock clock;
    private final Calls calls;
    private final Pacing pacing = Pacing.defaults();

    /** A survey that has not begun. */
    public Survey(List<Cluster> clusters, Scheduler scheduler) {
        this.clusters = clusters;
        this.scheduler = scheduler;
        this.clock = new LoopClock(scheduler);
        this.calls = new Calls(scheduler);
    }

    /** What was found. */
    public FoundOperations operations() {
        return Waiting.on(
                scheduler,
                ANY,
                Begun.on(scheduler, this::find)
                        .thenApply(found -> new FoundOperations(
                                found.operations().values().stream()
                                        .map(this::summary)
                                        .sorted(Comparator.comparing(OperationSummary::startedAt)
                                                .reversed())
                                        .toList(),
                                found.unanswered())));
    }

    /** Ends every pause of ours that may still be held. */
    public ReleaseReport release() {
        return Waiting.on(scheduler, ANY, Begun.on(scheduler, this::find).thenCompose(this::release));
    }

    private CompletionStage<Found> find() {
        return Answers.of(clusters, this::list).thenApply(Survey::collect);
    }

    private CompletionStage<List<MemberState>> list(Cluster cluster) {
        return calls.read(
                "listing the operations of " + cluster,
                pacing.call(),
                () -> cluster.plane().list(cluster.tidbCluster(), pacing.call()));
    }

    private static Found collect(Answers<List<MemberState>> answers) {
        Map<OperationId, Map<Cluster, MemberState>> operations = new LinkedHashMap<>();
        answers.given()
                .forEach((cluster, states) -> states.forEach(state -> state.stamp()
                        .ifPresent(stamp -> operations
                                .computeIfAbsent(stamp.id(), id -> new LinkedHashMap<>())
                                .put(cluster, state))));
        List<LeftBehind> unanswered = answers.missing().entrySet().stream()
                .map(entry -> LeftBehind.in(
                        entry.getKey().name(),
                        "whatever is there, because it could not be asked: " + entry.getValue(),
                        "ask again when it answers"))
                .toList();
        return new Found(operations, unanswered);
    }

    private OperationSummary summary(Map<Cluster, MemberState> members) {
        Stamp stamp = newest(members);
        return new OperationSummary(
                stamp.kind(),
                stamp.name(),
                stamp.id(),
                stamp.startedAt(),
                state(members),
                members.keySet().stream().map(Cluster::name).toList(),
                holder(members).map(Cluster::name));
    }

    /** The stamp of a member that has heard of whatever failure the operation went on after. */
    private static Stamp newest(Map<Cluster, MemberState> members) {
        return members.values().stream()
                .map(state -> state.stamp().orElseThrow())
                .reduce((one, other) ->
                        other.reopened().times() > one.reopened().times() ? other : one)
                .orElseThrow();
    }

    private static State state(Map<Cluster, MemberState> members) {
        int reopened = newest(members).reopened().times();
        boolean failed = members.values().stream()
                .flatMap(state -> state.stamp().stream())
                .anyMatch(stamp -> stamp.failed() && stamp.reopened().times() == reopened);
        if (failed) {
            return State.FAILED;
        }
        return members.values().stream().allMatch(Survey::done) ? State.COMPLETE : State.RUNNING;
    }

    private static boolean done(MemberState state) {
        boolean wound = state.desired().equals(Optional.of(Phase.TEARDOWN))
                && state.has(Condition.VOLUMES_COMPLETE)
                && state.has(Condition.FAILED);
        return state.has(Condition.COMPLETE) || wound;
    }

    /** The member that may still hold a pause. */
    private static Optional<Cluster> holder(Map<Cluster, MemberState> members) {
        return members.entrySet().stream()
                .filter(entry -> mayHold(entry.getKey().name(), entry.getValue()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static boolean mayHold(ClusterName name, MemberState state) {
        boolean initializer = state.stamp()
                .filter(stamp -> stamp.kind() == OperationKind.BACKUP
                        && stamp.initializer().equals(name))
                .isPresent();
        return initializer
                && !state.has(Condition.PAUSE_ENDED)
                && !state.has(Condition.INITIALIZE_FAILED)
                && !state.has(Condition.COMPLETE)
                && !(state.has(Condition.FAILED) && state.desired().equals(Optional.of(Phase.TEARDOWN)));
    }

    private CompletionStage<ReleaseReport> release(Found found) {
        Map<Cluster, List<MemberState>> holders = new LinkedHashMap<>();
        found.operations()
                .values()
                .forEach(members -> holder(members)
                        .ifPresent(holder -> holders.computeIfAbsent(holder, cluster -> new ArrayList<>())
                                .add(Objects.requireNonNull(members.get(holder)))));
        List<OperationName> released = new ArrayList<>();
        List<OperationName> pending = new ArrayList<>();
        CompletionStage<Boolean> all = CompletableFuture.completedFuture(true);
        for (Map.Entry<Cluster, List<MemberState>> holder : holders.entrySet()) {
            for (MemberState state : holder.getValue()) {
                OperationName name = state.member().operation();
                all = all.thenCombine(
                        release(holder.getKey(), state),
                        (before, ended) -> ended ? released.add(name) : pending.add(name));
            }
        }
        return all.thenApply(done -> new ReleaseReport(released, pending, found.unanswered()));
    }

    private CompletionStage<Boolean> release(Cluster holder, MemberState state) {
        return release(holder, state, TRIES);
    }

    /** A driver that takes over meanwhile raises the epoch, and the pause it holds has to be ended all the same. */
    private CompletionStage<Boolean> release(Cluster holder, MemberState state, int tries) {
        Charge charge = new Charge(
                new ReleaseProtocol(clock.now(), RELEASE_LIMIT),
                List.of(holder),
                Map.of(holder, new MemberRequest(state.member(), Optional.empty())),
                state.stamp().orElseThrow(),
                Map.of(holder, state),
                Optional.empty(),
                pacing);
        return new ControlLoop(charge, scheduler, clock, Listeners.of(List.of(), () -> Runnable::run))
                .start()
                .thenApply(outcome -> outcome.decision().ending() == Ending.SUCCEEDED)
                .exceptionallyCompose(error -> tries > 1 ? again(holder, state, tries - 1) : unknown());
    }

    private CompletionStage<Boolean> again(Cluster holder, MemberState before, int tries) {
        return calls.read(
                        "reading member " + holder.name(),
                        pacing.callInPause(),
                        () -> holder.plane().observe(before.member(), Freshness.LIVE, pacing.callInPause()))
                .thenCompose(state -> state.stamp().isPresent() ? release(holder, state, tries) : unknown())
                .exceptionallyCompose(error -> unknown());
    }

    private static CompletionStage<Boolean> unknown() {
        return CompletableFuture.completedFuture(false);
    }
}
