package io.brfed.internal.drive;

import io.brfed.api.Condition;
import io.brfed.api.OperationKind;
import io.brfed.api.Phase;
import io.brfed.internal.loop.Charge;
import io.brfed.internal.protocol.Decision;
import io.brfed.internal.protocol.MemberView;
import io.brfed.internal.protocol.Situation;
import io.brfed.plane.MemberState;
import io.brfed.plane.Stamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What can be told of an existing operation from one look. */
final class Endings {
    private Endings() {}

    /** Whether the operation has ended: then nothing may be written any more. */
    static boolean ended(Charge charge, Look look, Instant now) {
        Decision decision = decision(charge, look, now);
        return look.silent().isEmpty()
                && decision.ending() != Decision.Ending.NONE
                && decision.steps().isEmpty()
                && (decision.ending() == Decision.Ending.SUCCEEDED || recordedFailure(charge.stamp(), look));
    }

    /** What the protocol makes of one look. */
    static Decision decision(Charge charge, Look look, Instant now) {
        return charge.protocol()
                .decide(new Situation(
                        now, charge.stamp(), views(charge, look), Optional.empty(), Optional.empty(), true));
    }

    /**
     * Whether everything that can be seen is complete and only members that do not answer, the keeper perhaps among them,
     * keep that from being confirmed. Nothing is left to be done for those that are seen, and driving any further could turn
     * a complete operation into a failed one, because whoever does not answer for long is a failure.
     */
    static boolean completeAsFarAsSeen(Stamp stamp, Look look) {
        Phase last = stamp.kind() == OperationKind.BACKUP ? Phase.TEARDOWN : Phase.RESTORE_FINISH;
        return !look.silent().isEmpty()
                && !stamp.failed()
                && look.states().values().stream()
                        .allMatch(state -> state.has(Condition.COMPLETE)
                                && state.desired().equals(Optional.of(last))
                                && state.presence() == MemberState.Presence.LIVE)
                && !recordedFailure(stamp, look);
    }

    /** Whether so much was done already that another operation would have been noticed. */
    static boolean exclusionSettled(Stamp stamp, Look look) {
        boolean behind = look.states().values().stream()
                .flatMap(state -> state.stamp().stream())
                .anyMatch(
                        carried -> carried.reopened().times() < stamp.reopened().times());
        if (behind) {
            // While it counted as failed, another operation may have begun.
            return false;
        }
        long others = look.states().values().stream()
                .filter(state -> !state.member().cluster().equals(stamp.keeper()))
                .filter(state -> state.presence() == MemberState.Presence.LIVE)
                .count();
        return others > 0
                || stamp.verdict().isPresent()
                || look.states().values().stream()
                        .flatMap(state -> state.desired().stream())
                        .anyMatch(phase -> phase != Phase.INITIALIZE && phase != Phase.RESTORE_VOLUME);
    }

    /** A failure that the operation was told to go on after does not count. */
    private static boolean recordedFailure(Stamp stamp, Look look) {
        return look.states().values().stream()
                .flatMap(state -> state.stamp().stream())
                .anyMatch(carried -> carried.failed()
                        && carried.reopened().times() >= stamp.reopened().times());
    }

    private static List<MemberView> views(Charge charge, Look look) {
        List<MemberView> views = new ArrayList<>();
        charge.clusters().forEach(cluster -> {
            MemberState state = look.states().get(cluster);
            boolean ours = state != null
                    && state.stamp()
                            .filter(stamp -> stamp.id().equals(charge.stamp().id()))
                            .isPresent();
            views.add(new MemberView(
                    Objects.requireNonNull(charge.requests().get(cluster)),
                    Optional.ofNullable(state),
                    ours,
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    Optional.empty(),
                    false));
        });
        return views;
    }
}
