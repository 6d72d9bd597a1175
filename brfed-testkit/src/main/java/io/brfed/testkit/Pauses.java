package io.brfed.testkit;

import io.brfed.api.OperationId;
import io.brfed.plane.Member;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
    SnapshotSet captured(Member member, OperationId id, Duration from) {
        Optional<Duration> since = Optional.ofNullable(held.get(id)).map(Held::since);
        boolean throughout = since.isPresent() && since.get().compareTo(from) <= 0;
        SnapshotSet set = new SnapshotSet(
                member, id, throughout ? SnapshotSet.Pause.HELD_THROUGHOUT : SnapshotSet.Pause.NOT_HELD);
        snapshots.add(set);
        return set;
    }

    List<SnapshotSet> snapshots() {
        return List.copyOf(snapshots);
    }

    void removeSnapshots(Member member, OperationId id) {
        snapshots.removeIf(set -> set.member().equals(member) && set.id().equals(id));
    }

    private record Held(Member holder, Duration since) {}
}
