package io.brfed.internal.loop;

import io.brfed.api.Reached;
import io.brfed.plane.MemberState;
import java.util.ArrayList;
import java.util.List;

/** The conditions of a member that were not told before. */
final class News {
    private News() {}

    static List<Reached> of(MemberHandle handle, MemberState state) {
        List<Reached> news = new ArrayList<>();
        for (Reached reached : state.conditions()) {
            if (handle.told.add(reached.condition())) {
                news.add(reached);
            }
        }
        return news;
    }
}
