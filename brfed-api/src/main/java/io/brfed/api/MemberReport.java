package io.brfed.api;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an operation did on one member. Made by {@link #builder}. Immutable, safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class MemberReport {
    private final ClusterName cluster;
    private final TidbClusterRef tidbCluster;
    private final MemberOutcome outcome;
    private final @Nullable BackupLocation location;
    private final @Nullable Tso commitTs;
    private final @Nullable ByteSize size;
    private final List<Reached> conditions;
    private final List<StoreId> stores;

    private MemberReport(Builder builder) {
        cluster = builder.cluster;
        tidbCluster = builder.tidbCluster;
        outcome = builder.outcome;
        location = builder.location;
        commitTs = builder.commitTs;
        size = builder.size;
        conditions = builder.conditions;
        stores = builder.stores;
    }

    /** Begins the report of one member; its outcome is {@link MemberOutcome.NotStarted} until told otherwise. */
    public static Builder builder(ClusterName cluster, TidbClusterRef tidbCluster) {
        return new Builder(cluster, tidbCluster);
    }

    /** The member cluster. */
    public ClusterName cluster() {
        return cluster;
    }

    /** The TidbCluster in it. */
    public TidbClusterRef tidbCluster() {
        return tidbCluster;
    }

    /** How the operation ended for it. */
    public MemberOutcome outcome() {
        return outcome;
    }

    /** Where its part of the backup lies, if it said so. */
    public Optional<BackupLocation> location() {
        return Optional.ofNullable(location);
    }

    /** The timestamp that it reported, if any. */
    public Optional<Tso> commitTs() {
        return Optional.ofNullable(commitTs);
    }

    /** The size of its part of the backup, if it reported one. */
    public Optional<ByteSize> size() {
        return Optional.ofNullable(size);
    }

    /** Every condition that it reported, in the order of their times. */
    public List<Reached> conditions() {
        return conditions;
    }

    /** The TiKV stores that it carries, as far as they are known. */
    public List<StoreId> stores() {
        return stores;
    }

    /** One readable line. */
    @Override
    public String toString() {
        return cluster + " (" + tidbCluster + "): " + outcome;
    }

    /**
     * Collects the parts of a {@link MemberReport}. Not thread-safe.
     *
     * @since 0.1.0
     */
    public static final class Builder {
        private final ClusterName cluster;
        private final TidbClusterRef tidbCluster;
        private MemberOutcome outcome = new MemberOutcome.NotStarted();
        private @Nullable BackupLocation location;
        private @Nullable Tso commitTs;
        private @Nullable ByteSize size;
        private List<Reached> conditions = List.of();
        private List<StoreId> stores = List.of();

        private Builder(ClusterName cluster, TidbClusterRef tidbCluster) {
            this.cluster = Objects.requireNonNull(cluster, "cluster");
            this.tidbCluster = Objects.requireNonNull(tidbCluster, "tidbCluster");
        }

        /** Sets how the operation ended for the member. */
        public Builder outcome(MemberOutcome value) {
            outcome = Objects.requireNonNull(value, "value");
            return this;
        }

        /** Sets where its part of the backup lies. */
        public Builder location(BackupLocation value) {
            location = Objects.requireNonNull(value, "value");
            return this;
        }

        /** Sets the timestamp that it reported. */
        public Builder commitTs(Tso value) {
            commitTs = Objects.requireNonNull(value, "value");
            return this;
        }

        /** Sets the size of its part of the backup. */
        public Builder size(ByteSize value) {
            size = Objects.requireNonNull(value, "value");
            return this;
        }

        /** Sets the conditions that it reported. */
        public Builder conditions(List<Reached> value) {
            conditions = List.copyOf(value);
            return this;
        }

        /** Sets the TiKV stores that it carries. */
        public Builder stores(List<StoreId> value) {
            stores = List.copyOf(value);
            return this;
        }

        /** The finished report. */
        public MemberReport build() {
            return new MemberReport(this);
        }
    }
}
