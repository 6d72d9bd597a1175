package io.brfed.internal.direct;

import io.brfed.api.OperationId;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.SnapshotId;
import io.brfed.internal.loop.Begun;
import io.brfed.internal.loop.Calls;
import io.brfed.internal.loop.Causes;
import io.brfed.spi.CallBudget.Call;
import io.brfed.spi.Scheduler;
import io.brfed.spi.TakenSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Removes the snapshots of one member's part of an operation: those it knows, and those that carry its tag. */
final class CleanUp {
    private static final int ATTEMPTS = 5;
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private final Ground ground;
    private final Scheduler scheduler;
    private final Calls calls;

    CleanUp(Ground ground) {
        this.ground = ground;
        this.scheduler = ground.scheduler();
        this.calls = ground.calls();
    }

    /**
     * Removes what is known and what is found; goes on after an error.
     *
     * @param keep the snapshots that stay
     * @return what could not be removed, with the reason; empty if nothing is left
     */
    CompletionStage<List<String>> remove(OperationId id, Collection<SnapshotId> known, Set<SnapshotId> keep) {
        return find(id, 1)
                .handle((found, error) -> {
                    Set<SnapshotId> all = new TreeSet<>(known);
                    List<String> left = new ArrayList<>();
                    if (error == null) {
                        found.stream().map(TakenSnapshot::id).forEach(all::add);
                    } else {
                        left.add("snapshots tagged with " + id + " could not be looked for: " + Causes.words(error));
                    }
                    all.removeAll(keep);
                    return removeAll(all, left);
                })
                .thenCompose(removed -> removed);
    }

    private CompletionStage<List<TakenSnapshot>> find(OperationId id, int attempt) {
        Duration limit = ground.settings().call();
        return calls.read(
                        "looking for snapshots of " + id,
                        limit,
                        () -> ground.snapshots().find(id, ground.cluster(), limit))
                .exceptionallyCompose(error -> {
                    if (!Causes.passes(error) || attempt == ATTEMPTS) {
                        return CompletableFuture.failedFuture(error);
                    }
                    return Begun.after(backOff(attempt, error), scheduler, () -> find(id, attempt + 1));
                });
    }

    /** Removes these snapshots only. */
    CompletionStage<List<String>> removeKnown(Collection<SnapshotId> known) {
        return removeAll(new TreeSet<>(known), new ArrayList<>());
    }

    private CompletionStage<List<String>> removeAll(Set<SnapshotId> snapshots, List<String> left) {
        List<CompletableFuture<?>> removals = new ArrayList<>();
        for (SnapshotId snapshot : snapshots) {
            removals.add(remove(snapshot, 1)
                    .exceptionally(
                            error -> left.add("snapshot " + snapshot + " was not removed: " + Causes.words(error)))
                    .toCompletableFuture());
        }
        return CompletableFuture.allOf(removals.toArray(CompletableFuture[]::new))
                .thenApply(all -> List.copyOf(left));
    }

    private CompletionStage<Boolean> remove(SnapshotId snapshot, int attempt) {
        Duration turn = ground.snapshots().budget().reserve(Call.DELETE_SNAPSHOT);
        return Begun.after(turn, scheduler, () -> send(snapshot)).exceptionallyCompose(error -> {
            Optional<Fault> fault = Causes.fault(error);
            if (fault.filter(Fault.GONE::equals).isPresent()) {
                return CompletableFuture.completedFuture(true);
            }
            if (fault.filter(Fault.RETRY::equals).isPresent()) {
                ground.snapshots().budget().exhausted(Call.DELETE_SNAPSHOT);
            }
            if (!Causes.passes(error) || attempt == ATTEMPTS) {
                return CompletableFuture.failedFuture(error);
            }
            return Begun.after(backOff(attempt, error), scheduler, () -> remove(snapshot, attempt + 1));
        });
    }

    private CompletionStage<Boolean> send(SnapshotId snapshot) {
        Duration limit = ground.settings().call();
        return calls.write(
                "removing snapshot " + snapshot,
                limit,
                () -> ground.snapshots().delete(snapshot, limit).thenApply(done -> true));
    }

    /** Twice as long each time, or as long as the provider asked for. */
    private Duration backOff(int attempt, Throwable error) {
        Duration own = ground.settings().capture().backOff().multipliedBy(1L << (attempt - 1));
        Duration wanted = Causes.of(error) instanceof ProviderException failure
                ? failure.busyFor().orElse(own)
                : own;
        return wanted.compareTo(LONGEST_WAIT) < 0 ? wanted : LONGEST_WAIT;
    }
}
