package io.brfed.internal.drive;

import io.brfed.Pacing;
import io.brfed.api.ClusterName;
import io.brfed.api.Condition;
import io.brfed.api.Deadlines;
import io.brfed.api.DeletionReport;
import io.brfed.api.DeletionReport.Completeness;
import io.brfed.api.FailureCause;
import io.brfed.api.Finding;
import io.brfed.api.InvalidRequestException;
import io.brfed.api.LeftBehind;
import io.brfed.api.OperationKind;
import io.brfed.api.OperationName;
import io.brfed.api.Phase;
import io.brfed.api.Reached;
import io.brfed.api.RecoveryMark;
import io.brfed.internal.loop.Charge;
import io.brfed.internal.loop.ControlLoop;
import io.brfed.internal.loop.Listeners;
import io.brfed.internal.loop.LoopClock;
import io.brfed.internal.loop.Outcome;
import io.brfed.internal.protocol.DeletionProtocol;
import io.brfed.internal.protocol.MemberView;
import io.brfed.internal.protocol.Situation;
import io.brfed.plane.Cluster;
import io.brfed.plane.Deletion.Contents;
import io.brfed.plane.MemberState;
import io.brfed.plane.MemberState.OnDelete;
import io.brfed.plane.Placement;
import io.brfed.plane.Stamp;
import io.brfed.spi.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** Ends an operation if it is still running, then deletes its members. */
public final class Deleting {
    private static final FailureCause CAUSE =
            FailureCause.of(FailureCause.Kind.CANCELLED, "Deleted", "the operation was deleted while it was running");

    private final Request request;
    private final Scheduler scheduler;

    /**
     * A deletion that has not begun.
     *
     * @throws InvalidRequestException if the request is faulty
     */
    public Deleting(Request request, Scheduler scheduler) {
        this.request = request;
        this.scheduler = scheduler;
        List<Finding> faults = RequestFaults.ofAny(request);
        if (!faults.isEmpty()) {
            throw new InvalidRequestException(faults);
        }
    }

    /** Whether an operation failed because a deletion ended it. */
    static boolean isCauseOf(FailureCause failure) {
        return failure.kind() == CAUSE.kind() && failure.reason().equals(CAUSE.reason());
    }

    /** What is to be deleted. */
    public static Request request(List<Cluster> clusters, OperationKind kind, OperationName name, Pacing pacing) {
        return new Request(
                kind,
                name,
                clusters,
                Launch.firstOf(clusters).name(),
                Map.of(),
                Deadlines.defaults(kind),
                pacing,
                Request.Exclusiveness.AS_FAR_AS_POSSIBLE,
                Request.AfterFailure.IS_TOLD);
    }

    /**
     * Runs it.
     *
     * @param contents what becomes of snapshots and stored metadata
     * @param mark what becomes of a mark in PD
     * @param limit how long to wait
     */
    public DeletionReport execute(Contents contents, RecoveryMark mark, Duration limit) {
        Driver driver = new Driver(request.within(limit), scheduler, Listeners.of(List.of(), () -> Runnable::run));
        CompletionStage<DeletionReport> report = driver.windDown(CAUSE)
                .thenCompose(stamp -> stamp.isPresent()
                        ? kept(contents)
                                .thenCompose(
                                        kept -> delete(stamp.get(), new DeletionProtocol(contents, mark, limit), kept))
                        : nothing());
        return Waiting.on(scheduler, request.name(), report);
    }

    private CompletionStage<DeletionReport> delete(
            Stamp stamp, DeletionProtocol protocol, Map<ClusterName, LeftBehind> kept) {
        LoopClock clock = new LoopClock(scheduler);
        Charge charge = new Charge(
                protocol,
                request.clusters(),
                request.members(),
                stamp.startingAt(clock.now()),
                Map.of(),
                Optional.empty(),
                request.pacing());
        return new ControlLoop(charge, scheduler, clock, Listeners.of(List.of(), () -> Runnable::run))
                .start()
                .thenApply(outcome -> report(outcome, kept));
    }

    private DeletionReport report(Outcome outcome, Map<ClusterName, LeftBehind> kept) {
        Situation situation = outcome.situation();
        List<ClusterName> gone = situation.all().stream()
                .filter(DeletionProtocol::gone)
                .map(MemberView::name)
                .toList();
        List<LeftBehind> left = new ArrayList<>();
        situation.all().stream()
                .filter(member -> !DeletionProtocol.gone(member))
                .map(Deleting::stillThere)
                .forEach(left::add);
        notNamed(situation).forEach(left::add);
        Completeness completeness = left.isEmpty() ? Completeness.COMPLETE : Completeness.PARTIAL;
        gone.stream().filter(kept::containsKey).map(kept::get).forEach(left::add);
        situation.all().stream()
                .filter(member -> DeletionProtocol.gone(member) && !member.created())
                .filter(member -> situation.stamp().recorded().contains(member.name()))
                .map(member -> goneBefore(situation, member))
                .forEach(left::add);
        return new DeletionReport(request.name(), gone, left, completeness, told(situation));
    }

    /** What members said of their end, such as what became of a mark in PD. */
    private static List<String> told(Situation situation) {
        return situation.all().stream()
                .filter(DeletionProtocol::gone)
                .flatMap(member -> member.state().stream())
                .filter(state -> !state.detail().isEmpty())
                .map(state -> state.member().cluster() + ": " + state.detail())
                .toList();
    }

    /** Members that the operation has and the caller did not name. */
    private static Stream<LeftBehind> notNamed(Situation situation) {
        ClusterName initializer = situation.stamp().initializer();
        boolean pausing = situation.stamp().kind() == OperationKind.BACKUP;
        return situation.stamp().members().stream()
                .map(Placement::cluster)
                .filter(cluster -> !situation.names().contains(cluster))
                .map(cluster -> LeftBehind.in(
                        cluster,
                        "its part, because its cluster was not among those given"
                                + (pausing && cluster.equals(initializer)
                                        ? "; a pause that it may still hold ends by itself"
                                        : ""),
                        "delete again with all clusters of the operation"));
    }

    /** A member that existed and was not seen by this deletion: a person may have removed it. */
    private static LeftBehind goneBefore(Situation situation, MemberView member) {
        return LeftBehind.in(
                member.name(),
                "perhaps what its part had made: the part was gone before, by an earlier deletion or by hand",
                "if no deletion removed it, look by the operation's id "
                        + situation.stamp().id());
    }

    private static LeftBehind stillThere(MemberView member) {
        if (member.outage().isPresent()) {
            return LeftBehind.in(
                    member.name(),
                    "its part, because it does not answer: "
                            + member.outage().get().error(),
                    "delete again when it answers");
        }
        if (member.refusal().isPresent()) {
            return LeftBehind.in(
                    member.name(),
                    "its part, because deleting it was refused: "
                            + member.refusal().get().error(),
                    "give the role the right to delete and delete again");
        }
        if (member.has(Condition.CLEAN_FAILED)) {
            String why = member.state()
                    .flatMap(state -> state.reached(Condition.CLEAN_FAILED))
                    .map(Reached::message)
                    .orElse("");
            return LeftBehind.in(
                    member.name(),
                    "its part, because removing its data failed" + (why.isEmpty() ? "" : ": " + why),
                    "do what the message says and delete again; where TiDB Operator removes it, look at the clean job of"
                            + " the member and delete that job before");
        }
        String told = member.state().map(MemberState::detail).orElse("");
        return LeftBehind.in(
                member.name(),
                "its part: " + member.state().map(MemberState::toString).orElse("never seen")
                        + (told.isEmpty() ? "" : "; " + told),
                "delete again, or look at what holds it up");
    }

    /**
     * What stays in storage by the recorded policy, or may stay although it is to be removed, looked up before the members
     * that say so are gone.
     */
    private CompletionStage<Map<ClusterName, LeftBehind>> kept(Contents contents) {
        if (request.kind() == OperationKind.RESTORE) {
            return CompletableFuture.completedFuture(Map.of());
        }
        return new Observer(scheduler, new LoopClock(scheduler), request.pacing())
                .look(request.members(), request.pacing().callInPause())
                .thenApply(look -> {
                    Map<ClusterName, LeftBehind> kept = new LinkedHashMap<>();
                    look.states()
                            .forEach((cluster, state) -> (keeps(state, contents) ? keptOf(state) : unsureOf(state))
                                    .ifPresent(left -> kept.put(cluster.name(), left)));
                    return kept;
                });
    }

    private static boolean keeps(MemberState state, Contents contents) {
        return contents == Contents.AS_RECORDED
                && state.onDelete().filter(OnDelete.KEEP_CONTENTS::equals).isPresent();
    }

    /**
     * A data plane removes the snapshots that the member's metadata names, and takes metadata that it cannot read for none.
     * Whether they can be read is not to be seen from outside, but a member that executed and reports neither size nor
     * timestamp may never have finished them.
     */
    private static Optional<LeftBehind> unsureOf(MemberState state) {
        boolean executed = state.presence() == MemberState.Presence.LIVE
                && state.desired().filter(phase -> phase.reached(Phase.EXECUTE)).isPresent()
                && state.has(Condition.SNAPSHOTS_CREATED);
        boolean silent = state.size().isEmpty() && state.commitTs().isEmpty();
        return state.location()
                .filter(location -> executed && silent)
                .map(location -> LeftBehind.in(
                        state.member().cluster(),
                        "perhaps snapshots that the metadata at " + location
                                + " does not name: the member executed and reports neither size nor commitTs",
                        "look for snapshots that are tagged with the backup"));
    }

    private static Optional<LeftBehind> keptOf(MemberState state) {
        return state.location()
                .map(location -> LeftBehind.in(
                        state.member().cluster(),
                        "snapshots and metadata at " + location + ", as the recorded clean policy says",
                        "they can still be restored; remove them with the storage's own tools"));
    }

    private CompletionStage<DeletionReport> nothing() {
        return new Observer(scheduler, new LoopClock(scheduler), request.pacing())
                .look(request.members(), request.pacing().callInPause())
                .thenApply(this::nothing);
    }

    private DeletionReport nothing(Look look) {
        List<ClusterName> gone = new ArrayList<>();
        List<LeftBehind> left = new ArrayList<>();
        look.silent()
                .forEach((cluster, error) -> left.add(LeftBehind.in(
                        cluster.name(),
                        "whatever is there, because it does not answer: " + error,
                        "delete again when it answers")));
        look.states().forEach((cluster, state) -> {
            if (state.presence() == MemberState.Presence.FOREIGN) {
                left.add(LeftBehind.in(
                        cluster.name(),
                        state.detail() + ", which is not ours and was left untouched",
                        "remove it with the tool that made it"));
            } else {
                gone.add(cluster.name());
            }
        });
        Completeness completeness = left.isEmpty() ? Completeness.COMPLETE : Completeness.PARTIAL;
        return new DeletionReport(request.name(), gone, left, completeness, List.of());
    }
}
