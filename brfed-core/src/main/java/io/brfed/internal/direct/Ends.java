package io.brfed.internal.direct;

import io.brfed.api.Condition;
import io.brfed.plane.MemberState;

/** What nothing follows. */
final class Ends {
    private Ends() {}

    /** Whether a member has nothing left to do. */
    static boolean hasEnded(MemberState state) {
        return state.has(Condition.COMPLETE) || state.has(Condition.FAILED) || state.has(Condition.INVALID);
    }
}
