package io.brfed.testkit.invariant;

import io.brfed.api.ClusterName;
import io.brfed.testkit.DriverProcess;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** No process hears of one cluster more often in a minute than polls, notifications and tries can explain. */
final class BoundedEffort implements Invariant.Check {
    /** Several times as often as the busiest run of a million. */
    private static final int MOST = 600;

    private record Key(DriverProcess who, ClusterName cluster) {}

    /** How many answers there were in the minute that is counted. */
    private static final class Count {
        private long minute;
        private int answers;

        boolean exceeds(Duration at) {
            long now = at.toMinutes();
            answers = now == minute ? answers + 1 : 1;
            minute = now;
            return answers == MOST + 1;
        }
    }

    @Override
    public void look(History history, Findings findings) {
        Map<Key, Count> counts = new HashMap<>();
        for (Event event : history.events()) {
            if (event instanceof Event.Learned learned) {
                check(new Key(learned.by(), learned.state().member().cluster()), event, counts, findings);
            } else if (event instanceof Event.CallFailed failed) {
                check(new Key(failed.by(), failed.cluster()), event, counts, findings);
            }
        }
    }

    private static void check(Key key, Event event, Map<Key, Count> counts, Findings findings) {
        boolean exceeds = counts.computeIfAbsent(key, unused -> new Count()).exceeds(event.at());
        findings.expect(
                !exceeds,
                () -> "more than " + MOST + " answers of " + key.cluster() + " in minute "
                        + event.at().toMinutes() + " to one process, the last " + event);
    }
}
