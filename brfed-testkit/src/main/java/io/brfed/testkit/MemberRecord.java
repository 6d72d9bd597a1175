package io.brfed.testkit;

import io.brfed.api.BackupLocation;
import io.brfed.api.ByteSize;
import io.brfed.api.Condition;
import io.brfed.api.Phase;
import io.brfed.api.Reached;
import io.brfed.api.Tso;
import io.brfed.plane.Closing;
import io.brfed.plane.Member;
import io.brfed.plane.MemberRequest;
import io.brfed.plane.MemberState;
import io.brfed.plane.PauseState;
import io.brfed.plane.Stamp;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One object in a fake cluster: a member with its stamp, or something foreign in its place. */
final class MemberRecord {
    /** After one of these a member has nothing left to do. */
    static final Set<Condition> ENDS = Set.of(Condition.COMPLETE, Condition.FAILED, Condition.INVALID);

    private final MemberRequest request;
    private final Instant createdAt;
    private final Map<Condition, Reached> conditions = new EnumMap<>(Condition.class);
    private @Nullable String foreign;
    private @Nullable Stamp stamp;
    private @Nullable Phase desired;
    private boolean deleting;
    private @Nullable Tso commitTs;
    private @Nullable ByteSize size;
    private @Nullable BackupLocation location;
    private @Nullable PauseState pause;
    private @Nullable Closing closing;
    private @Nullable MemberWork work;
    private MemberState previous;
    /** What is seen now; made anew when first asked for after a change. */
    private @Nullable MemberState current;

    private Duration changedAt = Duration.ZERO;

    private MemberRecord(MemberRequest request, Instant createdAt) {
        this.request = request;
        this.createdAt = createdAt;
        this.previous = MemberState.absent(request.member());
    }

    static MemberRecord foreign(Member member, String name) {
        MemberRecord found = new MemberRecord(new MemberRequest(member, Optional.empty()), Instant.EPOCH);
        found.foreign = name;
        return found;
    }

    static MemberRecord created(MemberRequest request, Stamp stamp, Instant at) {
        MemberRecord made = new MemberRecord(request, at);
        made.stamp = stamp;
        return made;
    }

    Member member() {
        return request.member();
    }

    MemberRequest request() {
        return request;
    }

    Instant createdAt() {
        return createdAt;
    }

    boolean isForeign() {
        return foreign != null;
    }

    /** The stamp of a member that is not foreign. */
    Stamp stamp() {
        return Objects.requireNonNull(stamp, "stamp");
    }

    Optional<Phase> desired() {
        return Optional.ofNullable(desired);
    }

    boolean deleting() {
        return deleting;
    }

    boolean has(Condition condition) {
        return conditions.containsKey(condition);
    }

    /** Whether the member has nothing left to do. */
    boolean ended() {
        for (Condition end : ENDS) {
            if (has(end)) {
                return true;
            }
        }
        return false;
    }

    Optional<Tso> commitTs() {
        return Optional.ofNullable(commitTs);
    }

    MemberWork work() {
        return Objects.requireNonNull(work, "work");
    }

    void work(MemberWork value) {
        work = value;
    }

    void declared(Phase phase, Stamp newStamp) {
        desired = phase;
        stamp = newStamp;
        current = null;
    }

    void markDeleting() {
        deleting = true;
        current = null;
    }

    void reached(Reached value) {
        conditions.put(value.condition(), value);
        current = null;
    }

    void commitTs(Tso value) {
        commitTs = value;
        current = null;
    }

    void backedUp(ByteSize bytes, BackupLocation where) {
        size = bytes;
        location = where;
        current = null;
    }

    void pause(PauseState value) {
        pause = value;
        current = null;
    }

    Optional<PauseState> pause() {
        return Optional.ofNullable(pause);
    }

    void closing(Closing value) {
        closing = value;
        current = null;
    }

    /** Says when there begins to be anything to see. */
    void appeared(Duration now) {
        changedAt = now;
    }

    /** Keeps the state as it is now for readers that do not see the coming change yet. */
    void changing(Duration now) {
        previous = state();
        changedAt = now;
    }

    /** What a reader sees whose knowledge is up to {@code age} old. */
    MemberState stateAsOf(Duration now, Duration age) {
        return staleAt(now, age) ? previous : state();
    }

    /** Whether such a reader sees what is no longer so. */
    boolean staleAt(Duration now, Duration age) {
        return !age.isZero() && now.minus(age).compareTo(changedAt) < 0;
    }

    MemberState state() {
        MemberState known = current;
        if (known == null) {
            known = state(pause);
            current = known;
        }
        return known;
    }

    /** The state with something else said about the pause. */
    MemberState state(@Nullable PauseState seen) {
        if (current != null && Objects.equals(seen, pause)) {
            return current;
        }
        if (foreign != null) {
            return MemberState.foreign(member(), foreign);
        }
        MemberState.Builder state =
                MemberState.of(member(), stamp()).reached(conditions.values()).createdAt(createdAt);
        Optional.ofNullable(desired).ifPresent(state::desired);
        Optional.ofNullable(commitTs).ifPresent(state::commitTs);
        Optional.ofNullable(size).ifPresent(state::size);
        Optional.ofNullable(location).ifPresent(state::location);
        Optional.ofNullable(seen).ifPresent(state::pause);
        Optional.ofNullable(closing).ifPresent(state::closing);
        return deleting ? state.deleting().build() : state.build();
    }
}
