package io.brfed.internal.direct;

import io.brfed.api.Phase;
import io.brfed.api.RecoveryMark;
import io.brfed.api.SnapshotId;
import io.brfed.api.StoreId;
import io.brfed.api.Tso;
import io.brfed.internal.direct.restore.VolumeEntry;
import io.brfed.plane.Member;
import io.brfed.plane.MemberState.Service;
import io.brfed.spi.FastSnapshotRestore.Place;
import io.brfed.spi.RestoreTarget.Pod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one member of a restore intended and did, beside what every member has. Each part is stored before the next step
 * relies on it. Not thread-safe: touched by tasks of the scheduler only.
 */
final class RestoreJournal {
    /** What is, or is about to be, made from each snapshot. */
    final Map<SnapshotId, VolumeEntry> volumes = new TreeMap<>();

    /** Where fast snapshot restore is used, and whose it is. */
    final Map<Place, FastEntry> fast = new TreeMap<>();

    /** How far PD is; only of the keeper. */
    Pd pd = Pd.UNTOUCHED;

    /** The PD that was seen fresh; unsigned. */
    @Nullable
    Long pdCluster;

    /** What PD's timestamps are raised above. */
    @Nullable
    Tso timestamp;

    /** Whether persistent volumes and claims exist. */
    boolean placed;

    /** Whether the word that the volumes are ready was given, or was about to be. */
    boolean starting;

    /** Whether the volumes were warmed up as far as they could be, or are being. */
    boolean warmed;

    /** Whether PD's settings are those of the backup as far as they can be; only of who recovers the data. */
    boolean replayed;

    /** How far the recovery of the data is, in its own words. */
    String recovery = "";

    /** What recovered the data and what it said; empty before. */
    String recovered = "";

    /** The pods that ran in recovery mode when PD's mark was gone. */
    @Nullable
    List<Pod> recovering;

    /** Its stores, and when the process of each had started that is to be replaced; the epoch before that was seen. */
    final Map<StoreId, Instant> stores = new TreeMap<>();

    /** Whether the recovery mode was ended, or was about to be. */
    boolean released;

    /** How often another process took over; makes that write different from the one before. */
    int takeovers;

    /** What cannot be removed; not stored. */
    List<String> left = List.of();

    /** What becomes of PD's mark when this is removed; not stored. */
    RecoveryMark mark = RecoveryMark.GOES_IF_PD_IS_FRESH;

    /** What is to be told when this is removed; not stored. */
    String farewell = "";

    /** Whether the TidbCluster is in service; not stored, and empty until this process has looked. */
    @Nullable
    Service service;

    /** How far PD is. */
    enum Pd {
        /** This operation has done nothing to it. */
        UNTOUCHED,
        /** It was seen fresh, and is about to be marked. */
        FRESH,
        /** It is marked, and its timestamp raised. */
        OPENED
    }

    Optional<Service> service() {
        return Optional.ofNullable(service);
    }

    /** Where fast snapshot restore is, or may be, on because of this member. */
    List<Place> fastOurs() {
        return fast.entrySet().stream()
                .filter(entry -> entry.getValue().isOurs())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Whether there is nothing to take back. */
    boolean isUntouched() {
        return volumes.isEmpty() && fast.isEmpty() && pd == Pd.UNTOUCHED;
    }

    /** What a deletion leaves, and tells. */
    void staysFor(Member member) {
        farewell = volumesMade() + " volumes and their claims stay, because the recovery mode of TidbCluster "
                + member.tidbCluster() + " was ended, so that they are in use";
    }

    long volumesMade() {
        return volumes.values().stream()
                .filter(entry -> entry.volume().isPresent())
                .count();
    }

    /**
     * What exists because of this member, for people.
     *
     * @param phase what it was told last; nobody is told to finish before PD's mark is gone
     */
    String words(Phase phase) {
        List<String> parts = new ArrayList<>();
        if (!volumes.isEmpty()) {
            parts.add(volumesMade() + " of " + volumes.size() + " volumes known to be made"
                    + (placed ? ", with persistent volumes and claims" : ""));
        }
        if (!fastOurs().isEmpty()) {
            parts.add(FastOff.words(fastOurs()));
        }
        if (released) {
            parts.add(
                    "the recovery mode of the TidbCluster was ended, or was about to be, so that its volumes may be in use");
        } else if (starting) {
            parts.add("TiKV was let start in recovery mode");
        }
        if (!recovered.isEmpty()) {
            parts.add(recovered);
        } else if (pd != Pd.UNTOUCHED && phase != Phase.RESTORE_FINISH) {
            parts.add(
                    "PD was marked as recovering, so that every TiKV store that starts enters recovery mode until the mark"
                            + " is taken away");
        }
        if (!left.isEmpty()) {
            parts.add("not removed: " + String.join("; ", left));
        }
        return String.join("; ", parts);
    }
}
