package io.brfed.testkit.contract;

import io.brfed.spi.RegionRoute.RegionAt;
import io.brfed.spi.StorePreparation.Events;
import io.brfed.spi.StorePreparation.Loss;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a store has said by itself. */
final class HeardEvents implements Events {
    final List<RegionAt> applied = new CopyOnWriteArrayList<>();
    final List<RegionAt> notApplied = new CopyOnWriteArrayList<>();
    final List<Loss> losses = new CopyOnWriteArrayList<>();

    private final CompletableFuture<Loss> lost = new CompletableFuture<>();
    private final CompletableFuture<Integer> enough = new CompletableFuture<>();
    private final int answers;

    HeardEvents(int answers) {
        this.answers = answers;
    }

    /** Completes when so many regions have been answered about. */
    CompletableFuture<Integer> enough() {
        return enough;
    }

    CompletableFuture<Loss> lost() {
        return lost;
    }

    @Override
    public void applied(RegionAt region) {
        applied.add(region);
        count();
    }

    @Override
    public void notApplied(RegionAt region, String why) {
        notApplied.add(region);
        count();
    }

    private void count() {
        if (applied.size() + notApplied.size() >= answers) {
            enough.complete(answers);
        }
    }

    @Override
    public void lost(Loss cause, String why) {
        losses.add(cause);
        lost.complete(cause);
    }
}
