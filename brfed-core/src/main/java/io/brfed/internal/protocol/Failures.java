package io.brfed.internal.protocol;

import io.brfed.api.ClusterName;
import io.brfed.api.Condition;
import io.brfed.api.FailureCause;
import io.brfed.api.FailureCause.Kind;
import io.brfed.api.OperationKind;
import io.brfed.api.Phase;
import io.brfed.api.Reached;
import io.brfed.api.Verdict;
import io.brfed.plane.MemberState;
import io.brfed.plane.PauseState;
import io.brfed.plane.Stamp;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Why an operation can no longer succeed: looked for in all members before readiness is looked for in any. */
final class Failures {
    private static final String DEFAULT_MESSAGE = "the member gives no message";
    private static final List<Condition> FAILURES =
            Stream.of(Condition.values()).filter(Condition::failure).toList();

    private Failures() {}

    /** The first cause, if there is one. */
    static Optional<FailureCause> of(Situation situation) {
        if (situation.stop().isPresent()) {
            return Optional.of(situation.stop().get().cause());
        }
        Optional<FailureCause> decided = ofVerdict(situation);
        return decided.isPresent() ? decided : ofMembers(situation);
    }

    private static Optional<FailureCause> ofVerdict(Situation situation) {
        Verdict verdict = situation.stamp().verdict().orElse(null);
        if (verdict instanceof Verdict.Failed failed) {
            return Optional.of(failed.cause());
        }
        if (verdict instanceof Verdict.Ok ok) {
            // That of a restore names the members whose service could be seen, which is not asked of all.
            return situation.stamp().kind() == OperationKind.RESTORE
                    ? Optional.empty()
                    : situation
                            .first(member -> !ok.seen().contains(member.name()))
                            .map(
                                    member -> FailureCause.on(
                                            member.name(),
                                            Kind.INCONSISTENT,
                                            "NotInVerdict",
                                            "the recorded verdict does not name this member, so its snapshots were not seen in time"));
        }
        return situation
                .first(member -> member.desired().orElse(null) == Phase.TEARDOWN)
                .map(member -> FailureCause.on(
                        member.name(),
                        Kind.INCONSISTENT,
                        "TornDown",
                        "the member was torn down before the backup was decided to be good"));
    }

    private static Optional<FailureCause> ofMembers(Situation situation) {
        MemberView failed = null;
        Reached first = null;
        for (MemberView member : situation.all()) {
            Reached reported = situation.behind(member) ? null : reported(member);
            if (reported != null && (first == null || reported.since().isBefore(first.since()))) {
                failed = member;
                first = reported;
            }
        }
        if (failed != null && first != null) {
            return Optional.of(cause(failed, first));
        }
        for (MemberView member : situation.all()) {
            Optional<FailureCause> observed = observed(situation, member);
            if (observed.isPresent()) {
                return observed;
            }
        }
        return Optional.empty();
    }

    /** The earliest failure that a member reports. */
    private static @Nullable Reached reported(MemberView member) {
        Reached first = null;
        for (Condition condition : FAILURES) {
            if (member.has(condition)) {
                Reached reached = member.state()
                        .flatMap(state -> state.reached(condition))
                        .orElseThrow();
                if (!tooLateToMatter(member, reached)
                        && (first == null || reached.since().isBefore(first.since()))) {
                    first = reached;
                }
            }
        }
        return first;
    }

    /** Ending the init job kills its pod, which may report that as a failure of a pause that was already given back. */
    private static boolean tooLateToMatter(MemberView member, Reached reached) {
        return (reached.condition() == Condition.INITIALIZE_FAILED && member.has(Condition.PAUSE_ENDED))
                || (reached.condition() == Condition.FAILED && failedOnlyForAnEndedPause(member));
    }

    /** TiDB Operator ends such a member as failed, without a reason, although it did everything it was asked for. */
    static boolean failedOnlyForAnEndedPause(MemberView member) {
        boolean silent = member.state()
                .flatMap(state -> state.reached(Condition.FAILED))
                .filter(failed -> failed.reason().isEmpty())
                .isPresent();
        return silent
                && member.told(Phase.TEARDOWN)
                && member.has(Condition.PAUSE_ENDED)
                && member.has(Condition.INITIALIZE_FAILED)
                && member.has(Condition.VOLUMES_COMPLETE)
                && !member.has(Condition.VOLUMES_FAILED);
    }

    private static FailureCause cause(MemberView member, Reached reached) {
        String reason = reached.reason().isEmpty() ? reached.condition().name() : reached.reason();
        String message = reached.message().isEmpty() ? DEFAULT_MESSAGE : reached.message();
        Kind kind = reached.condition() == Condition.INITIALIZE_FAILED ? Kind.PAUSE_LOST : Kind.MEMBER_FAILED;
        return FailureCause.on(member.name(), kind, reason, message);
    }

    private static Optional<FailureCause> observed(Situation situation, MemberView member) {
        Optional<FailureCause> cause = lost(situation, member);
        if (cause.isEmpty()) {
            cause = broken(situation, member);
        }
        if (cause.isEmpty()) {
            cause = refused(member);
        }
        return cause.isEmpty() ? unreachable(situation, member) : cause;
    }

    private static Optional<FailureCause> lost(Situation situation, MemberView member) {
        MemberState state = member.state().orElse(null);
        if (state == null) {
            return Optional.empty();
        }
        return switch (state.presence()) {
            case FOREIGN ->
                Optional.of(FailureCause.on(
                        member.name(),
                        Kind.MEMBER_FOREIGN,
                        "NotOurs",
                        state.detail()
                                + " exists and carries no stamp of this operation; it was left untouched. Remove it, or"
                                + " choose another name"));
            case DELETING ->
                Optional.of(FailureCause.on(
                        member.name(), Kind.MEMBER_LOST, "BeingDeleted", "somebody is deleting the member"));
            case ABSENT ->
                member.created() || recorded(situation.stamp(), member.name())
                        ? Optional.of(FailureCause.on(
                                member.name(),
                                Kind.MEMBER_LOST,
                                "Gone",
                                "the member had been created and is gone; it is not created again, because what it stood for"
                                        + " cannot be taken at the same point in time"))
                        : Optional.empty();
            case LIVE -> ofOther(situation, member, state);
        };
    }

    /** Whether the member was ever written down as one that exists. */
    private static boolean recorded(Stamp stamp, ClusterName member) {
        boolean named = stamp.verdict()
                .filter(verdict -> verdict instanceof Verdict.Ok ok && ok.seen().contains(member))
                .isPresent();
        return named || stamp.recorded().contains(member);
    }

    private static Optional<FailureCause> ofOther(Situation situation, MemberView member, MemberState state) {
        Stamp carried = state.stamp().orElse(null);
        if (carried == null || carried.id().equals(situation.stamp().id())) {
            return Optional.empty();
        }
        return Optional.of(FailureCause.on(
                member.name(),
                Kind.MEMBER_FOREIGN,
                "OtherOperation",
                "the member belongs to operation " + carried.id() + "; it was left untouched"));
    }

    private static Optional<FailureCause> broken(Situation situation, MemberView member) {
        if (situation.verdictOk()) {
            return member.has(Condition.PAUSE_ENDED) ? unproved(member) : Optional.empty();
        }
        if (member.has(Condition.PAUSE_ENDED)) {
            return Optional.of(FailureCause.on(
                    member.name(),
                    Kind.PAUSE_LOST,
                    "PauseEndedEarly",
                    "the pause ended before all snapshots were seen to be created, and this operation did not ask for"
                            + " it; find out who did and take the backup again"));
        }
        return lost(member, "PauseLost");
    }

    /** Who gave the pause back found that it had not held all the time, which no look before could show. */
    private static Optional<FailureCause> unproved(MemberView member) {
        return lost(member, "PauseNotProved");
    }

    private static Optional<FailureCause> lost(MemberView member, String reason) {
        return member.state()
                .flatMap(MemberState::pause)
                .filter(pause -> pause.hold() == PauseState.Hold.BROKEN)
                .map(pause -> FailureCause.on(member.name(), Kind.PAUSE_LOST, reason, pause.detail()));
    }

    private static Optional<FailureCause> refused(MemberView member) {
        return member.refusal()
                .map(refusal -> FailureCause.on(
                        member.name(), Kind.MEMBER_REFUSED, "Refused:" + refusal.phase(), refusal.error()));
    }

    private static Optional<FailureCause> unreachable(Situation situation, MemberView member) {
        if (member.outage().isEmpty()) {
            return Optional.empty();
        }
        Duration limit = Pauses.unreachableLimit(situation, member);
        return member.outage()
                .filter(outage -> !situation.now().isBefore(outage.since().plus(limit)))
                .map(outage -> FailureCause.on(
                        member.name(),
                        Kind.UNREACHABLE,
                        "NoAnswer",
                        "no answer since " + outage.since() + ", longer than the limit of " + limit + ": "
                                + outage.error()));
    }
}
