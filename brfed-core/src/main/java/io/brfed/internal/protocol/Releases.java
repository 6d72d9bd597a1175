package io.brfed.internal.protocol;

import io.brfed.api.Condition;
import io.brfed.api.Phase;
import io.brfed.api.Verdict;
import io.brfed.plane.MemberState.Presence;
import java.util.Optional;

/** How the members of a backup that cannot succeed are wound down. */
final class Releases {
    private Releases() {}

    /**
     * What the initializer has to be told so that the pause ends soonest. While its own snapshots are being requested it
     * is told to resume only: a data plane that is torn down waits for that work and holds the pause meanwhile.
     */
    static Optional<Step> ofPause(Situation situation, Verdict verdict) {
        MemberView initializer = situation.initializer();
        // A write whose outcome is not known may have made it execute: the next read tells, and comes at once.
        boolean known = !initializer.writing() && initializer.unsure().isEmpty();
        if (!known || !initializer.live() || !situation.ours(initializer)) {
            return Optional.empty();
        }
        boolean working = initializer.told(Phase.EXECUTE) && !workEnded(initializer);
        if (!working || initializer.told(Phase.TEARDOWN)) {
            return ofMember(situation, initializer, verdict);
        }
        return initializer.told(Phase.RESUME) && Declarations.knowsFailure(initializer)
                ? Optional.empty()
                : Optional.of(Declarations.telling(situation, initializer, Phase.RESUME, verdict));
    }

    /** Teardown with the verdict, for a member that exists and has not been told yet. */
    static Optional<Step> ofMember(Situation situation, MemberView member, Verdict verdict) {
        boolean told = member.told(Phase.TEARDOWN) && Declarations.knowsFailure(member);
        return member.live() && !told && situation.ours(member)
                ? Optional.of(Declarations.telling(situation, member, Phase.TEARDOWN, verdict))
                : Optional.empty();
    }

    /**
     * Whether nothing more is to be expected of a member that is torn down. It has to know of the failure, or a later
     * driver could take a member that was given up on for the last missing part of a success.
     */
    static boolean ended(Situation situation, MemberView member) {
        boolean late = !situation.now().isBefore(Limits.settled(situation));
        if (late || givenUp(situation, member)) {
            return true;
        }
        if (member.writing() || member.unsure().isPresent() || member.state().isEmpty()) {
            return false;
        }
        Presence presence = member.state().get().presence();
        return presence != Presence.LIVE
                || !situation.ours(member)
                || (Declarations.knowsFailure(member) && done(member) && !holdsOn(situation, member));
    }

    /** A member that failed before it was torn down still winds down, and the pause it holds has to end first. */
    private static boolean holdsOn(Situation situation, MemberView member) {
        return member.name().equals(situation.stamp().initializer())
                && !member.has(Condition.INVALID)
                && !Pauses.over(situation);
    }

    private static boolean done(MemberView member) {
        return member.has(Condition.INVALID)
                || (member.told(Phase.TEARDOWN) && (member.has(Condition.COMPLETE) || member.has(Condition.FAILED)));
    }

    private static boolean givenUp(Situation situation, MemberView member) {
        return member.outage()
                .map(outage -> !situation
                        .now()
                        .isBefore(outage.since()
                                .plus(situation.stamp().deadlines().unreachable())))
                .orElse(false);
    }

    private static boolean workEnded(MemberView initializer) {
        return initializer.has(Condition.VOLUMES_COMPLETE)
                || initializer.has(Condition.VOLUMES_FAILED)
                || initializer.has(Condition.FAILED);
    }
}
