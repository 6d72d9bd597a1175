package io.brfed.testkit.direct;

import io.brfed.api.SnapshotId;
import io.brfed.spi.FastSnapshotRestore.Answer;
import io.brfed.spi.FastSnapshotRestore.Batch;
import io.brfed.spi.FastSnapshotRestore.Place;
import io.brfed.spi.FastSnapshotRestore.State;
import io.brfed.spi.FastSnapshotRestore.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Fast snapshot restore as EC2 documents it: 60 minutes a TiB to become ready, a bucket of credits that is empty at first.
 * Not thread-safe: {@link FakeEbs} guards it.
 */
final class EbsFastRestores {
    private static final long LARGEST = 16L << 40;
    private static final Duration ENABLING = Duration.ofSeconds(10);
    private static final Duration DISABLING = Duration.ofMinutes(1);

    /** Not enabled, with these codes. */
    final Map<SnapshotId, String> refused = new HashMap<>();
    /** Not disabled, with these codes. */
    final Map<SnapshotId, String> stuck = new HashMap<>();
    /** Never become ready. */
    final Set<SnapshotId> failing = new HashSet<>();

    private final EbsAccount account;
    private final Map<Place, Entry> entries = new TreeMap<>();

    EbsFastRestores(EbsAccount account) {
        this.account = account;
    }

    private final class Entry {
        private final SnapshotId snapshot;
        private Duration from;
        private final boolean fails;
        private @Nullable Duration until;
        private double spent;

        Entry(SnapshotId snapshot, Duration from) {
            this.snapshot = snapshot;
            this.from = from;
            this.fails = failing.contains(snapshot);
        }

        State state() {
            Duration now = account.now();
            Duration ready = from.plus(ENABLING).plus(account.rules.fastRestoreTime(gibibytes(snapshot)));
            Duration end = until != null || !fails ? until : ready;
            if (end != null && now.compareTo(end) >= 0) {
                return now.compareTo(end.plus(DISABLING)) < 0 ? State.DISABLING : State.DISABLED;
            }
            if (now.compareTo(ready) >= 0) {
                return State.ENABLED;
            }
            return now.compareTo(from.plus(ENABLING)) < 0 ? State.ENABLING : State.OPTIMIZING;
        }

        /** Takes a credit if there is one. */
        boolean take() {
            double anHour = Math.min(10, 1024.0 / gibibytes(snapshot));
            double grown = anHour
                    * account.now().minus(from).toMillis()
                    / Duration.ofHours(1).toMillis();
            boolean one = state() == State.ENABLED && Math.min(Math.max(1, anHour), grown) - spent >= 1;
            spent += one ? 1 : 0;
            return one;
        }
    }

    private long gibibytes(SnapshotId snapshot) {
        EbsShot shot = account.shots.get(snapshot);
        return shot == null ? 1 : Math.max(1, shot.size.bytes() >> 30);
    }

    /** EnableFastSnapshotRestores. */
    Answer enable(String zone, Collection<SnapshotId> snapshots) {
        checkBatch(snapshots);
        Map<SnapshotId, String> not = new TreeMap<>();
        for (SnapshotId snapshot : snapshots) {
            Entry entry = entries.get(new Place(snapshot, zone));
            String refusal = entry != null && entry.state().isOn() ? "" : refusal(snapshot, entry);
            if (!refusal.isEmpty()) {
                not.put(snapshot, refusal);
            } else if (entry == null || !entry.state().isOn()) {
                entries.put(new Place(snapshot, zone), new Entry(snapshot, account.now()));
            }
        }
        return answer(snapshots, not);
    }

    private String refusal(SnapshotId snapshot, @Nullable Entry entry) {
        if (refused.containsKey(snapshot)) {
            return refused.get(snapshot) + ": as the test has it";
        }
        if (entry != null && entry.state() == State.DISABLING) {
            return "IncorrectState: fast snapshot restore of " + snapshot + " is disabling";
        }
        if (gibibytes(snapshot) << 30 > LARGEST) {
            return "InvalidParameterValue: " + snapshot + " is larger than 16 TiB";
        }
        Set<SnapshotId> on = on();
        on.add(snapshot);
        return on.size() <= account.rules.fastRestoreQuota
                ? ""
                : "FastSnapshotRestoreLimitExceeded: more than " + account.rules.fastRestoreQuota + " snapshots";
    }

    /** The snapshots that are on somewhere, and count towards the quota. */
    Set<SnapshotId> on() {
        Set<SnapshotId> on = new HashSet<>();
        entries.forEach((place, entry) -> {
            if (entry.state().isOn()) {
                on.add(place.snapshot());
            }
        });
        return on;
    }

    /** Everything that is on. */
    List<Place> places() {
        return entries.entrySet().stream()
                .filter(entry -> entry.getValue().state().isOn())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Everything that is on is ready, and has its credits. */
    void finish() {
        entries.values().forEach(entry -> entry.from = account.now().minus(Duration.ofDays(1)));
    }

    /** Forgets what goes wrong. */
    void heal() {
        refused.clear();
        stuck.clear();
        failing.clear();
    }

    /** DisableFastSnapshotRestores. */
    Answer disable(String zone, Collection<SnapshotId> snapshots) {
        checkBatch(snapshots);
        Map<SnapshotId, String> not = new TreeMap<>();
        for (SnapshotId snapshot : snapshots) {
            Entry entry = entries.get(new Place(snapshot, zone));
            if (entry == null || !entry.state().isOn()) {
                not.put(snapshot, "IncorrectState: fast snapshot restore of " + snapshot + " is not enabled");
            } else if (stuck.containsKey(snapshot)) {
                not.put(snapshot, stuck.get(snapshot) + ": as the test has it");
            } else {
                entry.until = account.now();
            }
        }
        return answer(snapshots, not);
    }

    private static Answer answer(Collection<SnapshotId> snapshots, Map<SnapshotId, String> not) {
        Set<SnapshotId> accepted = new HashSet<>(snapshots);
        accepted.removeAll(not.keySet());
        return new Answer(accepted, not);
    }

    private void checkBatch(Collection<SnapshotId> snapshots) {
        if (snapshots.size() > Batch.MOST) {
            throw new EbsRefusalException("InvalidParameterValue", "At most " + Batch.MOST + " snapshots");
        }
        for (SnapshotId snapshot : snapshots) {
            if (!account.shots.containsKey(snapshot)) {
                throw new EbsRefusalException(
                        "InvalidSnapshot.NotFound", "The snapshot '" + snapshot + "' does not exist.");
            }
        }
    }

    /** DescribeFastSnapshotRestores, of everything that shows by now. */
    List<Status> visible() {
        List<Status> all = new ArrayList<>();
        entries.forEach((place, entry) -> {
            if (entry.from.plus(account.rules.fastRestoresShowAfter).compareTo(account.now()) <= 0) {
                State state = entry.state();
                boolean failed = entry.until == null && !state.isOn();
                all.add(new Status(
                        place, state, failed ? "Server.InternalError" : "Client.UserInitiated - Lifecycle state"));
            }
        });
        return all;
    }

    State state(Place place) {
        Entry entry = entries.get(place);
        return entry == null ? State.DISABLED : entry.state();
    }

    /** Whether a volume made now is whole; takes a credit if so. Empty where it has nothing to do with it. */
    @Nullable
    Boolean take(SnapshotId snapshot, String zone) {
        Entry entry = entries.get(new Place(snapshot, zone));
        if (entry == null || !entry.state().isOn()) {
            return null;
        }
        return entry.take();
    }
}
