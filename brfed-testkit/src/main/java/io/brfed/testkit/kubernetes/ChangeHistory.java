package io.brfed.testkit.kubernetes;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last writes, bounded, so that a watch can go on from an older version. */
final class ChangeHistory {

    private final int limit;
    private final Deque<Change> changes = new ArrayDeque<>();
    private long forgottenUpTo;

    ChangeHistory(int limit) {
        this.limit = limit;
    }

    void add(Change change) {
        changes.addLast(change);
        if (changes.size() > limit) {
            forgottenUpTo = changes.removeFirst().version();
        }
    }

    /** Whether everything after that version is still known. */
    boolean reaches(long version) {
        return version >= forgottenUpTo;
    }

    void forget(long upTo) {
        changes.removeIf(change -> change.version() <= upTo);
        forgottenUpTo = Math.max(forgottenUpTo, upTo);
    }

    List<Change> after(long version) {
        return changes.stream().filter(change -> change.version() > version).toList();
    }
}
