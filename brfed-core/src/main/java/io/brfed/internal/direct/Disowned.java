package io.brfed.internal.direct;

import io.brfed.api.Condition;
import io.brfed.api.SnapshotId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a process made for a member that another one took from it. */
final class Disowned {
    private final Ground ground;

    Disowned(Ground ground) {
        this.ground = ground;
    }

    /**
     * Removes what the member's journal does not count, if that is settled: the operation failed, is gone, or has its
     * snapshots. Otherwise the other process, which cannot succeed without a proof, finds them by their tag.
     */
    void remove(MemberBook book, Optional<MemberJournal> stored, List<SnapshotId> made) {
        boolean settled = stored.map(Disowned::isSettled).orElse(true);
        if (!settled) {
            return;
        }
        Set<SnapshotId> gone = new HashSet<>(made);
        boolean counting = stored.filter(journal -> !journal.stamp.failed()).isPresent();
        stored.filter(journal -> counting).ifPresent(journal -> gone.removeAll(journal.snapshots.values()));
        new CleanUp(ground).removeKnown(new ArrayList<>(gone)).thenAccept(left -> {
            if (!left.isEmpty()) {
                book.journal().notes.addAll(left);
            }
        });
    }

    private static boolean isSettled(MemberJournal journal) {
        return journal.stamp.failed() || journal.has(Condition.SNAPSHOTS_CREATED);
    }
}
