package io.brfed.internal.direct;

import io.brfed.api.Condition;
import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import io.brfed.internal.loop.Calls;
import io.brfed.internal.loop.Causes;
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
    private final Ground ground;
    private final MemberBook book;
    private final BackupFolder folder;
    private final FolderWriting writing;
    private final Description description;
    private final Sweep sweep;
    private final Calls calls;
    private final Set<SnapshotId> shown = new HashSet<>();
    private Duration showBy = Duration.ZERO;
    private @Nullable Capture capture;
    private Scheduler.@Nullable Timer poll;
    private boolean watching;
    private boolean complete;
    private boolean stopped;

    SnapshotDuty(Ground ground, MemberBook book, BackupFolder folder, FolderWriting writing) {
        this.ground = ground;
        this.book = book;
        this.folder = folder;
        this.writing = writing;
        this.description = new Description(ground, book, folder, writing);
        this.sweep = new Sweep(ground, book, folder);
        this.calls = ground.calls();
    }

    /** Whether that was begun. */
    boolean requested() {
        return capture != null;
    }

    /** Requests every snapshot at once; nothing else is done inside the pause. */
    void request(Discovery.Found found) {
        if (capture != null || stopped) {
            return;
        }
        MemberJournal journal = book.journal();
        journal.capturing = true;
        journal.clusterVersion = found.pd().identity().clusterVersion();
        journal.pdClusterId = found.pd().identity().clusterId();
        found.plan().places().forEach((volume, place) -> journal.zones.put(volume, place.zone()));
        journal.owners.putAll(SnapshotPlan.owners(found.plan().inventory()));
        List<InstanceSnapshots> requests =
                found.plan().requests(book.id(), journal.request.member().operation(), ground.cluster());
        Capture begun = new Capture(
                ground.snapshots(), ground.scheduler(), ground.settings().capture(), captureEndsBy());
        capture = begun;
        description.keep(found);
        begun.begin(requests).whenComplete((result, error) -> captured(begun, result, error));
    }

    /** Early enough for the rest of the pause, which began before the snapshots were asked for. */
    private Duration captureEndsBy() {
        Duration own =
                ground.scheduler().elapsed().plus(ground.settings().capture().longest());
        return ground.board()
                .endsBy(book.id())
                .map(end -> end.minus(ground.closing()))
                .filter(end -> end.compareTo(own) < 0)
                .orElse(own);
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
            fail("SnapshotsNotRequested", Causes.words(error));
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
            showBy = ground.scheduler().elapsed().plus(ground.settings().sweep());
            cancel(poll);
            description.begin(this::completeIfAll, why -> fail("MetadataNotWritten", why));
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
        boolean all = true;
        for (Map.Entry<VolumeId, SnapshotId> wanted : book.journal().snapshots.entrySet()) {
            TakenSnapshot snapshot = byId.get(wanted.getValue());
            if (isLost(wanted.getValue(), snapshot)) {
                fail(
                        "SnapshotFailed",
                        "snapshot " + wanted.getValue() + " of volume " + wanted.getKey()
                                + (snapshot == null ? " does not exist any more" : " failed")
                                + "; take the backup again");
                return;
            }
            all &= snapshot != null && snapshot.state() == TakenSnapshot.State.COMPLETED;
            percent += snapshot == null ? 0 : snapshot.progress();
        }
        shown.addAll(byId.keySet());
        book.journal().progress =
                percent / 100.0 / Math.max(1, book.journal().snapshots.size());
        complete = all;
        book.publish();
        completeIfAll();
    }

    /** One that was just made may not show for a while. */
    private boolean isLost(SnapshotId id, @Nullable TakenSnapshot snapshot) {
        return snapshot == null
                ? shown.contains(id) || ground.scheduler().elapsed().compareTo(showBy) >= 0
                : snapshot.state() == TakenSnapshot.State.ERROR;
    }

    private void completeIfAll() {
        if (complete && book.journal().described && goesOn()) {
            book.reach(Condition.VOLUMES_COMPLETE, "", "");
            removeSurplus();
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
        sweep.later();
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

    /** Looks once more, when all has turned up that ever will, for what was requested without an answer. */
    void sweepLater() {
        sweep.later();
    }

    /** Removes every snapshot and every object of this member's part. */
    CompletionStage<List<String>> removeAll() {
        sweep.everything();
        return stop().thenCombine(writing.quiet(), (quiet, written) -> quiet).thenCompose(quiet -> {
            MemberJournal journal = book.journal();
            Set<SnapshotId> known = new HashSet<>(journal.snapshots.values());
            known.addAll(journal.surplus);
            if (capture != null) {
                known.addAll(capture.all());
            }
            if (capture != null && capture.mayTurnUp()) {
                journal.unansweredAt = ground.scheduler().now();
            }
            CompletionStage<List<String>> snapshots = new CleanUp(ground).remove(book.id(), known, Set.of());
            return book.has(Condition.COMPLETE) ? folderAfter(snapshots) : folderBeside(snapshots);
        });
    }

    /** Of a backup that can be restored the metadata stay until nothing else does: they say what there still is. */
    private CompletionStage<List<String>> folderAfter(CompletionStage<List<String>> snapshots) {
        return snapshots.thenCompose(
                left -> left.isEmpty() ? folder.remove(book.id()) : CompletableFuture.completedFuture(left));
    }

    /** What was written about a backup that failed goes whatever becomes of its snapshots: nobody may restore it. */
    private CompletionStage<List<String>> folderBeside(CompletionStage<List<String>> snapshots) {
        return snapshots.thenCombine(folder.remove(book.id()), (one, other) -> {
            List<String> left = new ArrayList<>(one);
            left.addAll(other);
            return List.copyOf(left);
        });
    }

    /**
     * Another process goes on.
     *
     * @return the snapshots that were made here, once no request is on its way
     */
    CompletionStage<List<SnapshotId>> abandon() {
        sweep.end();
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
