package io.brfed.testkit;

import io.brfed.api.OperationId;
import io.brfed.plane.Member;
import io.brfed.testkit.tidb.Capture;
import io.brfed.testkit.tidb.FakeTidbCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every pause that is held, and what was captured inside and outside of it. */
final class Pauses {
    private final Map<OperationId, Held> held = new LinkedHashMap<>();
    private final List<SnapshotSet> snapshots = new ArrayList<>();

    void take(OperationId id, Member holder, Duration at) {
        held.putIfAbsent(id, new Held(holder, at));
    }

    boolean end(OperationId id) {
        return held.remove(id) != null;
    }

    boolean heldBy(Member member) {
        return held.values().stream().anyMatch(pause -> pause.holder.equals(member));
    }

    List<Member> holders() {
        return held.values().stream().map(Held::holder).toList();
    }

    /** Notes that a member's snapshots were requested between two moments. */
    SnapshotSet captured(Captured captured, OperationId id, @Nullable FakeTidbCluster tidb) {
        Held pause = held.get(id);
        SnapshotSet.Pause kept = SnapshotSet.Pause.NOT_HELD;
        if (pause != null && pause.since.compareTo(captured.from) <= 0) {
            boolean gap =
                    tidb != null && !Grip.gap(tidb, pause.since, captured.until).isEmpty();
            kept = gap ? SnapshotSet.Pause.HELD_AS_SEEN : SnapshotSet.Pause.HELD_THROUGHOUT;
        }
        SnapshotSet set = new SnapshotSet(captured.member, id, kept, captured.captures);
        snapshots.add(set);
        return set;
    }

    /** What one member captured, and when the first and the last of it was requested. */
    record Captured(Member member, Duration from, Duration until, List<Capture> captures) {}

    List<SnapshotSet> snapshots() {
        return List.copyOf(snapshots);
    }

    void removeSnapshots(Member member, OperationId id) {
        snapshots.removeIf(set -> set.member().equals(member) && set.id().equals(id));
    }

    private record Held(Member holder, Duration since) {}
}
