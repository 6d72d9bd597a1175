package io.brfed.testkit.direct;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/** What goes wrong with requests, by the name of EC2's action. */
final class EbsFaults {
    private final List<Planned> planned = new ArrayList<>();
    private final Set<String> denied = new HashSet<>();
    private Connection connection = Connection.GOOD;

    void plan(String action, Fate fate, int times) {
        if (times < 1) {
            throw new IllegalArgumentException("times is " + times + "; it must be 1 or more");
        }
        planned.add(new Planned(action, fate, times));
    }

    void deny(String action) {
        denied.add(action);
    }

    boolean denies(String action) {
        return denied.contains(action);
    }

    void connection(Connection value) {
        connection = value;
    }

    Connection connection() {
        return connection;
    }

    void clear() {
        planned.clear();
        denied.clear();
        connection = Connection.GOOD;
    }

    /** What happens to a request; uses up one planned fault if there is one for it. */
    Fate next(String action) {
        for (Iterator<Planned> plans = planned.iterator(); plans.hasNext(); ) {
            Planned plan = plans.next();
            if (plan.action.equals(action)) {
                if (--plan.left == 0) {
                    plans.remove();
                }
                return plan.fate;
            }
        }
        return Fate.PASS;
    }

    /** Whether requests get through. */
    enum Connection {
        GOOD,
        REFUSED,
        SILENT
    }

    /** What happens to one request. */
    sealed interface Fate {
        Fate PASS = new Pass();

        record Pass() implements Fate {}

        /** EC2 refuses it. */
        record Fail(String code) implements Fate {}

        /** It takes effect after the delay and is never answered. */
        record Unanswered(Duration delay) implements Fate {}

        /** It never arrives, which its sender cannot know. */
        record Dropped() implements Fate {}
    }

    private static final class Planned {
        private final String action;
        private final Fate fate;
        private int left;

        Planned(String action, Fate fate, int left) {
            this.action = action;
            this.fate = fate;
            this.left = left;
        }
    }
}
