package io.brfed.internal.direct;

import io.brfed.api.BackupLocation;
import io.brfed.api.ByteSize;
import io.brfed.api.Condition;
import io.brfed.api.OperationKind;
import io.brfed.api.Phase;
import io.brfed.api.Reached;
import io.brfed.api.SnapshotId;
import io.brfed.api.StoreId;
import io.brfed.api.Tso;
import io.brfed.api.VolumeId;
import io.brfed.plane.Closing;
import io.brfed.plane.MemberRequest;
import io.brfed.plane.MemberState;
import io.brfed.plane.MemberState.OnDelete;
import io.brfed.plane.MemberState.Service;
import io.brfed.plane.PauseState;
import io.brfed.plane.Stamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one member of an operation intended and did, kept where a new process finds it. Not thread-safe: touched by tasks of the
 * scheduler only.
 */
final class MemberJournal {
    final MemberRequest request;
    final Instant createdAt;
    final Map<Condition, Reached> conditions = new TreeMap<>();
    final Map<VolumeId, SnapshotId> snapshots = new TreeMap<>();
    final List<SnapshotId> surplus = new ArrayList<>();
    final List<String> notes = new ArrayList<>();
    final Map<VolumeId, String> zones = new TreeMap<>();
    final RestoreJournal restore = new RestoreJournal();
    final Map<VolumeId, StoreId> owners = new TreeMap<>();

    Stamp stamp;
    Phase desired;
    boolean deleting;
    boolean removeContents;
    boolean capturing;
    boolean described;

    /** When a request for snapshots was last left without an answer, so that snapshots may still turn up. */
    @Nullable
    Instant unansweredAt;

    @Nullable
    String clusterVersion;

    /** Unsigned. */
    @Nullable
    Long pdClusterId;

    @Nullable
    Double progress;

    @Nullable
    Tso commitTs;

    @Nullable
    ByteSize size;

    /** What has changed since the backup before. */
    @Nullable
    ByteSize incrementalSize;

    @Nullable
    BackupLocation location;

    @Nullable
    PauseState pause;

    @Nullable
    Closing closing;

    /** The pause that its snapshots belong to, as the initializer said. */
    @Nullable
    String pauseIdentity;

    MemberJournal(MemberRequest request, Instant createdAt, Stamp stamp, Phase desired) {
        this.request = request;
        this.createdAt = createdAt;
        this.stamp = stamp;
        this.desired = desired;
    }

    boolean has(Condition condition) {
        return conditions.containsKey(condition);
    }

    boolean ended() {
        return has(Condition.COMPLETE) || has(Condition.FAILED);
    }

    /** Adds a condition unless it was reached before. */
    void reach(Condition condition, Instant at, String reason, String message) {
        conditions.putIfAbsent(condition, new Reached(condition, at, reason, message));
    }

    /** Takes the failure away, because the operation goes on after it; what was reached before that stays. */
    void reopen() {
        conditions.remove(Condition.FAILED);
        progress = null;
    }

    /** What the control plane sees of it. */
    MemberState state() {
        return state(Set.of());
    }

    /** A process that goes on with a restore has yet to see what it comes to; until then it is no success. */
    private Optional<Service> service() {
        return restore.service().or(() -> has(Condition.COMPLETE) ? Optional.of(Service.DOWN) : Optional.empty());
    }

    /** The same without some conditions that were reached. */
    MemberState state(Set<Condition> hidden) {
        MemberState.Builder state = MemberState.of(request.member(), stamp)
                .desired(desired)
                .createdAt(createdAt)
                .reached(conditions.values().stream()
                        .filter(reached -> !hidden.contains(reached.condition()))
                        .toList());
        Optional.ofNullable(commitTs).ifPresent(state::commitTs);
        Optional.ofNullable(size).ifPresent(state::size);
        Optional.ofNullable(location).ifPresent(state::location);
        Optional.ofNullable(pause).ifPresent(state::pause);
        Optional.ofNullable(closing).ifPresent(state::closing);
        Optional.ofNullable(progress).ifPresent(state::progress);
        if (request.member().kind() == OperationKind.RESTORE) {
            service().ifPresent(state::service);
            state.detail(restore.words(desired));
        }
        boolean keeps = has(Condition.COMPLETE) || restore.released;
        state.onDelete(keeps ? OnDelete.KEEP_CONTENTS : OnDelete.REMOVE_CONTENTS);
        return deleting ? state.deleting().build() : state.build();
    }
}
