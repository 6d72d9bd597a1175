package io.brfed.internal.direct;

import io.brfed.internal.loop.Causes;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes what was found before the snapshots, after the pause: nothing waits for it inside. A process that goes on after
 * another finds it again, which is the same as long as the volumes are. Touched by tasks of the scheduler only.
 */
final class Description {
    private static final int TRIES = 30;

    private final Ground ground;
    private final MemberBook book;
    private final BackupFolder folder;
    private final FolderWriting writing;
    private Discovery.@Nullable Found found;
    private boolean begun;
    private int tries;

    Description(Ground ground, MemberBook book, BackupFolder folder, FolderWriting writing) {
        this.ground = ground;
        this.book = book;
        this.folder = folder;
        this.writing = writing;
    }

    /** Remembers what was found, until it can be written. */
    void keep(Discovery.Found before) {
        found = before;
    }

    /**
     * Writes it, once.
     *
     * @param written told when it is written
     * @param failed told why it could not be
     */
    void begin(Runnable written, Consumer<String> failed) {
        if (begun || book.journal().described) {
            return;
        }
        begun = true;
        Discovery.Found before = found;
        found = null;
        Ends ends = new Ends(written, failed);
        if (before == null) {
            findAgain(ends);
        } else {
            write(before, ends);
        }
    }

    private record Ends(Runnable written, Consumer<String> failed) {}

    private void write(Discovery.Found before, Ends ends) {
        writing.take(() -> folder.describe(before, book.id())).whenComplete((done, error) -> {
            if (isOver()) {
                return;
            }
            if (error == null) {
                book.journal().described = true;
                book.persist();
                ends.written().run();
            } else if (Causes.passes(error) && ++tries < TRIES) {
                again(ground.settings().capture().backOff(), () -> write(before, ends));
            } else {
                ends.failed().accept("what was found before the snapshots could not be stored: " + Causes.words(error));
            }
        });
    }

    private void findAgain(Ends ends) {
        CompletionStage<Discovery.Found> looking =
                new Discovery(ground).all(book.journal().request.member().tidbCluster());
        looking.whenComplete((now, error) -> {
            if (isOver()) {
                return;
            }
            if (error == null && isWhatWasTaken(now)) {
                write(now.withoutPeers(), ends);
            } else if (++tries < TRIES) {
                again(ground.settings().poll(), () -> findAgain(ends));
            } else {
                ends.failed()
                        .accept(
                                "the process that requested the snapshots ended before it had stored what was found before"
                                        + " them, and it is not found again: "
                                        + (error == null
                                                ? "the volumes, or whose they are, are others"
                                                : Causes.words(error))
                                        + "; take the backup again");
            }
        });
    }

    private boolean isWhatWasTaken(Discovery.Found now) {
        MemberJournal journal = book.journal();
        return SnapshotPlan.volumes(now.plan().inventory()).equals(journal.snapshots.keySet())
                && SnapshotPlan.owners(now.plan().inventory()).equals(journal.owners)
                && Long.valueOf(now.pd().identity().clusterId()).equals(journal.pdClusterId);
    }

    private boolean isOver() {
        return book.closed() || book.failed() || book.journal().deleting;
    }

    private void again(Duration wait, Runnable next) {
        ground.scheduler().schedule(wait, () -> {
            if (!isOver()) {
                next.run();
            }
        });
    }
}
