package io.brfed.internal.protocol;

import io.brfed.api.ClusterName;
import io.brfed.api.Condition;
import io.brfed.api.Phase;
import io.brfed.plane.MemberRequest;
import io.brfed.plane.MemberState;
import io.brfed.plane.MemberState.Presence;
import java.time.Instant;
import java.util.Optional;

/**
 * What the control loop knows of one member.
 *
 * @param request what the member is asked for
 * @param state the last state known; empty if it never answered
 * @param created whether it was ever seen to exist with this operation's stamp
 * @param outage since when it does not answer, and why
 * @param refusal a write that it refused for good
 * @param confirmed whether the member was read in the round of reads that the last decisions asked for
 * @param unsure since when the outcome of a write is unknown
 * @param writing whether a write is under way
 */
public record MemberView(
        MemberRequest request,
        Optional<MemberState> state,
        boolean created,
        Optional<Outage> outage,
        Optional<Refusal> refusal,
        boolean confirmed,
        Optional<Instant> unsure,
        boolean writing) {

    /** Why and since when a member does not answer. */
    public record Outage(Instant since, String error) {}

    /** A write that was refused for good. */
    public record Refusal(Phase phase, String error) {}

    /** The member's cluster. */
    public ClusterName name() {
        return request.member().cluster();
    }

    /** Whether a condition was reached. */
    public boolean has(Condition condition) {
        return state.isPresent() && state.get().has(condition);
    }

    /** Whether it is known to exist with a stamp and is not being deleted. */
    public boolean live() {
        return presence(Presence.LIVE);
    }

    /** Whether it is known to exist with a stamp and is being deleted. */
    public boolean deleting() {
        return presence(Presence.DELETING);
    }

    /** Whether it is known not to exist. */
    public boolean absent() {
        return presence(Presence.ABSENT);
    }

    /** Whether it was told this phase or a later one. */
    public boolean told(Phase phase) {
        Phase desired = desired().orElse(null);
        return desired != null && desired.reached(phase);
    }

    /** The phase it was told last. */
    public Optional<Phase> desired() {
        return state.isPresent() ? state.get().desired() : Optional.empty();
    }

    private boolean presence(Presence presence) {
        return state.isPresent() && state.get().presence() == presence;
    }
}
