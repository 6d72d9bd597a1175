package io.brfed.testkit.invariant;

import io.brfed.api.ClusterName;
import io.brfed.api.OperationId;
import io.brfed.api.Verdict;
import io.brfed.plane.MemberState;
import io.brfed.plane.Stamp;

/** What checkers ask of states and stamps. */
final class Facts {
    private Facts() {}

    /** Whether a state is that of one operation's member. */
    static boolean of(MemberState state, OperationId id, ClusterName cluster) {
        return state.member().cluster().equals(cluster)
                && state.stamp().filter(stamp -> stamp.id().equals(id)).isPresent();
    }

    static boolean ok(Stamp stamp) {
        return stamp.verdict().filter(Verdict.Ok.class::isInstance).isPresent();
    }
}
