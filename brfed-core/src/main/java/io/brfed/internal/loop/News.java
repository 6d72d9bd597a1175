package io.brfed.internal.loop;

import io.brfed.api.Reached;
import io.brfed.plane.MemberState;
import io.brfed.plane.Stamp;
import java.util.ArrayList;
import java.util.List;

/** The conditions of a member that were not told before. */
final class News {
    private News() {}

    /** A failure of a member that has not heard yet that the operation goes on is none of this operation any more. */
    static List<Reached> of(MemberHandle handle, MemberState state, Stamp ours) {
        boolean behind = state.stamp()
                .filter(stamp -> stamp.id().equals(ours.id())
                        && stamp.reopened().times() < ours.reopened().times())
                .isPresent();
        List<Reached> news = new ArrayList<>();
        for (Reached reached : state.conditions()) {
            if (!(behind && reached.condition().failure()) && handle.told.add(reached.condition())) {
                news.add(reached);
            }
        }
        return news;
    }
}
