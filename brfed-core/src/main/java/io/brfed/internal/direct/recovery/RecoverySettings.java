package io.brfed.internal.direct.recovery;

import java.time.Duration;
import java.util.Objects;

/**
 * The limits of a recovery of data.
 *
 * @param longest how long all of it may take
 * @param call the limit of each short call
 * @param reading how long one store may take to tell its regions
 * @param leading how long one store may take to lead its regions before it is looked what it leads; one that came to lead
 *     more in the last third of it goes on, another one's regions are given to others. Stores look every 10 s, so six times
 *     that is the least
 * @param settling how long the stores may take to be there, and PD to know every leader
 * @param region how long one region may be tried in one step of the flashback
 * @param flashbackCall the limit of each call of the flashback
 * @param watch how often is looked whether a store has started anew
 * @param attempts how often a store is asked again, and in how many rounds no region may find a leader, before the recovery
 *     fails
 * @param workers how many regions are worked on at once
 * @param idMargin how many ids above the greatest one known are left out
 */
public record RecoverySettings(
        Duration longest,
        Duration call,
        Duration reading,
        Duration leading,
        Duration settling,
        Duration region,
        Duration flashbackCall,
        Duration watch,
        int attempts,
        int workers,
        long idMargin) {
    /** A day in all, three minutes for a store to lead, 128 regions at once. */
    public static final RecoverySettings DEFAULT = new RecoverySettings(
            Duration.ofHours(24),
            Duration.ofSeconds(10),
            Duration.ofMinutes(30),
            Duration.ofMinutes(3),
            Duration.ofMinutes(10),
            Duration.ofMinutes(30),
            Duration.ofMinutes(3),
            Duration.ofSeconds(5),
            16,
            128,
            1_000_000);

    /** Checks that the parts can be used. */
    public RecoverySettings {
        Objects.requireNonNull(longest, "longest");
        Objects.requireNonNull(call, "call");
        Objects.requireNonNull(reading, "reading");
        Objects.requireNonNull(leading, "leading");
        Objects.requireNonNull(settling, "settling");
        Objects.requireNonNull(region, "region");
        Objects.requireNonNull(flashbackCall, "flashbackCall");
        Objects.requireNonNull(watch, "watch");
        if (attempts < 1 || workers < 1 || idMargin < 0) {
            throw new IllegalArgumentException(attempts + " attempts, " + workers + " workers and a margin of "
                    + idMargin + " ids; at least 1, 1 and 0 are needed");
        }
    }

    /** A copy that looks more or less often at the stores. */
    public RecoverySettings withWatch(Duration value) {
        return new RecoverySettings(
                longest, call, reading, leading, settling, region, flashbackCall, value, attempts, workers, idMargin);
    }

    /** A copy with another number of regions worked on at once. */
    public RecoverySettings withWorkers(int value) {
        return new RecoverySettings(
                longest, call, reading, leading, settling, region, flashbackCall, watch, attempts, value, idMargin);
    }

    /** A copy with another time for one store to lead its regions. */
    public RecoverySettings withLeading(Duration value) {
        return new RecoverySettings(
                longest, call, reading, value, settling, region, flashbackCall, watch, attempts, workers, idMargin);
    }

    /** A copy with another limit of all of it. */
    public RecoverySettings withLongest(Duration value) {
        return new RecoverySettings(
                value, call, reading, leading, settling, region, flashbackCall, watch, attempts, workers, idMargin);
    }
}
