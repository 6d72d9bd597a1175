package io.brfed.internal.drive;

import io.brfed.api.FailureCause;
import io.brfed.api.OperationRefusedException;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.internal.loop.Charge;
import io.brfed.internal.protocol.Decision;
import io.brfed.plane.Cluster;
import io.brfed.plane.MemberState;
import io.brfed.plane.MemberState.Presence;
import io.brfed.plane.Stamp;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** Whether an operation that failed may go on, seen from one look at all of its members. */
final class Reopening {
    private final Request request;
    private final Look look;

    Reopening(Request request, Look look) {
        this.request = request;
        this.look = look;
    }

    /**
     * The stamp it goes on with; empty if it has not failed, so that it goes on by itself.
     *
     * @param charge with the stamp that counts
     * @throws OperationRefusedException if it has ended otherwise, or is not whole any more
     * @throws ProviderException if not every member answers
     */
    Optional<Stamp> of(Charge charge, Instant now) {
        refuseSilence();
        Decision decision = Endings.decision(charge, look, now);
        if (decision.ending() == Decision.Ending.SUCCEEDED) {
            throw refused("is complete, so there is nothing to go on with");
        }
        if (decision.failure().isEmpty()) {
            return Optional.empty();
        }
        FailureCause failure = decision.failure().get();
        if (Deleting.isCauseOf(failure)) {
            throw refused("was being deleted; delete it again");
        }
        look.states().forEach((cluster, state) -> refusePartly(charge.stamp(), cluster, state));
        return Optional.of(charge.stamp().reopenedAfter(failure.toString(), now, request.deadlines()));
    }

    /** That nothing of this name exists. */
    OperationRefusedException nothing() {
        refuseSilence();
        return refused(
                "does not exist: it was never begun, or was deleted. Begin it without asking to go on after a failure");
    }

    private void refuseSilence() {
        if (!look.silent().isEmpty()) {
            throw new ProviderException(
                    Fault.UNREACHABLE,
                    "'" + request.name() + "' does not go on after its failure while a member does not answer: "
                            + look.silentText() + ". Nothing was changed; try again when it answers");
        }
    }

    /** What was made by a member that is gone is gone, too, and cannot be made again at the same point. */
    private void refusePartly(Stamp stamp, Cluster cluster, MemberState state) {
        boolean other = state.stamp()
                .filter(carried -> !carried.id().equals(stamp.id()))
                .isPresent();
        if (state.presence() == Presence.DELETING) {
            throw refused("is being deleted in " + cluster.name() + "; delete it to the end");
        }
        if (state.presence() == Presence.FOREIGN || other) {
            throw refused("has something in the place of its member in " + cluster.name() + " that is not its own: "
                    + (other
                            ? "a member of operation "
                                    + state.stamp().orElseThrow().id()
                            : state.detail()));
        }
        if (state.presence() == Presence.ABSENT && stamp.recorded().contains(cluster.name())) {
            throw refused("was deleted in " + cluster.name() + ", where its member had been; delete the rest of it");
        }
    }

    private OperationRefusedException refused(String why) {
        return new OperationRefusedException(
                request.name(),
                request.kind().name().toLowerCase(Locale.ROOT) + " '" + request.name() + "' " + why
                        + ". Nothing was changed");
    }
}
