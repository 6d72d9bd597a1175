package io.brfed.testkit.direct;

import io.brfed.api.ByteSize;
import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import io.brfed.spi.TakenSnapshot.State;
import io.brfed.spi.VolumeEncryption;
import io.brfed.spi.VolumeShape;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes and removes volumes as EC2 does. Not thread-safe: {@link FakeEbs} guards it. */
final class EbsNewVolumes {
    private static final String DEFAULT_KEY = "arn:aws:kms:us-west-2:123456789012:alias/aws/ebs";
    private static final int GP3_IOPS = 3_000;
    private static final int GP3_THROUGHPUT = 125;

    final Set<String> brokenKeys = new HashSet<>();
    final Set<String> unknownKeys = new HashSet<>();
    final Set<SnapshotId> failing = new HashSet<>();

    private final EbsAccount account;
    private final Map<String, Answered> tokens = new HashMap<>();
    private int numbered;

    EbsNewVolumes(EbsAccount account) {
        this.account = account;
    }

    /** CreateVolume. A token that was used is answered as the first time, whatever became of that volume. */
    EbsVolume create(EbsWish wish, String token) {
        Answered earlier = token.isEmpty() ? null : tokens.get(token);
        if (earlier != null) {
            if (!earlier.wish.equals(wish)) {
                throw new EbsRefusalException(
                        "IdempotentParameterMismatch",
                        "The request uses the same client token as a previous, but non-identical request.");
            }
            return earlier.volume;
        }
        EbsVolume volume = make(wish);
        if (!token.isEmpty()) {
            tokens.put(token, new Answered(wish, volume));
        }
        return volume;
    }

    private EbsVolume make(EbsWish wish) {
        Duration now = account.now();
        EbsShot shot = source(wish.snapshot());
        checkLimits(wish, shot.size);
        VolumeId id = new VolumeId(String.format("vol-%017x", 0xe00000000L + ++numbered));
        EbsVolume volume = new EbsVolume(id, wish.zone(), shape(wish, shot), false);
        volume.tags.putAll(wish.tags());
        volume.blocks = shot.blocks;
        volume.initializationRate = wish.initializationRate();
        // A rate that is asked for is kept, and no credit is taken.
        volume.fastRestored = wish.initializationRate() == 0 ? account.fast.take(wish.snapshot(), wish.zone()) : null;
        boolean fails = failing.contains(wish.snapshot())
                || brokenKeys.contains(wish.encryption().key())
                || unknownKeys.contains(wish.encryption().key());
        volume.creation = new EbsCreation(
                wish.snapshot(), now.plus(account.rules.volumesShowAfter), now.plus(account.rules.volumeTime), fails);
        account.volumes.put(id, volume);
        return volume;
    }

    private EbsShot source(SnapshotId id) {
        EbsShot shot = account.shots.get(id);
        if (shot == null) {
            throw new EbsRefusalException("InvalidSnapshot.NotFound", "The snapshot '" + id + "' does not exist.");
        }
        if (shot.state(account.now()) != State.COMPLETED) {
            throw new EbsRefusalException("IncorrectState", "Snapshot is in invalid state");
        }
        return shot;
    }

    private void checkLimits(EbsWish wish, ByteSize size) {
        if (account.volumes.size() >= account.rules.volumeQuota) {
            throw new EbsRefusalException(
                    "VolumeLimitExceeded", "Maximum number of volumes " + account.rules.volumeQuota + " exceeded");
        }
        if (storage(wish.type()).plus(size).compareTo(account.rules.storageQuota) > 0) {
            throw new EbsRefusalException(
                    "VolumeLimitExceeded", "You have exceeded your maximum " + wish.type() + " storage limit");
        }
        if (wish.tags().size() > EbsRules.MAX_TAGS) {
            throw new EbsRefusalException("TagLimitExceeded", "More than 50 tags specified");
        }
    }

    /** What all volumes of a type hold. */
    ByteSize storage(String type) {
        return new ByteSize(account.volumes.values().stream()
                .filter(volume -> volume.shape.type().equals(type))
                .mapToLong(volume -> volume.shape.size().bytes())
                .sum());
    }

    private static VolumeShape shape(EbsWish wish, EbsShot shot) {
        boolean general = wish.type().equals("gp3");
        int iops = wish.iops() > 0 || !general ? wish.iops() : GP3_IOPS;
        int throughput = wish.throughput() > 0 || !general ? wish.throughput() : GP3_THROUGHPUT;
        Optional<String> key = switch (wish.encryption().kind()) {
            case AS_SNAPSHOT -> shot.volume.shape.kmsKey();
            case DEFAULT_KEY -> Optional.of(DEFAULT_KEY);
            case KEY -> Optional.of(wish.encryption().key());
        };
        return new VolumeShape(shot.size, wish.type(), iops, throughput, key);
    }

    static VolumeEncryption encryption(boolean encrypted, String key) {
        if (!key.isEmpty()) {
            return VolumeEncryption.withKey(key);
        }
        return encrypted ? VolumeEncryption.DEFAULT_KEY : VolumeEncryption.AS_SNAPSHOT;
    }

    /** Everything that is being made ends now, and shows. */
    void finish() {
        Duration now = account.now();
        for (EbsVolume volume : account.volumes.values()) {
            EbsCreation made = volume.creation;
            if (made != null) {
                volume.creation = new EbsCreation(made.snapshot(), now, now, made.fails());
            }
        }
    }

    /** DeleteVolume. */
    void delete(VolumeId id) {
        EbsVolume volume = account.volumes.get(id);
        if (volume == null || !volume.shows(account.now())) {
            throw new EbsRefusalException("InvalidVolume.NotFound", "The volume '" + id + "' does not exist.");
        }
        switch (volume.status(account.now())) {
            case "creating" -> throw new EbsRefusalException("IncorrectState", "The volume '" + id + "' is 'creating'");
            case "in-use" -> throw new EbsRefusalException("VolumeInUse", "Volume " + id + " is currently attached");
            default -> account.volumes.remove(id);
        }
    }

    private record Answered(EbsWish wish, EbsVolume volume) {}
}
