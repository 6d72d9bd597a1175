package io.brfed.spi;

import io.brfed.api.Finding;
import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;

/**
 * Makes snapshots ready for volumes that are whole from the first read on; what a {@link VolumeProvider} may be capable of.
 * Each snapshot is charged for by the time in each zone, from the request that enables it to the one that disables it, and
 * whose it is, is written nowhere in the account: that, when, how often and again is decided by the core. Safe for use by
 * several threads; no method blocks its caller.
 *
 * <p>Errors are {@link io.brfed.api.ProviderException}s, as those of the provider. {@link #enable} and {@link #disable} are
 * never repeated by the provider itself, but whoever calls may: what is on already stays on. Whoever calls them reserves
 * {@link CallBudget.Call#FAST_RESTORE} first.
 *
 * @since 0.1.0
 */
public interface FastSnapshotRestore {
    /**
     * Whether the snapshots of these volumes could be enabled, each in the zone of its volume: rights (tried without effect),
     * quota, sizes, zones; and what it costs. Everything found, at once. Changes nothing.
     */
    CompletionStage<List<Finding>> check(Collection<VolumeRequest> requests, Duration limit);

    /** Enables snapshots in one zone. Some may be accepted and others refused: both are in the answer. */
    CompletionStage<Answer> enable(Batch batch, Duration limit);

    /** Disables snapshots in one zone, whoever enabled them. Some may be accepted and others refused: both are in the answer. */
    CompletionStage<Answer> disable(Batch batch, Duration limit);

    /** How far snapshots are, in all zones. What was never enabled is missing in the answer; what was just enabled may be. */
    CompletionStage<List<Status>> describe(Collection<SnapshotId> snapshots, Duration limit);

    /** Those of these volumes that were made whole. One that was not, for want of credits for example, is missing. */
    CompletionStage<Set<VolumeId>> restoredFast(Collection<VolumeId> volumes, Duration limit);

    /**
     * A snapshot in a zone: what is enabled, charged for and has credits. Immutable; ordered by zone, then snapshot.
     *
     * @param snapshot the snapshot
     * @param zone the availability zone
     * @since 0.1.0
     */
    record Place(SnapshotId snapshot, String zone) implements Comparable<Place> {
        private static final Comparator<Place> ORDER = Comparator.comparing(Place::zone)
                .thenComparing(place -> place.snapshot().value());

        /** Checks that a zone is given. */
        public Place {
            Objects.requireNonNull(snapshot, "snapshot");
            if (Objects.requireNonNull(zone, "zone").isBlank()) {
                throw new IllegalArgumentException("the zone of " + snapshot + " must be given");
            }
        }

        @Override
        public int compareTo(Place other) {
            return ORDER.compare(this, other);
        }

        /** For example {@code snap-1 in us-west-2a}. */
        @Override
        public String toString() {
            return snapshot + " in " + zone;
        }
    }

    /**
     * Snapshots of one request. Immutable.
     *
     * @param zone the availability zone
     * @param snapshots 1 to {@value #MOST} snapshots
     * @since 0.1.0
     */
    record Batch(String zone, Set<SnapshotId> snapshots) {
        /** How many snapshots EC2 takes in one request. */
        public static final int MOST = 10;

        /** Checks the number, and copies the snapshots. */
        public Batch {
            Objects.requireNonNull(zone, "zone");
            snapshots = Set.copyOf(snapshots);
            if (snapshots.isEmpty() || snapshots.size() > MOST) {
                throw new IllegalArgumentException(snapshots.size() + " snapshots in one request; 1 to " + MOST);
            }
        }

        /** The requests that so many places need: each of one zone, as few as possible, always the same. */
        public static List<Batch> of(Collection<Place> places) {
            Map<String, List<SnapshotId>> byZone = new TreeMap<>();
            new TreeSet<>(places)
                    .forEach(place -> byZone.computeIfAbsent(place.zone(), zone -> new ArrayList<>())
                            .add(place.snapshot()));
            List<Batch> batches = new ArrayList<>();
            byZone.forEach((zone, all) -> {
                for (int from = 0; from < all.size(); from += MOST) {
                    batches.add(new Batch(zone, Set.copyOf(all.subList(from, Math.min(all.size(), from + MOST)))));
                }
            });
            return batches;
        }

        /** What it names. */
        public List<Place> places() {
            return snapshots.stream()
                    .map(snapshot -> new Place(snapshot, zone))
                    .sorted()
                    .toList();
        }
    }

    /**
     * What became of a request, snapshot by snapshot. Immutable.
     *
     * @param accepted those for which it is being done
     * @param refused the others, with the reason
     * @since 0.1.0
     */
    record Answer(Set<SnapshotId> accepted, Map<SnapshotId, String> refused) {
        /** Copies both. */
        public Answer {
            accepted = Set.copyOf(accepted);
            refused = Map.copyOf(refused);
        }
    }

    /**
     * How far a snapshot is in a zone. Immutable.
     *
     * @param place the snapshot and the zone
     * @param state how far it is
     * @param reason why it came into this state; empty if it is not told
     * @since 0.1.0
     */
    record Status(Place place, State state, String reason) {
        /** Checks that no part is missing. */
        public Status {
            Objects.requireNonNull(place, "place");
            Objects.requireNonNull(state, "state");
            Objects.requireNonNull(reason, "reason");
        }
    }

    /**
     * How far a snapshot is in a zone.
     *
     * @since 0.1.0
     */
    enum State {
        /** It was asked for. */
        ENABLING,
        /** It is being made ready, for about 60 minutes a TiB. */
        OPTIMIZING,
        /** Volumes are made whole, as long as there are credits for it. */
        ENABLED,
        /** It is being ended, or could not be begun. */
        DISABLING,
        /** It is not charged for any more. */
        DISABLED;

        /** Whether it is charged for until somebody ends it. */
        public boolean isOn() {
            return this == ENABLING || this == OPTIMIZING || this == ENABLED;
        }
    }
}
