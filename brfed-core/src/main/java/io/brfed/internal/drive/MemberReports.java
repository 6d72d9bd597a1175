package io.brfed.internal.drive;

import io.brfed.api.Assurance;
import io.brfed.api.ClusterName;
import io.brfed.api.Condition;
import io.brfed.api.FailureCause;
import io.brfed.api.LeftBehind;
import io.brfed.api.MemberOutcome;
import io.brfed.api.MemberReport;
import io.brfed.api.OperationKind;
import io.brfed.api.OperationReport;
import io.brfed.api.Reached;
import io.brfed.internal.loop.Noted;
import io.brfed.internal.loop.Outcome;
import io.brfed.internal.protocol.Decision;
import io.brfed.internal.protocol.MemberView;
import io.brfed.internal.protocol.Situation;
import io.brfed.plane.MemberState;
import io.brfed.plane.PauseState;
import io.brfed.plane.Readiness.Topology;
import io.brfed.plane.Reopened;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes what the reports of backups and restores have in common. */
final class MemberReports {
    private MemberReports() {}

    static OperationReport operation(Driver.Done done, Assurance assurance, Optional<Instant> pauseUntil) {
        Outcome outcome = done.outcome();
        Situation situation = outcome.situation();
        OperationReport.Builder report = OperationReport.builder(
                        situation.stamp().kind(),
                        situation.stamp().name(),
                        situation.stamp().id())
                .ran(situation.stamp().startedAt(), end(outcome))
                .assurance(assurance)
                .members(situation.all().stream()
                        .map(member -> member(done, member))
                        .toList())
                .phases(outcome.chronicle().timings())
                .notices(notices(outcome));
        if (outcome.decision().ending() == Decision.Ending.FAILED) {
            report.cause(cause(outcome));
        }
        return report.leftBehind(leftBehind(done, pauseUntil)).build();
    }

    /** What was noticed on the way, and what whoever proved the pause has to add. */
    private static List<String> notices(Outcome outcome) {
        List<String> all = new ArrayList<>(outcome.chronicle().notices());
        Reopened reopened = outcome.situation().stamp().reopened();
        if (reopened.times() > reopened.failures().size()) {
            all.add("went on after " + reopened.times() + " failures, of which the last are told here");
        }
        reopened.failures().forEach(failure -> all.add("went on after a failure: " + failure));
        outcome.situation().all().stream()
                .flatMap(member -> member.state().flatMap(MemberState::pause).stream())
                .filter(pause -> pause.hold() == PauseState.Hold.PROVEN || pause.hold() == PauseState.Hold.HELD)
                .map(PauseState::detail)
                .filter(detail -> !detail.isEmpty())
                .forEach(all::add);
        outcome.situation()
                .all()
                .forEach(member -> member.state().stream()
                        .flatMap(state -> state.reached(Condition.COMPLETE).stream())
                        .filter(reached -> reached.reason().equals(Noted.REASON))
                        .forEach(reached -> all.add(member.name() + ": " + reached.message())));
        return List.copyOf(all);
    }

    private static Instant end(Outcome outcome) {
        Instant start = outcome.situation().stamp().startedAt();
        return outcome.endedAt().isAfter(start) ? outcome.endedAt() : start;
    }

    private static FailureCause cause(Outcome outcome) {
        return outcome.situation()
                .stop()
                .map(Situation.Stop::cause)
                .or(() -> outcome.decision().failure())
                .orElseThrow(() -> new IllegalStateException("a failed operation without a cause"));
    }

    private static MemberReport member(Driver.Done done, MemberView member) {
        MemberReport.Builder report = MemberReport.builder(
                        member.name(), member.request().member().tidbCluster())
                .outcome(outcome(done.outcome(), member));
        member.state().ifPresent(state -> {
            state.location().ifPresent(report::location);
            state.commitTs().ifPresent(report::commitTs);
            state.size().ifPresent(report::size);
            report.conditions(state.conditions());
        });
        done.topologies().entrySet().stream()
                .filter(entry -> entry.getKey().name().equals(member.name()))
                .findFirst()
                .map(entry -> entry.getValue())
                .map(Topology::ownIds)
                .ifPresent(report::stores);
        return report.build();
    }

    private static MemberOutcome outcome(Outcome outcome, MemberView member) {
        if (outcome.decision().ending() == Decision.Ending.SUCCEEDED) {
            return new MemberOutcome.Complete();
        }
        Optional<FailureCause> own = ownFailure(outcome, member);
        if (own.isPresent()) {
            return new MemberOutcome.Failed(own.get());
        }
        if (member.outage().isPresent()) {
            return new MemberOutcome.Unreachable(
                    member.outage().get().since(), member.outage().get().error());
        }
        if (member.absent() && !member.created()) {
            return new MemberOutcome.NotStarted();
        }
        return new MemberOutcome.Stopped(
                member.state().map(MemberState::toString).orElse("never seen"));
    }

    /** The operation's cause if it is this member's, else the first failure that the member reports itself. */
    private static Optional<FailureCause> ownFailure(Outcome outcome, MemberView member) {
        FailureCause cause = cause(outcome);
        if (cause.member().equals(Optional.of(member.name()))) {
            return Optional.of(cause);
        }
        return member.state().stream()
                .flatMap(state -> state.conditions().stream())
                .filter(reached -> reached.condition().failure())
                .filter(reached -> reached.condition() != Condition.FAILED
                        || !reached.reason().isEmpty())
                .findFirst()
                .map(reached -> reported(member.name(), reached));
    }

    private static FailureCause reported(ClusterName name, Reached reached) {
        String reason = reached.reason().isEmpty() ? reached.condition().name() : reached.reason();
        return FailureCause.on(name, FailureCause.Kind.MEMBER_FAILED, reason, reached.message());
    }

    private static List<LeftBehind> leftBehind(Driver.Done done, Optional<Instant> pauseUntil) {
        Outcome outcome = done.outcome();
        List<LeftBehind> left = new ArrayList<>(outcome.chronicle().leftBehind());
        Situation situation = outcome.situation();
        pauseUntil.ifPresent(end -> left.add(LeftBehind.in(
                situation.stamp().initializer(),
                "the pause of region scheduling and GC, whose end nobody confirmed",
                "it ends by itself by " + end + "; Federation.release(clusters) ends it sooner")));
        if (outcome.decision().ending() == Decision.Ending.FAILED) {
            unrecorded(situation).ifPresent(left::add);
            situation.all().forEach(member -> left(done, member).ifPresent(left::add));
        }
        return left;
    }

    /** Who existed is recorded on the keeper: if that is gone, nobody can say. */
    private static boolean mayHaveExisted(Driver.Done done, MemberView member) {
        Situation situation = done.outcome().situation();
        Set<ClusterName> recorded = situation.stamp().recorded();
        boolean recordGone = situation.keeper().absent()
                && recorded.contains(situation.stamp().keeper());
        return recorded.contains(member.name()) || recordGone || (done.takenOver() && due(situation));
    }

    /** Whether a driver before this one may have created members and ended before it could record them. */
    private static boolean due(Situation situation) {
        MemberView initializer = situation.initializer();
        return situation.stamp().kind() == OperationKind.RESTORE
                || initializer.state().isEmpty()
                || initializer.has(Condition.INITIALIZED)
                || situation.some(member -> !member.name().equals(initializer.name()) && member.created());
    }

    /** A failure that no member carries is known to this report only. */
    private static Optional<LeftBehind> unrecorded(Situation situation) {
        boolean kept = situation.stamp().failed();
        boolean exists =
                situation.some(member -> !member.absent() || member.unsure().isPresent());
        return kept || !exists
                ? Optional.empty()
                : Optional.of(new LeftBehind(
                        Optional.empty(),
                        "the failure itself, which could not be recorded on any member",
                        "a later call of this name goes on with it until "
                                + situation
                                        .stamp()
                                        .startedAt()
                                        .plus(situation.stamp().deadlines().completion())
                                + ", and after that tears it down unless it is complete by then; delete it if it is not"
                                + " wanted"));
    }

    private static Optional<LeftBehind> left(Driver.Done done, MemberView member) {
        Situation situation = done.outcome().situation();
        String name = situation.stamp().name().value();
        String which = situation.stamp().kind() == OperationKind.BACKUP ? "backup" : "restore";
        String cure = "delete it with Federation.delete(clusters)." + which + "(\"" + name + "\").execute()";
        if (member.outage().isPresent()
                || member.unsure().isPresent()
                || member.state().isEmpty()) {
            return Optional.of(LeftBehind.in(
                    member.name(), "its part of '" + name + "' is in an unknown state", "once it answers, " + cure));
        }
        boolean existed = member.created() || mayHaveExisted(done, member);
        if (existed && member.absent()) {
            return Optional.of(LeftBehind.in(
                    member.name(),
                    "whatever its part of '" + name + "' had made before somebody removed it"
                            + (member.created() ? "" : ", if it ever was there"),
                    "look for it by the operation's id " + situation.stamp().id()));
        }
        if (!member.created() || !member.live() || member.has(Condition.CLEANED)) {
            return Optional.empty();
        }
        String told = member.state().map(MemberState::detail).orElse("");
        String what = situation.stamp().kind() == OperationKind.BACKUP
                ? "its part of '" + name + "' with the snapshots it took"
                : "its part of '" + name + "' with "
                        + (told.isEmpty() ? "the volumes it created" : "what it made: " + told);
        return Optional.of(LeftBehind.in(member.name(), what, cure));
    }
}
