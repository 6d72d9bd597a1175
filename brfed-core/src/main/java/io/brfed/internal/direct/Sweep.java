package io.brfed.internal.direct;

import io.brfed.internal.loop.Causes;
import io.brfed.spi.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks once more for what turned up after its request had no answer: EC2 has no client token for snapshots, and new ones
 * show late. Goes on when the member's journal is gone, and ends when another process has taken the member. Touched by tasks
 * of the scheduler only.
 */
final class Sweep {
    private static final Logger LOG = LoggerFactory.getLogger(Sweep.class);
    private static final int TRIES = 240;

    private final Ground ground;
    private final MemberBook book;
    private final BackupFolder folder;
    private Scheduler.@Nullable Timer timer;
    private boolean sweeping;
    private boolean everything;
    private boolean ended;
    private int tries;

    Sweep(Ground ground, MemberBook book, BackupFolder folder) {
        this.ground = ground;
        this.book = book;
        this.folder = folder;
    }

    /** Nothing of the member stays, so that whatever turns up is surplus. */
    void everything() {
        everything = true;
    }

    /** Sweeps when everything has turned up that ever will; does nothing if no request is without an answer. */
    void later() {
        Instant since = book.journal().unansweredAt;
        if (since == null || timer != null || sweeping || ended) {
            return;
        }
        Duration whole = ground.settings().sweep();
        Duration wait = whole.minus(Duration.between(since, ground.scheduler().now()));
        if (wait.isNegative()) {
            after(Duration.ZERO);
        } else {
            after(wait.compareTo(whole) > 0 ? whole : wait);
        }
    }

    /** Another process sweeps. */
    void end() {
        ended = true;
        if (timer != null) {
            timer.cancel();
        }
    }

    private void after(Duration wait) {
        timer = ground.scheduler().schedule(wait, this::now);
    }

    private void now() {
        timer = null;
        sweeping = true;
        Instant since = book.journal().unansweredAt;
        removed().whenComplete((left, error) -> {
            sweeping = false;
            over(since, error == null ? left : List.of(Causes.words(error)));
        });
    }

    private CompletionStage<List<String>> removed() {
        boolean all = everything || book.failed();
        Set<io.brfed.api.SnapshotId> keep =
                all ? Set.of() : new HashSet<>(book.journal().snapshots.values());
        CompletionStage<List<String>> snapshots = new CleanUp(ground).remove(book.id(), List.of(), keep);
        return snapshots.thenCompose(
                left -> all && left.isEmpty() ? folder.remove(book.id()) : CompletableFuture.completedFuture(left));
    }

    private void over(@Nullable Instant since, List<String> left) {
        MemberJournal journal = book.journal();
        if (ended) {
            return;
        }
        if (since == null || !since.equals(journal.unansweredAt)) {
            later();
        } else if (left.isEmpty()) {
            journal.unansweredAt = null;
            book.persist();
        } else if (++tries < TRIES) {
            after(ground.settings().poll());
        } else {
            LOG.warn("What turned up late of {} in {} was not removed: {}", book.id(), ground.cluster(), left);
        }
    }
}
