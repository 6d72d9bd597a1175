package io.brfed;

import io.brfed.api.ClusterName;
import io.brfed.internal.SystemScheduler;
import io.brfed.internal.direct.CaptureSettings;
import io.brfed.internal.direct.DirectGroup;
import io.brfed.internal.direct.DirectSettings;
import io.brfed.internal.direct.RestoreGroup;
import io.brfed.internal.direct.RestoreSettings;
import io.brfed.internal.direct.SizeSettings;
import io.brfed.internal.direct.pause.PauseSettings;
import io.brfed.internal.direct.pause.Reach;
import io.brfed.internal.direct.recovery.NativeDataRecovery;
import io.brfed.internal.direct.recovery.RecoveryReach;
import io.brfed.internal.direct.recovery.RecoverySettings;
import io.brfed.plane.DataPlane;
import io.brfed.spi.BackupStorage;
import io.brfed.spi.ClusterAccess;
import io.brfed.spi.DataRecovery;
import io.brfed.spi.PdClient;
import io.brfed.spi.PdRecovery;
import io.brfed.spi.Scheduler;
import io.brfed.spi.SizeLevel;
import io.brfed.spi.SnapshotProvider;
import io.brfed.spi.StorePreparation;
import io.brfed.spi.StoreRecovery;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The direct planes of one TiDB cluster: backups that need no operator, and restores that need none of its EBS support. PD and the stores belong to the TiDB cluster and are
 * shared; each Kubernetes cluster has a plane of its own.
 *
 * <pre>{@code
 * DirectPlanes direct = DirectPlanes.of(pd, stores).build();
 * Cluster a = Cluster.named("k8s-a").namespace("tidb").tidbCluster("prod").on(direct.in("k8s-a", access, ebs, s3));
 * }</pre>
 *
 * Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class DirectPlanes {
    private final DirectGroup group;

    private DirectPlanes(DirectGroup group) {
        this.group = group;
    }

    /**
     * Begins the planes of a TiDB cluster.
     *
     * @param pd its PD
     * @param stores how its TiKV stores are prepared
     */
    public static Builder of(PdClient pd, StorePreparation stores) {
        return new Builder(Objects.requireNonNull(pd, "pd"), Objects.requireNonNull(stores, "stores"));
    }

    /**
     * The plane of one Kubernetes cluster. It restores if it is told with what: {@link DirectDataPlane#restoring}.
     *
     * @param cluster the name the federation knows it by
     * @param access what is in it
     * @param snapshots takes snapshots of its volumes
     * @param storage where its backups and the journals of operations are kept
     */
    public DirectDataPlane in(String cluster, ClusterAccess access, SnapshotProvider snapshots, BackupStorage storage) {
        DataPlane plane = group.plane(
                new ClusterName(cluster),
                Objects.requireNonNull(access, "access"),
                Objects.requireNonNull(snapshots, "snapshots"),
                Objects.requireNonNull(storage, "storage"));
        return new DirectDataPlane(plane, means -> group.restoring(plane, means));
    }

    /**
     * Collects the limits of {@link DirectPlanes}. Not thread-safe.
     *
     * @since 0.1.0
     */
    public static final class Builder {
        private static final Duration LEADER_LEAST = Duration.ofMinutes(1);

        private final PdClient pd;
        private final StorePreparation stores;
        private Scheduler scheduler = SystemScheduler.shared();
        private PauseSettings pause = PauseSettings.DEFAULT;
        private DirectSettings settings = DirectSettings.DEFAULT;
        private RestoreSettings restores = RestoreSettings.DEFAULT;
        private RecoverySettings recoveries = RecoverySettings.DEFAULT;
        private @Nullable PdRecovery pdRecovery;
        private @Nullable StoreRecovery storeRecovery;
        private @Nullable DataRecovery dataRecovery;

        private Builder(PdClient pd, StorePreparation stores) {
            this.pd = pd;
            this.stores = stores;
        }

        /**
         * Sets how long everything inside the pause may take; the backup fails after that, and the pause is given back.
         * Default: 120 seconds.
         */
        public Builder maxPause(Duration value) {
            pause = pause.withLongest(value);
            CaptureSettings capture = settings.capture();
            Duration five = value.multipliedBy(5).dividedBy(6);
            settings =
                    settings.withCapture(new CaptureSettings(five, capture.call(), capture.backOff(), capture.looks()));
            return this;
        }

        /**
         * Sets how long each part of the pause is held without being renewed, and with that how long a process that dies
         * leaves the database paused. In whole seconds, 8 or more; renewed at a quarter of it. Default: 60 seconds.
         */
        public Builder timeToLive(Duration value) {
            pause = pause.withHold(value);
            return this;
        }

        /** Sets the limit of each call to Kubernetes, the snapshot provider or the storage. Default: 10 seconds. */
        public Builder callLimit(Duration value) {
            settings = settings.withCall(value);
            return this;
        }

        /** Sets the limit of each call to PD or a store; shorter than the time to live. Default: 5 seconds. */
        public Builder pauseCallLimit(Duration value) {
            pause = pause.withCall(value);
            return this;
        }

        /**
         * Also takes backups of TiKV stores that know no leases: before 6.5.8, 6.6, 7.0 to 7.5.0, and 7.6. Imports into them
         * are suspended, and PD's checkers paused, too; but nothing keeps a region from changing, and nobody can prove that
         * none did, so that such a backup is never {@link io.brfed.api.Assurance#VERIFIED}. Once this is
         * allowed, a process that dies leaves schedulers, and checkers, paused for up to {@link #maxPause} instead of {@link
         * #timeToLive}, because nothing else keeps regions as they are; {@link Federation#release} ends it at once. Default: such
         * stores are refused.
         */
        public Builder allowUnleasedTikv() {
            pause = pause.withUnleased(PauseSettings.Unleased.ALLOWED);
            return this;
        }

        /** Sets how often snapshots are asked for that are not complete. Default: 15 seconds. */
        public Builder poll(Duration value) {
            settings = settings.withPoll(value);
            return this;
        }

        /**
         * Sets what is found out about the sizes of snapshots, after the pause and before a member is complete. What has
         * changed since the backup before is asked of the EBS direct interface, which needs a right of its own and is charged
         * for; without the right, or within ten minutes for a member, the backup is complete without that figure. Default:
         * {@link SizeLevel#ALL}, as for {@code calcSizeLevel} of TiDB Operator.
         */
        public Builder sizes(SizeLevel value) {
            settings =
                    settings.withSizes(new SizeSettings(value, settings.sizes().limit()));
            return this;
        }

        /**
         * Sets how far the clock of this process and PD's may differ before a backup is refused: locks and the times in
         * journals depend on it, the pause does not. Default: 30 seconds.
         */
        public Builder clockTolerance(Duration value) {
            settings = settings.withClock(value);
            return this;
        }

        /**
         * Lets the planes restore: PD is prepared by this, and the data is recovered by asking the stores themselves. Default:
         * the planes only take backups.
         *
         * @param recovery what PD does for a TiDB cluster that comes back
         * @param stores what TiKV stores do for it
         */
        public Builder restoring(PdRecovery recovery, StoreRecovery stores) {
            pdRecovery = Objects.requireNonNull(recovery, "recovery");
            storeRecovery = Objects.requireNonNull(stores, "stores");
            dataRecovery = null;
            return this;
        }

        /**
         * Lets the planes restore: PD is prepared by this, and something else recovers the data, for example a job that runs
         * {@code br}. Default: the planes only take backups.
         *
         * @param recovery what PD does for a TiDB cluster that comes back
         * @param data recovers the data
         */
        public Builder restoring(PdRecovery recovery, DataRecovery data) {
            pdRecovery = Objects.requireNonNull(recovery, "recovery");
            dataRecovery = Objects.requireNonNull(data, "data");
            storeRecovery = null;
            return this;
        }

        /**
         * Sets PD's replication settings, placement rules and rules of region labels as they were when the backup was taken,
         * where they differ: after all stores have registered and before the data is recovered, so that PD moves no replica by
         * other rules. If PD does not take them the restore fails with {@code PdSettingsNotReplayed}. What is not set: rules of
         * TiFlash, which are set with its replicas; labels with a time to live; scheduling limits and resource groups; and
         * anything of a backup that does not record it, as those of the original do not. Default: what differs is told in the
         * check before the restore, and nothing is set.
         */
        public Builder replayingPdSettings() {
            restores = restores.withPdSettings(RestoreSettings.PdSettings.REPLAYED);
            return this;
        }

        /**
         * Sets how long the native recovery of the data may take in all, in one process; it fails after that, and can be gone
         * on with. Default: 24 hours.
         */
        public Builder recoveryLimit(Duration value) {
            recoveries = recoveries.withLongest(positive(value));
            return this;
        }

        /**
         * Sets how long a store may take to lead its regions before it is looked how far it has come. One that came to lead
         * more of them in the last third of that time goes on, however long it takes; the regions of another one are given to
         * other stores. When for sixteen times nothing was gained, the recovery fails. A minute or more, because stores look
         * every ten seconds. Default: 3 minutes.
         */
        public Builder leaderLimit(Duration value) {
            if (value.compareTo(LEADER_LEAST) < 0) {
                throw new IllegalArgumentException(
                        "stores may take " + value + " to lead regions; at least " + LEADER_LEAST + " are needed");
            }
            recoveries = recoveries.withLeading(value);
            return this;
        }

        /** Sets how many regions the native recovery of the data takes back at once; 1 or more. Default: 128. */
        public Builder regionsAtOnce(int value) {
            recoveries = recoveries.withWorkers(value);
            return this;
        }

        private static Duration positive(Duration value) {
            if (value.isNegative() || value.isZero()) {
                throw new IllegalArgumentException("a limit of " + value + "; it must be longer than nothing");
            }
            return value;
        }

        /** Sets how long TiKV may take to start in a restore, volumes attached, and to start anew. Default: 30 minutes. */
        public Builder tikvStart(Duration value) {
            restores = restores.withTikvStart(value);
            return this;
        }

        /**
         * Sets how often a restore looks at what it waits for: volumes, TiKV's pods and stores, the leaders of regions, the
         * service of a TidbCluster. More often asks more of EC2, Kubernetes and PD. Default: 6 seconds, for volumes and the
         * recovery of data 5.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder restorePoll(Duration value) {
            if (value.isZero() || value.isNegative()) {
                throw new IllegalArgumentException("restorePoll is " + value + "; it must be positive");
            }
            restores = restores.withPoll(value);
            recoveries = recoveries.withWatch(value);
            return this;
        }

        /** Sets the source of time and execution. Default: the system clock. For tests in virtual time. */
        public Builder scheduler(Scheduler value) {
            scheduler = Objects.requireNonNull(value, "value");
            return this;
        }

        /** The planes. */
        public DirectPlanes build() {
            return new DirectPlanes(
                    new DirectGroup(new Reach(pd, stores, scheduler, pause), settings, Optional.ofNullable(group())));
        }

        private @Nullable RestoreGroup group() {
            PdRecovery marks = pdRecovery;
            if (marks == null) {
                return null;
            }
            StoreRecovery asked = storeRecovery;
            DataRecovery data = asked == null
                    ? Objects.requireNonNull(dataRecovery, "data")
                    : NativeDataRecovery.of(new RecoveryReach(pd, marks, asked, scheduler, recoveries));
            RestoreGroup group = new RestoreGroup(marks, data, restores);
            return data instanceof Rehearsal rehearsal && rehearsal.givesUp() ? group.givingUp() : group;
        }
    }
}
