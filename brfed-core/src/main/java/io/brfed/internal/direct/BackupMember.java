package io.brfed.internal.direct;

import io.brfed.api.Condition;
import io.brfed.api.Phase;
import io.brfed.api.SnapshotId;
import io.brfed.internal.direct.meta.PauseFacts;
import io.brfed.internal.loop.Causes;
import io.brfed.plane.Declaration;
import io.brfed.spi.Scheduler;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The work of one member of a backup, as its phases ask for it. Touched by tasks of the scheduler only. */
final class BackupMember implements MemberDuty {
    private static final int TRIES = 240;

    private final Ground ground;
    private final MemberBook book;
    private final Function<BackupMember, CompletionStage<Discovery.Found>> findings;
    private final BackupFolder folder;
    private final FolderWriting writing;
    private final PauseDuty pause;
    private final SnapshotDuty snapshots;
    private Scheduler.@Nullable Timer again;
    private boolean adopted;
    private boolean committing;
    private boolean sized;
    private boolean cleaning;
    private boolean removing;
    private int tries;

    /**
     * A member.
     *
     * @param findings what was found before the pause
     */
    BackupMember(Ground ground, MemberBook book, Function<BackupMember, CompletionStage<Discovery.Found>> findings) {
        this.ground = ground;
        this.book = book;
        this.findings = findings;
        this.folder = new BackupFolder(ground, book.journal().request.member());
        this.pause = new PauseDuty(ground, book);
        this.writing = new FolderWriting(ground, book);
        this.snapshots = new SnapshotDuty(ground, book, folder, writing);
    }

    @Override
    public MemberBook book() {
        return book;
    }

    /** Whether the pause is held by this process, so that nothing should be asked that can wait. */
    @Override
    public boolean inPause() {
        return pause.open() || book.journal().capturing;
    }

    /** Takes over what a declaration says, before it is stored. */
    @Override
    public void accept(Declaration declared) {
        MemberJournal journal = book.journal();
        journal.stamp = declared.stamp();
        journal.desired = declared.phase();
        declared.pauseIdentity().ifPresent(identity -> journal.pauseIdentity = identity);
        declared.closing().ifPresent(closing -> journal.closing = closing);
        if (journal.commitTs == null) {
            declared.commitTs().ifPresent(commitTs -> journal.commitTs = commitTs);
        }
        if (declared.phase() == Phase.INITIALIZE && journal.pause == null) {
            pause.intend();
        }
    }

    /** What must not begin before the declaration is stored, because until then another process may be the one. */
    @Override
    public void stored() {
        takeOver();
        if (book.journal().desired == Phase.INITIALIZE && book.isInitializer()) {
            pause.take();
        }
        if (adopted) {
            goOn();
        }
    }

    /** Says that another process began this member. */
    @Override
    public BackupMember adopted() {
        adopted = true;
        return this;
    }

    /** Begins what a phase or a verdict asks for. */
    @Override
    public void told() {
        switch (book.journal().desired) {
            case EXECUTE -> execute();
            case RESUME -> endPause();
            case TEARDOWN -> finish();
            case INITIALIZE, RESTORE_VOLUME, RESTORE_DATA, RESTORE_FINISH -> {}
        }
    }

    /** A pause that no process holds any more is given back; the backup can only succeed if it was proved before. */
    void takeOver() {
        if (book.isInitializer() && pause.isLeftOver()) {
            pause.giveBackLeftOver();
        }
    }

    /** Goes on after another process, with everything that does not need the pause. */
    @Override
    public void goOn() {
        if (book.journal().pause != null && book.journal().closing != null) {
            takeOver();
        }
        snapshots.sweepLater();
        if (book.journal().ended() || book.journal().deleting) {
            return;
        }
        if (book.journal().desired == Phase.TEARDOWN) {
            finish();
        } else {
            snapshots.watch();
        }
    }

    private void execute() {
        if (snapshots.requested() || (book.isInitializer() && !(pause.open() && book.has(Condition.INITIALIZED)))) {
            return;
        }
        findings.apply(this).whenComplete((found, error) -> {
            if (book.closed() || book.failed() || book.journal().desired != Phase.EXECUTE) {
                return;
            }
            if (error != null) {
                book.reach(Condition.VOLUMES_FAILED, "NotDiscovered", Causes.words(error));
            } else {
                snapshots.request(found);
            }
        });
    }

    private void endPause() {
        if (book.failed()) {
            snapshots.stop();
            pause.giveBack();
        } else {
            pause.prove();
        }
    }

    private void finish() {
        if (book.isInitializer()) {
            pause.giveBack();
        }
        if (book.journal().ended()) {
            return;
        }
        if (book.failed()) {
            clean();
        } else {
            snapshots.watch();
            commit();
        }
    }

    /** Told after each change of what is shown. */
    @Override
    public void changed() {
        if (book.journal().desired == Phase.TEARDOWN && !book.failed() && book.has(Condition.VOLUMES_COMPLETE)) {
            commit();
        }
    }

    private void commit() {
        MemberJournal journal = book.journal();
        if (committing || journal.ended() || !journal.has(Condition.VOLUMES_COMPLETE)) {
            return;
        }
        committing = true;
        Optional<PauseFacts> facts = facts();
        String version = journal.clusterVersion;
        if (facts.isEmpty() || version == null) {
            book.reachDurably(
                    Condition.FAILED,
                    "NotProved",
                    "nobody proved that the pause lasted, so nothing was written; a direct member has to take the pause");
            return;
        }
        sized().thenCompose(size -> write(facts.get(), version)).whenComplete((written, error) -> {
            if (book.closed() || book.failed() || journal.deleting) {
                return;
            }
            if (error == null) {
                journal.location = folder.location();
                book.reachDurably(Condition.COMPLETE, "", "");
            } else if (Causes.passes(error) && ++tries < TRIES) {
                committing = false;
                again = ground.scheduler().schedule(ground.settings().poll(), this::commit);
            } else {
                book.reachDurably(
                        Condition.FAILED,
                        "MetadataNotWritten",
                        "the snapshots are complete but the backup could not be written down: " + Causes.words(error));
            }
        });
    }

    /** Finds out once how much the snapshots hold; nothing is asked inside the pause. */
    private CompletionStage<Boolean> sized() {
        MemberJournal journal = book.journal();
        if (sized) {
            return CompletableFuture.completedFuture(true);
        }
        return new Sizing(ground).of(journal.snapshots.values()).thenApply(size -> {
            sized = true;
            size.full().ifPresent(full -> journal.size = full);
            size.incremental().ifPresent(changed -> journal.incrementalSize = changed);
            return true;
        });
    }

    private CompletionStage<Boolean> write(PauseFacts facts, String version) {
        return writing.take(() -> folder.commit(book.journal(), facts, version));
    }

    private Optional<PauseFacts> facts() {
        MemberJournal journal = book.journal();
        String identity = journal.pauseIdentity;
        return Optional.ofNullable(journal.closing)
                .flatMap(closing -> Optional.ofNullable(journal.pdClusterId)
                        .map(pd -> new PauseFacts(book.id(), identity == null ? "" : identity, closing, pd)));
    }

    /** Removes what a backup that failed has made. */
    private void clean() {
        if (cleaning) {
            return;
        }
        cleaning = true;
        if (adopted) {
            // The process before may have sent requests that nobody knows of.
            book.journal().unansweredAt = ground.scheduler().now();
        }
        book.durably(() -> snapshots.removeAll().thenAccept(left -> {
            if (left.isEmpty()) {
                book.journal().snapshots.clear();
                book.journal().surplus.clear();
                book.journal().reach(Condition.CLEANED, ground.scheduler().now(), "", "");
            } else {
                book.journal()
                        .reach(
                                Condition.CLEAN_FAILED,
                                ground.scheduler().now(),
                                "SnapshotsLeft",
                                String.join("; ", left));
            }
            snapshots.sweepLater();
            book.reachDurably(Condition.FAILED, "", "");
        }));
    }

    /** Whether the removal begins now: not if one is under way. */
    @Override
    public boolean beginRemoval() {
        boolean first = !removing;
        removing = true;
        return first;
    }

    /** The removal was given up, so that the next wish for it begins another one. */
    @Override
    public String farewell() {
        return "";
    }

    @Override
    public void endRemoval() {
        removing = false;
    }

    /**
     * Ends the member: the pause, its work and, unless they are kept, its contents.
     *
     * @return what could not be removed
     */
    @Override
    public CompletionStage<List<String>> remove() {
        if (book.isInitializer()) {
            pause.giveBack();
        }
        boolean keep = book.has(Condition.COMPLETE) && !book.journal().removeContents;
        CompletionStage<List<String>> removed =
                keep ? snapshots.stop().thenApply(quiet -> List.of()) : snapshots.removeAll();
        return removed.exceptionally(error -> List.of(Causes.words(error)));
    }

    /** The member is gone: nothing goes on but the search for what may still turn up. */
    @Override
    public void retire() {
        book.close();
        pause.abandon();
        cancelAgain();
        snapshots.sweepLater();
    }

    @Override
    public void stuck(List<String> left) {
        book.reach(Condition.CLEAN_FAILED, "ContentsLeft", String.join("; ", left));
    }

    /**
     * Another process goes on, or nobody: this one does nothing any more.
     *
     * @return the snapshots that this process had made, once none is on its way
     */
    @Override
    public CompletionStage<List<SnapshotId>> abandon() {
        book.close();
        pause.abandon();
        cancelAgain();
        return snapshots.abandon();
    }

    private void cancelAgain() {
        if (again != null) {
            again.cancel();
        }
    }
}
