package io.brfed.internal.direct.restore;

import io.brfed.internal.loop.Calls;
import io.brfed.spi.Scheduler;
import io.brfed.spi.VolumeProvider;
import java.time.Duration;

/** What volumes are made with. */
record Means(VolumeProvider provider, Scheduler scheduler, VolumeSettings settings) {
    Calls calls() {
        return new Calls(scheduler);
    }

    Duration now() {
        return scheduler.elapsed();
    }

    /** Half of the time to all of it, so that those who failed together do not come again together. */
    Duration backOff() {
        long half = settings.backOff().toNanos() / 2;
        return Duration.ofNanos(half + Math.floorMod(scheduler.nextRandom(), half + 1));
    }
}
