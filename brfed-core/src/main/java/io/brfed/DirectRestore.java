package io.brfed;

import io.brfed.api.BackupLocation;
import io.brfed.internal.direct.FastRestoring;
import io.brfed.internal.direct.RestoreMeans;
import io.brfed.internal.direct.Warming;
import io.brfed.spi.BackupStorage;
import io.brfed.spi.RestoreAccess;
import io.brfed.spi.VolumeEncryption;
import io.brfed.spi.VolumeProvider;
import io.brfed.spi.VolumeType;
import io.brfed.spi.VolumeWarmUp;
import io.brfed.spi.VolumeWarmUp.Moment;
import io.brfed.spi.VolumeWarmUp.Strategy;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What the plane of one Kubernetes cluster restores with, and what the restored volumes are. Immutable; the methods that set
 * something return a copy.
 *
 * <pre>{@code
 * DataPlane plane = direct.in("k8s-a", access, ebs, s3)
 *     .restoring(DirectRestore.of(KubernetesRestoreAccess.on(cluster), volumes).zone("us-west-2a", "us-west-2d"));
 * }</pre>
 *
 * @since 0.1.0
 */
public final class DirectRestore {
    /** How long TiKV waits for volumes to be warm: 12 hours, which is what 16 TiB take at 400 MiB/s. */
    public static final Duration WARM_UP = Duration.ofHours(12);

    private final RestoreMeans means;

    private DirectRestore(RestoreMeans means) {
        this.means = means;
    }

    /**
     * Volumes of type gp3 in the zones that the backup names, with all else left to AWS.
     *
     * @param access the Kubernetes cluster that is restored into
     * @param volumes makes the volumes
     */
    public static DirectRestore of(RestoreAccess access, VolumeProvider volumes) {
        return new DirectRestore(new RestoreMeans(
                access,
                volumes,
                Map.of(),
                RestoreMeans.Kind.DEFAULT,
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
    }

    /** Makes volumes that were in one zone in another. */
    public DirectRestore zone(String backedUp, String restored) {
        Map<String, String> zones = new TreeMap<>(means.zones());
        zones.put(Objects.requireNonNull(backedUp, "backedUp"), Objects.requireNonNull(restored, "restored"));
        return new DirectRestore(means.withZones(zones));
    }

    /** Sets the type of the volumes. Default: gp3. */
    public DirectRestore type(VolumeType value) {
        RestoreMeans.Kind kind = means.kind();
        return with(new RestoreMeans.Kind(
                value, kind.iops(), kind.throughput(), kind.encryption(), kind.initializationRate()));
    }

    /** Sets the I/O operations a second of each volume. Default: 0, which leaves it to AWS. */
    public DirectRestore iops(int value) {
        RestoreMeans.Kind kind = means.kind();
        return with(new RestoreMeans.Kind(
                kind.type(), value, kind.throughput(), kind.encryption(), kind.initializationRate()));
    }

    /** Sets the MiB a second of each volume. Default: 0, which leaves it to AWS. */
    public DirectRestore throughput(int value) {
        RestoreMeans.Kind kind = means.kind();
        return with(
                new RestoreMeans.Kind(kind.type(), kind.iops(), value, kind.encryption(), kind.initializationRate()));
    }

    /** Sets how the volumes are encrypted. Default: as the snapshots are, or as the account does by default. */
    public DirectRestore encryption(VolumeEncryption value) {
        RestoreMeans.Kind kind = means.kind();
        return with(
                new RestoreMeans.Kind(kind.type(), kind.iops(), kind.throughput(), value, kind.initializationRate()));
    }

    /**
     * Sets the MiB a second at which EC2 fills each volume from its snapshot by itself, beside TiKV: 100 to 300, which AWS
     * charges for by the GiB of the snapshot. The simplest way to volumes that are soon as fast as they should be: nothing has
     * to be waited for, nor be ended. Default: 0, with which a block is fetched when it is first read.
     */
    public DirectRestore initializationRate(int mebibytesPerSecond) {
        RestoreMeans.Kind kind = means.kind();
        return with(new RestoreMeans.Kind(
                kind.type(), kind.iops(), kind.throughput(), kind.encryption(), mebibytesPerSecond));
    }

    /**
     * Makes data volumes by fast snapshot restore, so that TiKV never waits for their blocks: their snapshots are enabled in
     * their zones before the volumes are made, which then wait until they are ready, about an hour for each TiB of the largest
     * snapshot (at most that, 6 minutes at least, and half an hour more), and disabled as soon as the volumes are there, or
     * the restore fails, is cancelled or deleted. What somebody else had enabled is used and left alone.
     *
     * <p>AWS charges for each snapshot and zone by the time, an hour at least, and permits few snapshots at a time; consider
     * {@link #initializationRate} or {@link #warmingUp} first. A snapshot that cannot be enabled, is not ready in time, or of
     * which a volume comes out as without it, is told in the report and keeps nothing from going on; what could not be
     * disabled is named there. Goes together with a warm-up by {@link Strategy#FSR}, which reads only the other volumes; so
     * does an initialization rate, which these volumes then have alone. Default: off.
     */
    public DirectRestore fastSnapshotRestore() {
        return new DirectRestore(means.withFast(FastRestoring.DEFAULT));
    }

    /**
     * As {@link #fastSnapshotRestore()}, with another limit.
     *
     * @param longest how long volumes wait at most until their snapshots are ready
     */
    public DirectRestore fastSnapshotRestore(Duration longest) {
        return new DirectRestore(means.withFast(FastRestoring.within(longest)));
    }

    private DirectRestore with(RestoreMeans.Kind kind) {
        return new DirectRestore(means.withKind(kind));
    }

    /** Adds a tag to each volume, beside those that are written anyway; at most 39. */
    public DirectRestore tag(String key, String value) {
        Map<String, String> tags = new TreeMap<>(means.tags());
        tags.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value"));
        return new DirectRestore(means.withTags(tags));
    }

    /**
     * Sets how a backup is read that does not lie below the plane's own storage. Default: such a backup is refused.
     *
     * @param value opens a place; it is read, and {@code restoremeta} is written to it
     */
    public DirectRestore storages(Function<BackupLocation, BackupStorage> value) {
        return new DirectRestore(means.withStorages(Objects.requireNonNull(value, "value")));
    }

    /**
     * Reads the restored volumes once, so that TiKV does not wait for blocks that are still in their snapshots. A volume that
     * cannot be warmed up is told in the report and keeps nothing from going on. Default: volumes are not warmed up.
     *
     * <p>With {@link Strategy#CHECK_WAL_ONLY} it is a check that decides: unless the write-ahead logs of every store, of all
     * members, were looked through and found sound, no TiKV starts and the restore fails with {@code LogsNotSound}. It looks
     * at logs that are not on the data volume; a store that has none there is a fault of the preflight. Who only wants to know
     * whether the logs of a backup are sound gives this to the planes of {@link VerifyBuilder#rehearsing}.
     *
     * @param jobs what does it, for example {@code KubernetesWarmUp}
     * @param moment before TiKV starts, for which it waits at most {@link #WARM_UP}, or beside it
     * @param strategy how
     * @throws IllegalArgumentException if write-ahead logs are to be checked beside a TiKV that runs, which writes them
     */
    public DirectRestore warmingUp(VolumeWarmUp jobs, Moment moment, Strategy strategy) {
        return new DirectRestore(means.withWarming(new Warming(jobs, moment, strategy, WARM_UP)));
    }

    RestoreMeans means() {
        return means;
    }
}
