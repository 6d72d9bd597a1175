package io.brfed.internal.direct;

import io.brfed.api.OperationId;
import io.brfed.api.ProviderException;
import io.brfed.api.SnapshotId;
import io.brfed.internal.loop.Calls;
import io.brfed.spi.CallBudget.Call;
import io.brfed.spi.Scheduler;
import io.brfed.spi.TakenSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Removes the snapshots of one member's part of an operation: those it knows, and those that carry its tag. */
final class CleanUp {
    private static final int ATTEMPTS = 5;

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
        Duration limit = ground.settings().call();
        return calls.read(
                        "looking for snapshots of " + id,
                        limit,
                        () -> ground.snapshots().find(id, ground.cluster(), limit))
                .handle((found, error) -> {
                    Set<SnapshotId> all = new TreeSet<>(known);
                    List<String> left = new ArrayList<>();
                    if (error == null) {
                        found.stream().map(TakenSnapshot::id).forEach(all::add);
                    } else {
                        left.add("snapshots tagged with " + id + " could not be looked for: " + error.getMessage());
                    }
                    all.removeAll(keep);
                    return removeAll(all, left);
                })
                .thenCompose(removed -> removed);
    }

    /** Removes these snapshots only. */
    CompletionStage<List<String>> removeKnown(Collection<SnapshotId> known) {
        return removeAll(new TreeSet<>(known), new ArrayList<>());
    }

    private CompletionStage<List<String>> removeAll(Set<SnapshotId> snapshots, List<String> left) {
        List<CompletableFuture<Void>> removals = new ArrayList<>();
        for (SnapshotId snapshot : snapshots) {
            CompletableFuture<Void> gone = new CompletableFuture<>();
            removals.add(gone);
            remove(new Removal(snapshot, 1), left, gone);
        }
        return CompletableFuture.allOf(removals.toArray(CompletableFuture[]::new))
                .thenApply(all -> List.copyOf(left));
    }

    private record Removal(SnapshotId snapshot, int attempt) {}

    private void remove(Removal removal, List<String> left, CompletableFuture<Void> gone) {
        Duration wait = ground.snapshots().budget().reserve(Call.DELETE_SNAPSHOT);
        scheduler.schedule(wait, () -> send(removal, left, gone));
    }

    private void send(Removal removal, List<String> left, CompletableFuture<Void> gone) {
        Duration limit = ground.settings().call();
        CompletionStage<Boolean> sent = calls.write(
                "removing snapshot " + removal.snapshot(),
                limit,
                () -> ground.snapshots().delete(removal.snapshot(), limit).thenApply(done -> true));
        CompletionStage<Boolean> unused = sent.whenComplete((done, error) -> {
            boolean again = error instanceof ProviderException failure
                    && failure.fault() != ProviderException.Fault.REFUSED
                    && removal.attempt() < ATTEMPTS;
            if (error == null) {
                gone.complete(null);
            } else if (again) {
                remove(new Removal(removal.snapshot(), removal.attempt() + 1), left, gone);
            } else {
                left.add("snapshot " + removal.snapshot() + " was not removed: " + error.getMessage());
                gone.complete(null);
            }
        });
    }
}
