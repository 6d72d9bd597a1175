package io.brfed.internal.direct;

import io.brfed.api.BackupLocation;
import io.brfed.spi.BackupStorage;
import io.brfed.spi.RestoreAccess;
import io.brfed.spi.TikvVolume;
import io.brfed.spi.VolumeEncryption;
import io.brfed.spi.VolumeProvider;
import io.brfed.spi.VolumeTarget;
import io.brfed.spi.VolumeType;
import io.brfed.spi.VolumeWarmUp.Moment;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What the plane of one Kubernetes cluster restores with. Immutable.
 *
 * @param access the Kubernetes cluster
 * @param volumes makes the volumes
 * @param zones the zone that replaces each zone of the backup; one that is not named stays
 * @param kind what the volumes are
 * @param tags further tags of the volumes
 * @param storages opens the place where a backup lies that is not below the plane's own storage; empty if none does
 * @param warming how volumes are warmed up; empty if they are not
 * @param fast how data volumes are restored fast; empty if they are not
 */
public record RestoreMeans(
        RestoreAccess access,
        VolumeProvider volumes,
        Map<String, String> zones,
        Kind kind,
        Map<String, String> tags,
        Optional<Function<BackupLocation, BackupStorage>> storages,
        Optional<Warming> warming,
        Optional<FastRestoring> fast) {
    /** Checks that no part is missing and copies the maps. */
    public RestoreMeans {
        Objects.requireNonNull(access, "access");
        Objects.requireNonNull(volumes, "volumes");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(storages, "storages");
        Objects.requireNonNull(warming, "warming");
        Objects.requireNonNull(fast, "fast");
        zones = Map.copyOf(zones);
        tags = Map.copyOf(tags);
    }

    /**
     * What volumes are, wherever they are.
     *
     * @param type the type
     * @param iops I/O operations a second; 0 leaves it to AWS
     * @param throughput MiB a second; 0 leaves it to AWS
     * @param encryption how they are encrypted
     * @param initializationRate MiB a second at which they are filled; 0 leaves it to AWS
     */
    public record Kind(VolumeType type, int iops, int throughput, VolumeEncryption encryption, int initializationRate) {
        /** Of type gp3, all else left to AWS. */
        public static final Kind DEFAULT = new Kind(VolumeType.GP3, 0, 0, VolumeEncryption.AS_SNAPSHOT, 0);

        /** Checks that no part is missing. */
        public Kind {
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(encryption, "encryption");
        }

        Kind withoutInitializationRate() {
            return new Kind(type, iops, throughput, encryption, 0);
        }

        VolumeTarget in(String zone) {
            return new VolumeTarget(zone, type, iops, throughput, encryption, initializationRate);
        }
    }

    /** With volumes from another provider. */
    RestoreMeans with(VolumeProvider provider) {
        return new RestoreMeans(access, provider, zones, kind, tags, storages, warming, fast);
    }

    /** With other zones. */
    public RestoreMeans withZones(Map<String, String> value) {
        return new RestoreMeans(access, volumes, value, kind, tags, storages, warming, fast);
    }

    /** With volumes of another kind. */
    public RestoreMeans withKind(Kind value) {
        return new RestoreMeans(access, volumes, zones, value, tags, storages, warming, fast);
    }

    /** With other tags. */
    public RestoreMeans withTags(Map<String, String> value) {
        return new RestoreMeans(access, volumes, zones, kind, value, storages, warming, fast);
    }

    /** With other places of backups. */
    public RestoreMeans withStorages(Function<BackupLocation, BackupStorage> value) {
        return new RestoreMeans(access, volumes, zones, kind, tags, Optional.of(value), warming, fast);
    }

    /** With a warm-up. */
    public RestoreMeans withWarming(Warming value) {
        return new RestoreMeans(access, volumes, zones, kind, tags, storages, Optional.of(value), fast);
    }

    /** With data volumes that are restored fast. */
    public RestoreMeans withFast(FastRestoring value) {
        return new RestoreMeans(access, volumes, zones, kind, tags, storages, warming, Optional.of(value));
    }

    /** What the volume of a role is; a rate would take the place of a fast restore. */
    VolumeTarget target(String role, String zone) {
        return fast.isPresent() && role.equals(TikvVolume.DATA)
                ? kind.withoutInitializationRate().in(zone)
                : kind.in(zone);
    }

    /** Whether volumes are warmed up at this moment. */
    boolean warmsUp(Moment moment) {
        return warming.filter(how -> how.moment() == moment).isPresent();
    }

    /** Whether TiKV may start only where write-ahead logs were found sound. */
    boolean checksLogs() {
        return warming.filter(Warming::gates).isPresent();
    }

    /** What of it decides what a restore does. */
    String fingerprint() {
        String warm = warming.map(how -> " warmed up " + how.moment() + " by " + how.strategy())
                .orElse("");
        String quick = fast.isPresent() ? " from data snapshots that are restored fast" : "";
        return "restoring into " + new TreeMap<>(zones) + " as " + kind + " with " + new TreeMap<>(tags) + warm + quick;
    }
}
