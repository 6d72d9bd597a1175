package io.brfed.testkit.direct;

import io.brfed.api.ByteSize;
import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import io.brfed.spi.InstanceId;
import io.brfed.spi.SnapshotTags;
import io.brfed.spi.TakenSnapshot;
import java.time.Instant;
import java.util.Map;

/**
 * One snapshot in a {@link FakeEbs}, as it is at the moment it is asked for. Immutable.
 *
 * @param id the snapshot
 * @param volume what it was taken of
 * @param instance what the volume was attached to
 * @param tags its tags
 * @param startedAt its instant
 * @param state how far it is
 * @param progress 0 to 100 percent
 * @param size the size of the volume
 * @since 0.1.0
 */
public record FakeSnapshot(
        SnapshotId id,
        VolumeId volume,
        InstanceId instance,
        Map<String, String> tags,
        Instant startedAt,
        TakenSnapshot.State state,
        int progress,
        ByteSize size) {
    /** Copies the tags. */
    public FakeSnapshot {
        tags = Map.copyOf(tags);
    }

    /** As a provider tells it. */
    public TakenSnapshot taken() {
        return new TakenSnapshot(id, volume, SnapshotTags.attempt(tags), state, progress, size, startedAt);
    }
}
