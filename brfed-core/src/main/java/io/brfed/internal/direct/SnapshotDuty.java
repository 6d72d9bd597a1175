package io.brfed.internal.direct;

import io.brfed.api.Condition;
import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import io.brfed.internal.loop.Calls;
import io.brfed.spi.InstanceSnapshots;
import io.brfed.spi.Scheduler;
import io.brfed.spi.TakenSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The snapshots of one member: requested inside the pause, followed until they are complete, removed if the backup fails.
 * Touched by tasks of the scheduler only.
 */
final class SnapshotDuty {
    private static final int DESCRIPTIONS = 30;

    private final Ground ground;
    private final MemberBook book;
    private final BackupFolder folder;
    private final Calls calls;
    private @Nullable Capture capture;
    private Scheduler.@Nullable Timer poll;
    private Scheduler.@Nullable Timer sweep;
    private boolean watching;
    private boolean describing;
    private int descriptions;
    private int looksWithoutDescription;
    private boolean stopped;

    SnapshotDuty(Ground ground, MemberBook book, BackupFolder folder) {
        this.ground = ground;
        this.book = book;
        this.folder = folder;
        this.calls = ground.calls();
    }

    /** Whether that was begun. */
    boolean requested() {
        return capture != null;
    }

    /** Requests every snapshot at once, and writes meanwhile what was found before. */
    void request(Discovery.Found found) {
        if (capture != null || stopped) {
            return;
        }
        MemberJournal journal = book.journal();
        journal.capturing = true;
        journal.clusterVersion = found.pd().identity().clusterVersion();
        journal.pdClusterId = found.pd().identity().clusterId();
        found.plan().places().forEach((volume, place) -> journal.zones.put(volume, place.zone()));
        List<InstanceSnapshots> requests =
                found.plan().requests(book.id(), journal.request.member().operation(), ground.cluster());
        Capture begun = new Capture(
                ground.snapshots(), ground.scheduler(), ground.settings().capture());
        capture = begun;
        begun.begin(requests).whenComplete((result, error) -> captured(begun, result, error));
        describe(found);
    }

    private void describe(Discovery.Found found) {
        if (stopped || book.closed()) {
            return;
        }
        describing = true;
        ground.turns().take(() -> folder.describe(found, book.id())).whenComplete((written, error) -> {
            describing = false;
            if (stopped || book.closed()) {
                return;
            }
            if (error == null) {
                book.journal().described = true;
                book.persist();
            } else if (BackupFolder.passes(error) && ++descriptions < DESCRIPTIONS) {
                // What has no answer may still be written, after everything was removed.
                book.journal().unansweredAt = ground.scheduler().now();
                ground.scheduler().schedule(ground.settings().capture().backOff(), () -> describe(found));
            } else {
                fail(
                        "MetadataNotWritten",
                        "what was found before the snapshots could not be stored: " + Words.of(error));
            }
        });
    }

    private void captured(Capture begun, Capture.@Nullable Result result, @Nullable Throwable error) {
        MemberJournal journal = book.journal();
        journal.capturing = false;
        if (begun.mayTurnUp()) {
            journal.unansweredAt = ground.scheduler().now();
        }
        if (stopped || book.closed()) {
            return;
        }
        if (result == null) {
            fail("SnapshotsNotRequested", Words.of(error));
            return;
        }
        journal.snapshots.putAll(result.snapshots());
        journal.surplus.addAll(result.surplus());
        book.reach(Condition.SNAPSHOTS_CREATED, "", "");
        watchAfterThePause();
    }

    /** Nobody asks for anything inside the pause; where its end is not told, its limit tells it. */
    private void watchAfterThePause() {
        ground.board().whenEnded(book.id(), this::watch);
        poll = ground.scheduler().schedule(ground.longestPause(), this::watch);
    }

    /** Asks how far the snapshots are, again and again, until all are complete or one failed. */
    void watch() {
        if (!watching && goesOn()) {
            watching = true;
            cancel(poll);
            ask();
        }
    }

    private boolean goesOn() {
        return !stopped
                && !book.closed()
                && book.has(Condition.SNAPSHOTS_CREATED)
                && !book.has(Condition.VOLUMES_COMPLETE)
                && !book.has(Condition.VOLUMES_FAILED);
    }

    private void ask() {
        Duration limit = ground.settings().call();
        Set<SnapshotId> wanted = new HashSet<>(book.journal().snapshots.values());
        calls.read(
                        "asking for the snapshots of " + ground.cluster(),
                        limit,
                        () -> ground.snapshots().describe(wanted, limit))
                .whenComplete((seen, error) -> {
                    if (!goesOn()) {
                        return;
                    }
                    if (error == null) {
                        look(seen);
                    }
                    if (goesOn()) {
                        poll = ground.scheduler().schedule(ground.settings().poll(), this::ask);
                    }
                });
    }

    private void look(List<TakenSnapshot> seen) {
        Map<SnapshotId, TakenSnapshot> byId = new HashMap<>();
        seen.forEach(snapshot -> byId.put(snapshot.id(), snapshot));
        int percent = 0;
        boolean complete = true;
        for (Map.Entry<VolumeId, SnapshotId> wanted : book.journal().snapshots.entrySet()) {
            TakenSnapshot snapshot = byId.get(wanted.getValue());
            if (snapshot == null || snapshot.state() == TakenSnapshot.State.ERROR) {
                fail(
                        "SnapshotFailed",
                        "snapshot " + wanted.getValue() + " of volume " + wanted.getKey()
                                + (snapshot == null ? " does not exist any more" : " failed")
                                + "; take the backup again");
                return;
            }
            complete &= snapshot.state() == TakenSnapshot.State.COMPLETED;
            percent += snapshot.progress();
        }
        book.journal().progress =
                percent / 100.0 / Math.max(1, book.journal().snapshots.size());
        if (complete && book.journal().described) {
            book.reach(Condition.VOLUMES_COMPLETE, "", "");
            removeSurplus();
        } else if (complete && capture == null && ++looksWithoutDescription > DESCRIPTIONS) {
            fail(
                    "MetadataNotWritten",
                    "the process that requested the snapshots ended before it had stored what was found before them,"
                            + " and nobody can find that out any more; take the backup again");
        } else {
            book.publish();
        }
    }

    /** What does not count goes at once, and once more when everything must have turned up that ever will. */
    void removeSurplus() {
        MemberJournal journal = book.journal();
        if (journal.surplus.isEmpty() && journal.unansweredAt == null) {
            return;
        }
        Set<SnapshotId> keep = new HashSet<>(journal.snapshots.values());
        new CleanUp(ground).remove(book.id(), journal.surplus, keep).thenAccept(left -> {
            if (left.isEmpty() && !book.closed()) {
                journal.surplus.clear();
                book.persist();
            }
        });
        sweepLater();
    }

    /** Looks for what turned up late; section 3 of the facts on volumes says why that can happen. */
    void sweepLater() {
        MemberJournal journal = book.journal();
        if (journal.unansweredAt == null || sweep != null) {
            return;
        }
        Duration since =
                Duration.between(journal.unansweredAt, ground.scheduler().now());
        Duration wait = ground.settings().sweep().minus(since);
        sweep = ground.scheduler().schedule(wait.isNegative() ? Duration.ZERO : wait, this::sweepNow);
    }

    private void sweepNow() {
        Set<SnapshotId> keep = book.failed()
                ? Set.of()
                : new HashSet<>(book.journal().snapshots.values());
        CompletionStage<List<String>> removed = new CleanUp(ground).remove(book.id(), List.of(), keep);
        CompletionStage<List<String>> all =
                book.failed() ? removed.thenCompose(left -> folder.remove(book.id())) : removed;
        all.thenAccept(left -> {
            if (left.isEmpty() && !book.closed()) {
                book.journal().unansweredAt = null;
                book.persist();
            }
        });
    }

    /** Requests and asks for nothing any more; completes when no request is under way. */
    CompletionStage<Boolean> stop() {
        stopped = true;
        cancel(poll);
        Capture begun = capture;
        return begun == null
                ? CompletableFuture.completedFuture(true)
                : begun.stop(new IllegalStateException("the backup failed"));
    }

    /** Removes every snapshot and every object of this member's part. */
    CompletionStage<List<String>> removeAll() {
        return stop().thenCompose(quiet -> {
            MemberJournal journal = book.journal();
            Set<SnapshotId> known = new HashSet<>(journal.snapshots.values());
            known.addAll(journal.surplus);
            if (capture != null) {
                known.addAll(capture.all());
            }
            if (describing || (capture != null && capture.mayTurnUp())) {
                journal.unansweredAt = ground.scheduler().now();
            }
            CompletionStage<List<String>> snapshots = new CleanUp(ground).remove(book.id(), known, Set.of());
            return snapshots.thenCombine(folder.remove(book.id()), (one, other) -> {
                List<String> left = new ArrayList<>(one);
                left.addAll(other);
                return List.copyOf(left);
            });
        });
    }

    /**
     * Another process goes on.
     *
     * @return the snapshots that were made here, once no request is on its way
     */
    CompletionStage<List<SnapshotId>> abandon() {
        cancel(sweep);
        Capture begun = capture;
        return stop().thenApply(quiet -> begun == null ? List.of() : begun.all());
    }

    private void fail(String reason, String message) {
        book.reach(Condition.VOLUMES_FAILED, reason, message);
    }

    private static void cancel(Scheduler.@Nullable Timer timer) {
        if (timer != null) {
            timer.cancel();
        }
    }
}
