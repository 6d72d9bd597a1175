package io.brfed.sim;

import io.brfed.api.Condition;
import io.brfed.api.Verdict;
import io.brfed.plane.MemberState;
import io.brfed.plane.Stamp;
import io.brfed.testkit.FakeDataPlane;
import io.brfed.testkit.FakeFederation;
import io.brfed.testkit.SnapshotSet;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What is left in a world, told so that it is the same whenever and by whomever it was brought about. */
final class EndState {
    private EndState() {}

    /** One line for each thing that is there. */
    static List<String> of(FakeFederation federation) {
        List<String> there = new ArrayList<>();
        for (FakeDataPlane plane : federation.planes()) {
            plane.members().forEach(member -> there.add(plane.name() + ": " + told(member)));
            plane.claims().forEach(claim -> there.add(plane.name() + ": a claim"));
            there.add(plane.name() + ": " + plane.subscriptions() + " subscriptions");
        }
        for (SnapshotSet set : federation.snapshots()) {
            there.add(set.member().cluster() + ": snapshots, pause " + set.pause());
        }
        there.add("pause held: " + federation.pauseHeldAnywhere());
        there.sort(null);
        return there;
    }

    private static String told(MemberState member) {
        Set<Condition> conditions = EnumSet.noneOf(Condition.class);
        member.conditions().forEach(reached -> conditions.add(reached.condition()));
        conditions.remove(Condition.RETRYING);
        return member.member().operation() + " " + member.presence() + " "
                + member.desired().map(Enum::name).orElse("-") + " " + conditions + " "
                + member.stamp().map(EndState::told).orElse("no stamp") + " commitTs "
                + member.commitTs().isPresent()
                + " size " + member.size().isPresent() + " service " + member.service();
    }

    private static String told(Stamp stamp) {
        String verdict = stamp.verdict()
                .map(decided -> decided instanceof Verdict.Ok ok ? "ok " + ok.seen() : "failed")
                .orElse("undecided");
        return verdict + " of " + stamp.members();
    }
}
