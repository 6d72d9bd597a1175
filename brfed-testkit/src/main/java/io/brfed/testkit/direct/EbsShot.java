package io.brfed.testkit.direct;

import io.brfed.api.ByteSize;
import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import io.brfed.spi.InstanceId;
import io.brfed.spi.TakenSnapshot.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** One snapshot of the account; how far it is follows from the time. */
final class EbsShot {
    final SnapshotId id;
    final EbsVolume volume;
    final InstanceId instance;
    final Map<String, String> tags;
    final Instant startedAt;
    final Duration started;
    final ByteSize size;
    final Map<Integer, Integer> blocks;
    Duration visibleFrom = Duration.ZERO;
    Duration ends = Duration.ZERO;
    boolean fails;

    EbsShot(SnapshotId id, EbsVolume volume, Map<String, String> tags, Moment at) {
        this.id = id;
        this.volume = volume;
        this.instance = at.machine();
        this.tags = Map.copyOf(tags);
        this.started = at.elapsed();
        this.startedAt = at.wall();
        this.size = volume.shape.size();
        this.blocks = volume.blocks;
    }

    VolumeId volumeId() {
        return volume.id;
    }

    State state(Duration now) {
        if (now.compareTo(ends) < 0) {
            return State.PENDING;
        }
        return fails ? State.ERROR : State.COMPLETED;
    }

    boolean isComplete(Duration now) {
        return state(now) == State.COMPLETED;
    }

    FakeSnapshot seen(Duration now) {
        return new FakeSnapshot(id, volume.id, instance, tags, startedAt, state(now), progress(now), size);
    }

    private int progress(Duration now) {
        if (now.compareTo(ends) >= 0) {
            return fails ? 0 : 100;
        }
        return (int) (now.minus(started).toMillis()
                * 100
                / Math.max(1, ends.minus(started).toMillis()));
    }

    /** One moment on both clocks, on one machine. */
    record Moment(InstanceId machine, Duration elapsed, Instant wall) {}
}
