package io.brfed.testkit.kubernetes;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * The truth about the pauses of one simulated federation: when region scheduling and garbage collection stood still, and
 * which snapshots were taken meanwhile, whatever the conditions of the members say. Get one from
 * {@link SimulatedFederation#pauses()}. Thread-safe.
 *
 * @since 0.1.0
 */
public final class PauseLedger {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Hold> holds = new ArrayList<>();
    private final List<SnapshotSet> snapshots = new ArrayList<>();

    PauseLedger() {}

    /** Why a pause ended. */
    public enum End {
        /** TiDB Operator ended the init job. */
        ENDED_BY_OPERATOR,
        /** Somebody else deleted the init job. */
        JOB_DELETED,
        /** The init job reached its {@code activeDeadlineSeconds}. */
        DEADLINE,
        /** The init pod failed, was killed or was deleted. */
        POD_LOST,
        /** The Backup was deleted. */
        MEMBER_DELETED
    }

    /**
     * One pause. Immutable.
     *
     * @param cluster the cluster whose init pod holds it
     * @param backup namespace and name of the Backup, as in {@code tidb/fed-nightly}
     * @param since when it began
     * @param until when it ended; empty while it is held
     * @param end why it ended; empty while it is held
     * @since 0.1.0
     */
    public record Pause(String cluster, String backup, Instant since, Optional<Instant> until, Optional<End> end) {
        /** Checks that no part is missing. */
        public Pause {
            Objects.requireNonNull(cluster, "cluster");
            Objects.requireNonNull(backup, "backup");
            Objects.requireNonNull(since, "since");
            Objects.requireNonNull(until, "until");
            Objects.requireNonNull(end, "end");
        }
    }

    /**
     * The snapshots of one cluster's volumes. Immutable.
     *
     * @param cluster the cluster
     * @param backup namespace and name of the Backup
     * @param begun when the first snapshot was begun
     * @param taken when the last one was taken
     * @param paused whether one and the same pause was held somewhere in the federation all that time
     * @since 0.1.0
     */
    public record SnapshotSet(String cluster, String backup, Instant begun, Instant taken, boolean paused) {
        /** Checks that no part is missing. */
        public SnapshotSet {
            Objects.requireNonNull(cluster, "cluster");
            Objects.requireNonNull(backup, "backup");
            Objects.requireNonNull(begun, "begun");
            Objects.requireNonNull(taken, "taken");
        }
    }

    /** Whether a pause is held now. */
    public boolean held() {
        return pauses().stream().anyMatch(pause -> pause.until().isEmpty());
    }

    /** All pauses, in the order in which they began. */
    public List<Pause> pauses() {
        lock.lock();
        try {
            return holds.stream().map(hold -> hold.pause).toList();
        } finally {
            lock.unlock();
        }
    }

    /** All snapshots, in the order in which they were taken. */
    public List<SnapshotSet> snapshots() {
        lock.lock();
        try {
            return List.copyOf(snapshots);
        } finally {
            lock.unlock();
        }
    }

    /** The snapshots that were not taken inside one pause; they are worth nothing. */
    public List<SnapshotSet> snapshotsOutsidePause() {
        return snapshots().stream().filter(set -> !set.paused()).toList();
    }

    /**
     * Waits until a pause is held.
     *
     * @throws IllegalStateException if none is within the limit
     */
    public void awaitHeld(Duration limit) {
        await(this::held, limit, "no pause is held");
    }

    /**
     * Waits until no pause is held, also if there was none.
     *
     * @throws IllegalStateException if one still is at the limit
     */
    public void awaitReleased(Duration limit) {
        await(() -> !held(), limit, "a pause is held");
    }

    /**
     * Waits until that many sets of snapshots were taken in all.
     *
     * @throws IllegalStateException if there are fewer at the limit
     */
    public void awaitSnapshots(int sets, Duration limit) {
        await(() -> snapshots().size() >= sets, limit, "fewer than " + sets + " sets of snapshots were taken");
    }

    private void await(BooleanSupplier wanted, Duration limit, String otherwise) {
        lock.lock();
        try {
            long left = limit.toNanos();
            while (!wanted.getAsBoolean()) {
                if (left <= 0) {
                    throw new IllegalStateException(
                            otherwise + " after " + limit + "; pauses: " + pauses() + "; snapshots: " + snapshots());
                }
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a pause", e);
        } finally {
            lock.unlock();
        }
    }

    Hold hold(String cluster, String backup, Instant now) {
        lock.lock();
        try {
            Hold hold = new Hold(new Pause(cluster, backup, now, Optional.empty(), Optional.empty()));
            holds.add(hold);
            changed.signalAll();
            return hold;
        } finally {
            lock.unlock();
        }
    }

    /** Ends a pause; the first end counts. */
    void release(Hold hold, End end, Instant now) {
        lock.lock();
        try {
            Pause pause = hold.pause;
            if (pause.until().isEmpty()) {
                hold.pause =
                        new Pause(pause.cluster(), pause.backup(), pause.since(), Optional.of(now), Optional.of(end));
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    Snapshotting snapshotsBegin(Instant now) {
        lock.lock();
        try {
            Set<Hold> held = new HashSet<>(holds);
            held.removeIf(hold -> hold.pause.until().isPresent());
            return new Snapshotting(now, held);
        } finally {
            lock.unlock();
        }
    }

    void snapshotsTaken(Snapshotting begun, String cluster, String backup, Instant now) {
        lock.lock();
        try {
            boolean paused =
                    begun.held.stream().anyMatch(hold -> hold.pause.until().isEmpty());
            snapshots.add(new SnapshotSet(cluster, backup, begun.begun, now, paused));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** One pause, which changes when it ends; guarded by the lock of the ledger. */
    static final class Hold {
        private Pause pause;

        private Hold(Pause pause) {
            this.pause = pause;
        }
    }

    /** Snapshots that were begun. */
    static final class Snapshotting {
        private final Instant begun;
        private final Set<Hold> held;

        private Snapshotting(Instant begun, Set<Hold> held) {
            this.begun = begun;
            this.held = held;
        }
    }
}
