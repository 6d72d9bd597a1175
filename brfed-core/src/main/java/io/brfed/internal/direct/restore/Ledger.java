package io.brfed.internal.direct.restore;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the journal of a member's volumes: one write at a time, each with all that has changed since the one before, so that
 * hundreds of volumes are not hundreds of writes. Touched by tasks of the scheduler only.
 */
final class Ledger {
    private static final int TRIES = 30;

    private final Means means;
    private final VolumeJournal journal;
    private final Map<SnapshotId, VolumeEntry> entries = new TreeMap<>();
    private CompletableFuture<Boolean> settled = new CompletableFuture<>();
    private @Nullable Duration lastWrite;
    /** When the last write began that took effect. */
    private @Nullable Duration shown;

    private boolean changed;
    private boolean busy;
    private int failures;

    Ledger(Means means, VolumeTask task) {
        this.means = means;
        this.journal = task.journal();
        this.entries.putAll(task.earlier());
        settled.complete(true);
    }

    /** What will be done; the stage ends when it is written, and with an error if it cannot be. */
    CompletionStage<Boolean> intend(Map<SnapshotId, VolumeEntry> intended) {
        entries.putAll(intended);
        change();
        return settled;
    }

    /** What has been made; written as soon as possible. */
    void made(SnapshotId snapshot, VolumeId volume) {
        VolumeEntry entry = entries.get(snapshot);
        entries.put(snapshot, new VolumeEntry(entry == null ? 1 : entry.attempt(), Optional.of(volume)));
        change();
    }

    /**
     * Ends when a write shows that the journal is still this process's, which is known for a while after each; fails if it is
     * not. A process that stood still finds out so before it makes anything that nobody would know of.
     */
    CompletionStage<Boolean> sureFor(Duration afterWrite) {
        boolean known = shown != null && means.now().minus(shown).compareTo(afterWrite) <= 0;
        if (known) {
            return CompletableFuture.completedFuture(true);
        }
        change();
        return settled;
    }

    /** Ends when everything is written. */
    CompletionStage<Boolean> settled() {
        return settled;
    }

    private void change() {
        changed = true;
        if (settled.isDone()) {
            settled = new CompletableFuture<>();
        }
        if (!busy) {
            busy = true;
            Duration next = lastWrite == null
                    ? means.now()
                    : lastWrite.plus(means.settings().journalEvery());
            Duration wait = next.minus(means.now());
            means.scheduler().schedule(wait.isNegative() ? Duration.ZERO : wait, this::write);
        }
    }

    private void write() {
        changed = false;
        lastWrite = means.now();
        Map<SnapshotId, VolumeEntry> all = Map.copyOf(entries);
        means.calls()
                .write(
                        "writing down the volumes of this member",
                        means.settings().call(),
                        () -> journal.write(all))
                .whenComplete((written, error) -> ended(error));
    }

    private void ended(@Nullable Throwable error) {
        busy = false;
        if (error == null) {
            failures = 0;
            shown = lastWrite;
            if (changed) {
                change();
            } else {
                settled.complete(true);
            }
            return;
        }
        boolean passes = error instanceof ProviderException failure
                && failure.fault() != Fault.REFUSED
                && failure.fault() != Fault.GONE;
        if (passes && ++failures < TRIES) {
            busy = true;
            means.scheduler().schedule(means.backOff(), this::write);
        } else {
            settled.completeExceptionally(error);
        }
    }
}
