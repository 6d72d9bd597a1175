package io.brfed.plane;

import io.brfed.api.Finding;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * A member's share of a check that only means something for all members together, for example whether one account has room
 * for the snapshots of all of them. The shares of equal {@linkplain #group() groups} are checked in one call.
 *
 * @since 0.1.0
 */
public interface JointCheck {
    /** What shares are joined by; compared with {@code equals}. */
    Object group();

    /**
     * Checks all shares of one group, without changing anything.
     *
     * @param all every member's share, this one included
     * @param members what all members of the operation told, also those that have no share in this
     * @param limit time within which the answer is of use
     */
    CompletionStage<List<Finding>> check(List<JointCheck> all, List<Readiness> members, Duration limit);
}
