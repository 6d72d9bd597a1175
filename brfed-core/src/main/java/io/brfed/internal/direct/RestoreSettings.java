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
 * @param pdSettings what is done with PD's settings that are not those of the backup
 */
public record RestoreSettings(
        VolumeSettings volumes,
        Duration poll,
        Duration patience,
        Duration tikvStart,
        int parallel,
        PdSettings pdSettings) {
    /** Ten looks a minute; half an hour for nodes to be there and for TiKV to start. */
    public static final RestoreSettings DEFAULT = new RestoreSettings(
            VolumeSettings.DEFAULT,
            Duration.ofSeconds(6),
            Duration.ofMinutes(15),
            Duration.ofMinutes(30),
            8,
            PdSettings.TOLD);

    /** What is done with PD's settings that are not those of the backup. */
    public enum PdSettings {
        /** They are told before the restore begins. */
        TOLD,
        /** They are told, and set before the data is recovered. */
        REPLAYED
    }

    /** Checks that the parts can be used. */
    public RestoreSettings {
        Objects.requireNonNull(volumes, "volumes");
        Objects.requireNonNull(poll, "poll");
        Objects.requireNonNull(patience, "patience");
        Objects.requireNonNull(tikvStart, "tikvStart");
        Objects.requireNonNull(pdSettings, "pdSettings");
        if (parallel < 1) {
            throw new IllegalArgumentException("parallel is " + parallel + "; it must be 1 or more");
        }
    }

    /** A copy that looks more or less often at what is being waited for. */
    public RestoreSettings withPoll(Duration value) {
        return new RestoreSettings(volumes.withPoll(value), value, patience, tikvStart, parallel, pdSettings);
    }

    /** A copy that gives TiKV more or less time to start. */
    public RestoreSettings withTikvStart(Duration value) {
        return new RestoreSettings(volumes, poll, patience, value, parallel, pdSettings);
    }

    /** A copy that does something else with PD's settings. */
    public RestoreSettings withPdSettings(PdSettings value) {
        return new RestoreSettings(volumes, poll, patience, tikvStart, parallel, value);
    }

    /** Whether PD's settings are set as the backup recorded them. */
    boolean replays() {
        return pdSettings == PdSettings.REPLAYED;
    }
}
