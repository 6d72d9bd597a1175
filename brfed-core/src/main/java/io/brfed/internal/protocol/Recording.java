package io.brfed.internal.protocol;

import io.brfed.api.ClusterName;
import io.brfed.api.Phase;
import io.brfed.plane.Stamp;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes down on the keeper that every member was created, so that a later driver knows a lost one from a new one. */
final class Recording {
    private Recording() {}

    /** The write, unless it was made. */
    static Optional<Step> step(Situation situation, Phase phase) {
        Stamp stamp = situation.stamp();
        return situation.every(member -> stamp.recorded().contains(member.name()))
                ? Optional.empty()
                : write(situation, phase, Set.copyOf(situation.names()));
    }

    /** The write for those that exist while others cannot be made or seen, unless it was made or is not possible. */
    static Optional<Step> ofLive(Situation situation, Phase phase) {
        MemberView keeper = situation.keeper();
        Set<ClusterName> live = situation.all().stream()
                .filter(member -> member.live() && situation.ours(member))
                .map(MemberView::name)
                .collect(Collectors.toSet());
        boolean possible =
                keeper.live() && keeper.told(phase) && keeper.outage().isEmpty();
        return !possible || situation.stamp().recorded().containsAll(live)
                ? Optional.empty()
                : write(situation, phase, live);
    }

    private static Optional<Step> write(Situation situation, Phase phase, Set<ClusterName> created) {
        MemberView keeper = situation.keeper();
        return Optional.of(Declarations.stamping(
                situation,
                keeper,
                keeper.desired().orElse(phase),
                situation.stamp().withRecorded(created)));
    }
}
