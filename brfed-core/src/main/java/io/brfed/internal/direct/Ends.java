package io.brfed.internal.direct;

import io.brfed.api.Condition;
import io.brfed.api.OperationKind;
import io.brfed.api.Verdict;
import io.brfed.plane.MemberState;
import io.brfed.plane.Stamp;

/** What nothing follows. */
final class Ends {
    private Ends() {}

    /** Whether a member has nothing left to do; a failed restore stays as it is, also where nobody wrote that down. */
    static boolean hasEnded(MemberState state) {
        return state.has(Condition.COMPLETE)
                || state.has(Condition.FAILED)
                || state.has(Condition.INVALID)
                || isFailedRestore(state);
    }

    private static boolean isFailedRestore(MemberState state) {
        return state.member().kind() == OperationKind.RESTORE
                && state.stamp()
                        .flatMap(Stamp::verdict)
                        .filter(Verdict.Failed.class::isInstance)
                        .isPresent();
    }
}
