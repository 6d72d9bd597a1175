package io.brfed.internal.protocol;

import io.brfed.api.Phase;
import io.brfed.plane.Stamp;
import java.util.Optional;

/** Writes down on the keeper that every member was created, so that a later driver knows a lost one from a new one. */
final class Recording {
    private Recording() {}

    /** The write, unless it was made. */
    static Optional<Step> step(Situation situation, Phase phase) {
        Stamp stamp = situation.stamp();
        if (stamp.recorded().containsAll(situation.members().keySet())) {
            return Optional.empty();
        }
        MemberView keeper = situation.keeper();
        return Optional.of(Declarations.stamping(
                situation,
                keeper,
                keeper.desired().orElse(phase),
                stamp.withRecorded(situation.members().keySet())));
    }
}
