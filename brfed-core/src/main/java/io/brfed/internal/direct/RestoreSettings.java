package io.brfed.internal.direct;

import io.brfed.internal.direct.restore.VolumeSettings;
import java.time.Duration;
import java.util.Objects;

/**
 * The limits of a restore by direct planes.
 *
 * @param volumes those of making volumes
 * @param poll between two looks at what is being waited for
 * @param patience how long a step is tried again whose calls fail
 * @param tikvStart how long TiKV may take to start, and to start anew
 * @param parallel how many persistent volumes and claims are made at a time
 */
public record RestoreSettings(
        VolumeSettings volumes, Duration poll, Duration patience, Duration tikvStart, int parallel) {
    /** Ten looks a minute; half an hour for nodes to be there and for TiKV to start. */
    public static final RestoreSettings DEFAULT = new RestoreSettings(
            VolumeSettings.DEFAULT, Duration.ofSeconds(6), Duration.ofMinutes(15), Duration.ofMinutes(30), 8);

    /** Checks that the parts can be used. */
    public RestoreSettings {
        Objects.requireNonNull(volumes, "volumes");
        Objects.requireNonNull(poll, "poll");
        Objects.requireNonNull(patience, "patience");
        Objects.requireNonNull(tikvStart, "tikvStart");
        if (parallel < 1) {
            throw new IllegalArgumentException("parallel is " + parallel + "; it must be 1 or more");
        }
    }

    /** A copy that gives TiKV more or less time to start. */
    public RestoreSettings withTikvStart(Duration value) {
        return new RestoreSettings(volumes, poll, patience, value, parallel);
    }
}
