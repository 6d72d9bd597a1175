package io.brfed.internal.direct;

import io.brfed.api.Condition;
import io.brfed.api.OperationId;
import io.brfed.internal.direct.MemberFile.Fate;
import io.brfed.internal.loop.Noted;
import io.brfed.plane.Member;
import io.brfed.plane.MemberState;
import io.brfed.plane.PauseState;
import io.brfed.spi.Scheduler;
import io.brfed.spi.StoredObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What one member knows of itself, what of it is stored, and what it shows. Touched by tasks of the scheduler only.
 */
final class MemberBook {
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final Duration LATER = Duration.ofSeconds(30);
    /** After a minute of trying every second. */
    private static final int SOON = 60;
    /** After two days of trying, which is how long an operation may take. */
    private static final int SAVES = SOON + 2 * 24 * 60 * 2;

    private final Ground ground;
    private final MemberFile file;
    private final Runnable changed;
    private final Runnable taken;
    private final Set<Condition> hidden = EnumSet.noneOf(Condition.class);
    private final List<Pending> pending = new ArrayList<>();
    private MemberState shown;
    private Scheduler.@Nullable Timer retry;
    private boolean closed;
    private int failedSaves;

    /**
     * A member's book.
     *
     * @param changed told after what is shown has changed
     * @param taken told when somebody else wrote the journal, after which nothing is written any more
     */
    MemberBook(Ground ground, MemberFile file, Runnable changed, Runnable taken) {
        this.ground = ground;
        this.file = file;
        this.changed = changed;
        this.taken = taken;
        this.shown = file.journal().state();
    }

    MemberJournal journal() {
        return file.journal();
    }

    OperationId id() {
        return journal().stamp.id();
    }

    /** What others see. */
    MemberState shown() {
        return shown;
    }

    boolean has(Condition condition) {
        return journal().has(condition);
    }

    /** Whether this member takes the pause. */
    boolean isInitializer() {
        return journal().stamp.initializer().equals(ground.cluster());
    }

    /** Whether it was decided that the operation failed. */
    boolean failed() {
        return journal().stamp.failed();
    }

    /** Whether somebody else writes the journal now, or nobody should any more. */
    boolean closed() {
        return closed;
    }

    /** Writes nothing any more. */
    void close() {
        closed = true;
    }

    boolean isCurrent(StoredObject found) {
        return file.isCurrent(found) || file.saving();
    }

    /** Whether an object shows that a write took effect that was given up before. */
    boolean landedLate(StoredObject found) {
        return !file.saving() && file.landedLate(found);
    }

    /** Whether an object is what this process stored, or is storing, for this operation. */
    boolean isOurs(StoredObject found) {
        return file.isCurrent(found)
                || (file.saving()
                        && read(journal().request.member(), found)
                                .filter(stored -> stored.stamp.id().equals(id()))
                                .isPresent());
    }

    /** Changes when a save begins, and when it ends. */
    long saves() {
        return file.saves();
    }

    /** Whether the journal is stored as it is. */
    boolean isSaved() {
        return file.isSaved();
    }

    /** Whether a missing object only means that the first save is not through yet. */
    boolean isBeginning() {
        return !file.wasStored() || file.saving();
    }

    void pause(PauseState.Hold hold, String detail) {
        PauseState now = journal().pause;
        if (now != null) {
            journal().pause = new PauseState(now.identity(), now.endsBy(), now.lag(), hold, detail);
        }
    }

    /** A condition that may be seen at once: if the process dies before it is stored, it is found out again. */
    void reach(Condition condition, String reason, String message) {
        if (!closed && !has(condition)) {
            journal().reach(condition, ground.scheduler().now(), reason, message);
            publish();
            persist();
        }
    }

    /** A condition that nobody sees before it is stored. */
    void reachDurably(Condition condition, String reason, String message) {
        if (!closed && !has(condition)) {
            journal().reach(condition, ground.scheduler().now(), reason, message);
            hidden.add(condition);
            durably(() -> {
                hidden.remove(condition);
                publish();
            });
        }
    }

    /** As {@link #reachDurably}; ends when it is stored. */
    CompletionStage<Boolean> reachedDurably(Condition condition) {
        return reachedDurably(condition, "", "");
    }

    /** That the member is complete, with what it has noted on the way; ends when it is stored. */
    CompletionStage<Boolean> completedDurably() {
        List<String> notes = journal().notes;
        return notes.isEmpty()
                ? reachedDurably(Condition.COMPLETE)
                : reachedDurably(Condition.COMPLETE, Noted.REASON, String.join("; ", notes));
    }

    private CompletionStage<Boolean> reachedDurably(Condition condition, String reason, String message) {
        CompletableFuture<Boolean> stored = new CompletableFuture<>();
        if (closed) {
            return stored;
        }
        journal().reach(condition, ground.scheduler().now(), reason, message);
        hidden.add(condition);
        durably(() -> {
            hidden.remove(condition);
            publish();
            stored.complete(true);
        });
        return stored;
    }

    /**
     * Stores the journal, shows it, goes on. Tried every second for a minute, then every half minute as long as an operation
     * may take: nobody else would store it, and what waits for it would wait in vain.
     */
    void durably(Runnable then) {
        if (closed) {
            return;
        }
        pending.add(new Pending(file.nextSave(), then));
        failedSaves = 0;
        store();
    }

    /** What goes on when a save is stored, or any later one. */
    private record Pending(long save, Runnable then) {}

    private void store() {
        CompletionStage<Fate> unused = save().whenComplete((fate, error) -> {
            if (error != null) {
                storeLater();
            }
        });
    }

    private void storeLater() {
        if (!closed && retry == null && ++failedSaves < SAVES) {
            retry = ground.scheduler().schedule(failedSaves < SOON ? AGAIN : LATER, () -> {
                retry = null;
                if (!closed && !pending.isEmpty()) {
                    store();
                }
            });
        }
    }

    private void goOn() {
        failedSaves = 0;
        List<Pending> stored = pending.stream()
                .filter(waiting -> waiting.save() <= file.lastStored())
                .toList();
        if (!stored.isEmpty()) {
            pending.removeAll(stored);
            publish();
            for (Pending waiting : stored) {
                if (!closed) {
                    waiting.then().run();
                }
            }
        }
    }

    /** Stores the journal some time. */
    void persist() {
        durably(() -> {});
    }

    /** Shows the journal as it is. */
    void publish() {
        shown = file.journal().state(hidden);
        changed.run();
    }

    /** Stores the journal; closes the book if somebody else did. */
    CompletionStage<Fate> save() {
        return file.save().thenApply(fate -> {
            if (fate == Fate.TAKEN && !closed) {
                closed = true;
                taken.run();
            } else if (!closed) {
                goOn();
            }
            return fate;
        });
    }

    /** The stored form of a journal, if it is one of this member. */
    static Optional<MemberJournal> read(Member member, StoredObject stored) {
        return JournalText.read(member, stored.content());
    }
}
