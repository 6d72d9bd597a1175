package io.brfed.plane;

import io.brfed.api.BackupLocation;
import io.brfed.api.ByteSize;
import io.brfed.api.Condition;
import io.brfed.api.Phase;
import io.brfed.api.Reached;
import io.brfed.api.Tso;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a data plane reports of one member. Made by {@link #absent}, {@link #foreign} and {@link #of}. Immutable, safe
 * for use by several threads.
 *
 * @since 0.1.0
 */
public final class MemberState {
    private final Member member;
    private final Presence presence;
    private final String detail;
    private final @Nullable Stamp stamp;
    private final @Nullable Phase desired;
    private final Map<Condition, Reached> conditions;
    private final @Nullable Tso commitTs;
    private final @Nullable ByteSize size;
    private final @Nullable BackupLocation location;
    private final @Nullable PauseState pause;
    private final @Nullable Closing closing;
    private final @Nullable Instant createdAt;
    private final @Nullable Double progress;
    private final @Nullable OnDelete onDelete;
    private final @Nullable Service service;

    /** Sorted by time when first asked for; whoever sorts them comes to the same list. */
    private @Nullable List<Reached> inOrder;

    private MemberState(Builder builder) {
        member = builder.member;
        presence = builder.presence;
        detail = builder.detail;
        stamp = builder.stamp;
        desired = builder.desired;
        conditions = new EnumMap<>(builder.conditions);
        commitTs = builder.commitTs;
        size = builder.size;
        location = builder.location;
        pause = builder.pause;
        closing = builder.closing;
        createdAt = builder.createdAt;
        progress = builder.progress;
        onDelete = builder.onDelete;
        service = builder.service;
    }

    /** The state of a member that does not exist, confirmed by its own system. */
    public static MemberState absent(Member member) {
        return new Builder(member, Presence.ABSENT).build();
    }

    /**
     * The state of a member that was removed, confirmed by its own system.
     *
     * @param told what is to be known of its end, for people
     */
    public static MemberState absent(Member member, String told) {
        return new Builder(member, Presence.ABSENT).detail(told).build();
    }

    /**
     * The state of a member whose place is taken by something that does not carry a stamp of ours.
     *
     * @param found what was found, with its name
     */
    public static MemberState foreign(Member member, String found) {
        return new Builder(member, Presence.FOREIGN).detail(found).build();
    }

    /** Begins the state of a member that carries a stamp. */
    public static Builder of(Member member, Stamp stamp) {
        Builder builder = new Builder(member, Presence.LIVE);
        builder.stamp = Objects.requireNonNull(stamp, "stamp");
        return builder;
    }

    /** A copy that says whether the restored TidbCluster is in normal service. */
    public MemberState withService(Service value) {
        Builder copy = new Builder(member, presence).detail(detail).reached(conditions.values());
        copy.stamp = stamp;
        copy.desired = desired;
        copy.commitTs = commitTs;
        copy.size = size;
        copy.location = location;
        copy.pause = pause;
        copy.closing = closing;
        copy.createdAt = createdAt;
        copy.progress = progress;
        copy.onDelete = onDelete;
        return copy.service(value).build();
    }

    /** Which member this is. */
    public Member member() {
        return member;
    }

    /** Whether it exists, and whether it is ours. */
    public Presence presence() {
        return presence;
    }

    /** Words for people: what was found, or the member's own name for its state. May be empty. */
    public String detail() {
        return detail;
    }

    /** The stamp; present unless the member is absent or foreign. */
    public Optional<Stamp> stamp() {
        return Optional.ofNullable(stamp);
    }

    /** The phase that was last declared. */
    public Optional<Phase> desired() {
        return Optional.ofNullable(desired);
    }

    /** The conditions reached, in the order of their times. */
    public List<Reached> conditions() {
        List<Reached> known = inOrder;
        if (known == null) {
            List<Reached> list = new ArrayList<>(conditions.values());
            list.sort(Comparator.comparing(Reached::since));
            known = List.copyOf(list);
            inOrder = known;
        }
        return known;
    }

    /** Whether a condition was reached. */
    public boolean has(Condition condition) {
        return conditions.containsKey(condition);
    }

    /** A condition, if it was reached. */
    public Optional<Reached> reached(Condition condition) {
        return Optional.ofNullable(conditions.get(condition));
    }

    /** The timestamp it reports, if any. */
    public Optional<Tso> commitTs() {
        return Optional.ofNullable(commitTs);
    }

    /** The size it reports, if any. */
    public Optional<ByteSize> size() {
        return Optional.ofNullable(size);
    }

    /** Where its part of the backup lies, if it reports it. */
    public Optional<BackupLocation> location() {
        return Optional.ofNullable(location);
    }

    /** What it knows of the pause; only of an initializer. */
    public Optional<PauseState> pause() {
        return Optional.ofNullable(pause);
    }

    /** What it recorded after the last snapshot; only of an initializer of a direct plane. */
    public Optional<Closing> closing() {
        return Optional.ofNullable(closing);
    }

    /** When it was created, by its system's clock. */
    public Optional<Instant> createdAt() {
        return Optional.ofNullable(createdAt);
    }

    /** How far its current work is, 0 to 1, if it says so. */
    public Optional<Double> progress() {
        return Optional.ofNullable(progress);
    }

    /** What becomes of snapshots and stored metadata when it is deleted as recorded, if that is known. */
    public Optional<OnDelete> onDelete() {
        return Optional.ofNullable(onDelete);
    }

    /** Whether the TidbCluster is in normal service; only of a complete restore, and where the plane can see it. */
    public Optional<Service> service() {
        return Optional.ofNullable(service);
    }

    /** Whether the other is a state in which nothing is different. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof MemberState state && sameStanding(state) && sameContents(state));
    }

    private boolean sameStanding(MemberState state) {
        return presence == state.presence
                && desired == state.desired
                && Objects.equals(stamp, state.stamp)
                && member.equals(state.member)
                && detail.equals(state.detail)
                && Objects.equals(createdAt, state.createdAt)
                && conditions.equals(state.conditions);
    }

    private boolean sameContents(MemberState state) {
        return Objects.equals(commitTs, state.commitTs)
                && Objects.equals(size, state.size)
                && Objects.equals(location, state.location)
                && Objects.equals(pause, state.pause)
                && Objects.equals(closing, state.closing)
                && Objects.equals(progress, state.progress)
                && onDelete == state.onDelete
                && service == state.service;
    }

    @Override
    public int hashCode() {
        return Objects.hash(member, presence, desired, stamp, conditions);
    }

    /** One line for people. */
    @Override
    public String toString() {
        return member.cluster() + " " + presence + (desired == null ? "" : " " + desired) + " " + conditions.keySet();
    }

    /**
     * Whether a member exists, and whether it is ours.
     *
     * @since 0.1.0
     */
    public enum Presence {
        /** It does not exist. */
        ABSENT,
        /** It exists and carries a stamp. */
        LIVE,
        /** It carries a stamp and is being deleted. */
        DELETING,
        /** Something exists in its place that carries no stamp. */
        FOREIGN
    }

    /**
     * What becomes of the data that a member stands for when the member is deleted.
     *
     * @since 0.1.0
     */
    public enum OnDelete {
        /** Snapshots and stored metadata stay. */
        KEEP_CONTENTS,
        /** Snapshots and stored metadata are deleted. */
        REMOVE_CONTENTS
    }

    /**
     * Whether a restored TidbCluster serves its users.
     *
     * @since 0.1.0
     */
    public enum Service {
        /** Every component of it is up, TiDB included. */
        UP,
        /** Some component is not up yet. */
        DOWN
    }

    /**
     * Collects the parts of a {@link MemberState}. Not thread-safe.
     *
     * @since 0.1.0
     */
    public static final class Builder {
        private final Member member;
        private Presence presence;
        private String detail = "";
        private @Nullable Stamp stamp;
        private @Nullable Phase desired;
        private final Map<Condition, Reached> conditions = new EnumMap<>(Condition.class);
        private @Nullable Tso commitTs;
        private @Nullable ByteSize size;
        private @Nullable BackupLocation location;
        private @Nullable PauseState pause;
        private @Nullable Closing closing;
        private @Nullable Instant createdAt;
        private @Nullable Double progress;
        private @Nullable OnDelete onDelete;
        private @Nullable Service service;

        private Builder(Member member, Presence presence) {
            this.member = Objects.requireNonNull(member, "member");
            this.presence = presence;
        }

        /** Says that the member is being deleted. */
        public Builder deleting() {
            presence = Presence.DELETING;
            return this;
        }

        /** Sets the member's own words for its state. */
        public Builder detail(String value) {
            detail = Objects.requireNonNull(value, "value");
            return this;
        }

        /** Sets the phase that was last declared. */
        public Builder desired(Phase value) {
            desired = Objects.requireNonNull(value, "value");
            return this;
        }

        /** Adds conditions. */
        public Builder reached(Collection<Reached> values) {
            values.forEach(value -> conditions.put(value.condition(), value));
            return this;
        }

        /** Adds a condition. */
        public Builder reached(Reached value) {
            return reached(List.of(value));
        }

        /** Sets the timestamp it reports. */
        public Builder commitTs(Tso value) {
            commitTs = Objects.requireNonNull(value, "value");
            return this;
        }

        /** Sets the size it reports. */
        public Builder size(ByteSize value) {
            size = Objects.requireNonNull(value, "value");
            return this;
        }

        /** Sets where its part of the backup lies. */
        public Builder location(BackupLocation value) {
            location = Objects.requireNonNull(value, "value");
            return this;
        }

        /** Sets what it knows of the pause. */
        public Builder pause(PauseState value) {
            pause = Objects.requireNonNull(value, "value");
            return this;
        }

        /** Sets what it recorded after the last snapshot. */
        public Builder closing(Closing value) {
            closing = Objects.requireNonNull(value, "value");
            return this;
        }

        /** Sets when it was created. */
        public Builder createdAt(Instant value) {
            createdAt = Objects.requireNonNull(value, "value");
            return this;
        }

        /** Sets how far its current work is, 0 to 1. */
        public Builder progress(double fraction) {
            progress = fraction;
            return this;
        }

        /** Sets what becomes of its contents when it is deleted as recorded. */
        public Builder onDelete(OnDelete value) {
            onDelete = Objects.requireNonNull(value, "value");
            return this;
        }

        /** Sets whether the restored TidbCluster is in normal service. */
        public Builder service(Service value) {
            service = Objects.requireNonNull(value, "value");
            return this;
        }

        /** The finished state. */
        public MemberState build() {
            return new MemberState(this);
        }
    }
}
