package io.brfed.internal.direct;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.spi.StoredObject;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A journal and its stored form. Saves follow one another; those asked for while one is under way become one. A write
 * that had no answer and lands late, as after the process stood still, is known as our own. Touched by tasks of the
 * scheduler only.
 */
final class MemberFile {
    private static final int MOST_UNKNOWN = 100;
    private static final int TRIES = 3;

    private final JournalStore store;
    private final MemberJournal journal;
    private final Duration limit;
    private Optional<StoredObject> stored;
    private final Set<UUID> unknown = new LinkedHashSet<>();
    private boolean saved;
    private long saves;
    private long begun;
    private byte[] content = {};
    private long lastStored;
    private @Nullable CompletableFuture<Fate> running;
    private @Nullable CompletableFuture<Fate> waiting;

    /** What became of a save. */
    enum Fate {
        /** It is stored. */
        SAVED,
        /** Somebody else wrote or removed the journal; nothing was stored, and nothing will be. */
        TAKEN
    }

    /**
     * A journal.
     *
     * @param stored its stored form, as last seen; empty if there is none
     */
    MemberFile(JournalStore store, MemberJournal journal, Optional<StoredObject> stored, Duration limit) {
        this.store = store;
        this.journal = journal;
        this.stored = stored;
        this.saved = stored.isPresent();
        this.limit = limit;
    }

    MemberJournal journal() {
        return journal;
    }

    /** Whether a save is under way, so that what is stored may be older or newer than what was last seen. */
    boolean saving() {
        return running != null;
    }

    /** How many saves have begun or ended: while it stays the same, nothing was stored by us. */
    long saves() {
        return saves;
    }

    /** The number of the first save that will contain what the journal says from now on. */
    long nextSave() {
        return begun + 1;
    }

    /** The number of the last save that is stored; 0 if none is. */
    long lastStored() {
        return lastStored;
    }

    /** Whether the journal is stored as it is. */
    boolean isSaved() {
        return saved && running == null;
    }

    /** Whether this is what was stored last, or what a write of ours without an answer stored since. */
    boolean isCurrent(StoredObject found) {
        return isStored(found) || isLate(found);
    }

    /** Whether this is what a write stored that was given up before. */
    boolean landedLate(StoredObject found) {
        return !isStored(found) && isLate(found);
    }

    private boolean isStored(StoredObject found) {
        return stored.filter(seen -> seen.version().equals(found.version())).isPresent();
    }

    /** Whether there ever was a stored form. */
    boolean wasStored() {
        return stored.isPresent();
    }

    /** Stores the journal as it is now, or as it is when this save gets its turn; fails if it cannot be known. */
    CompletionStage<Fate> save() {
        if (running == null) {
            CompletableFuture<Fate> answer = new CompletableFuture<>();
            begin(answer);
            return answer;
        }
        if (waiting == null) {
            waiting = new CompletableFuture<>();
        }
        return waiting;
    }

    private void begin(CompletableFuture<Fate> answer) {
        running = answer;
        saved = false;
        saves++;
        begun++;
        content = JournalText.write(journal);
        write(answer, TRIES);
    }

    private void write(CompletableFuture<Fate> answer, int tries) {
        store.write(journal.request.member(), content, stored, limit).whenComplete((written, error) -> {
            if (error == null && written.isPresent()) {
                stored = written;
                end(answer, Fate.SAVED);
            } else if (error == null || isUnknown(error)) {
                lookBack(answer, tries, error);
            } else {
                fail(answer, error);
            }
        });
    }

    /** Finds out whether a write without an answer, or one that was refused after such a write, took effect. */
    private void lookBack(CompletableFuture<Fate> answer, int tries, @Nullable Throwable error) {
        if (error != null) {
            remember();
        }
        store.read(journal.request.member(), limit).whenComplete((found, unread) -> {
            if (unread != null) {
                fail(answer, unread);
            } else if (found.isPresent() && Arrays.equals(found.get().content(), content)) {
                stored = found;
                end(answer, Fate.SAVED);
            } else if (error != null && sameVersion(found)) {
                fail(answer, error);
            } else if (found.filter(this::isLate).isPresent() && tries > 1) {
                stored = found;
                write(answer, tries - 1);
            } else {
                end(answer, Fate.TAKEN);
            }
        });
    }

    private void remember() {
        unknown.add(digest(content));
        if (unknown.size() > MOST_UNKNOWN) {
            unknown.remove(unknown.iterator().next());
        }
    }

    private boolean isLate(StoredObject found) {
        return !unknown.isEmpty() && unknown.contains(digest(found.content()));
    }

    private static UUID digest(byte[] content) {
        return UUID.nameUUIDFromBytes(content);
    }

    private boolean sameVersion(Optional<StoredObject> found) {
        return found.map(StoredObject::version).equals(stored.map(StoredObject::version));
    }

    private static boolean isUnknown(Throwable error) {
        return error instanceof ProviderException failure && failure.fault() == Fault.OUTCOME_UNKNOWN;
    }

    private void end(CompletableFuture<Fate> answer, Fate fate) {
        saved = fate == Fate.SAVED;
        if (saved) {
            lastStored = begun;
        }
        next();
        answer.complete(fate);
    }

    private void fail(CompletableFuture<Fate> answer, Throwable error) {
        next();
        answer.completeExceptionally(error);
    }

    private void next() {
        CompletableFuture<Fate> follower = waiting;
        waiting = null;
        running = null;
        saves++;
        if (follower != null) {
            begin(follower);
        }
    }
}
