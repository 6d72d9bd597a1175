package io.brfed.internal.protocol;

import io.brfed.api.Phase;
import io.brfed.api.Verdict;
import io.brfed.plane.Declaration;
import io.brfed.plane.Declaration.Creation;
import io.brfed.plane.MemberState;
import io.brfed.plane.PauseState;
import io.brfed.plane.Stamp;
import java.util.Optional;

/** Makes declarations with everything a member needs from the others. */
final class Declarations {
    private Declarations() {}

    /** A phase for a member that may be created, because it never existed. */
    static Step creating(Situation situation, MemberView member, Phase phase) {
        Declaration told = declaration(situation, member, phase, situation.stamp());
        return new Step.Declare(new Declaration(
                told.request(),
                told.phase(),
                told.stamp(),
                Creation.PERMITTED,
                told.pauseIdentity(),
                told.commitTs(),
                told.closing()));
    }

    /** A phase for a member that exists. */
    static Step telling(Situation situation, MemberView member, Phase phase) {
        return stamping(situation, member, phase, situation.stamp());
    }

    /** A phase, or the phase it is in, together with a verdict. */
    static Step telling(Situation situation, MemberView member, Phase phase, Verdict verdict) {
        return stamping(situation, member, phase, situation.stamp().withVerdict(verdict));
    }

    /** The same phase with a changed stamp. */
    static Step stamping(Situation situation, MemberView member, Phase phase, Stamp stamp) {
        return new Step.Declare(declaration(situation, member, phase, stamp));
    }

    /** Whether the member carries a verdict of failed. */
    static boolean knowsFailure(MemberView member) {
        return member.state().flatMap(MemberState::stamp).filter(Stamp::failed).isPresent();
    }

    private static Declaration declaration(Situation situation, MemberView member, Phase phase, Stamp stamp) {
        Optional<MemberState> initializer = situation.initializer().state();
        return new Declaration(
                member.request(),
                phase,
                stamp,
                Creation.FORBIDDEN,
                initializer.flatMap(MemberState::pause).flatMap(PauseState::identity),
                phase == Phase.EXECUTE ? initializer.flatMap(MemberState::commitTs) : Optional.empty(),
                initializer.flatMap(MemberState::closing));
    }
}
