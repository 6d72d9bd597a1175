package io.brfed.examples.bench;

import io.brfed.api.StoreId;
import io.brfed.spi.PdStore;
import io.brfed.spi.RegionRoute;
import io.brfed.spi.RegionRoute.RegionAt;
import io.brfed.spi.StorePreparation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Stores to which nothing ever happens, however many. */
final class QuickStores implements StorePreparation {
    private final QuickAnswers answers;
    private final Map<StoreId, List<LeaderRegion>> led = new HashMap<>();

    QuickStores(QuickAnswers answers, List<RegionRoute> regions) {
        this.answers = answers;
        regions.forEach(route -> led.computeIfAbsent(route.leader().orElseThrow(), id -> new ArrayList<>())
                .add(new LeaderRegion(route.region(), false)));
    }

    @Override
    public CompletionStage<Session> open(PdStore store, Events events, Duration limit) {
        return answers.with(new Lease(events));
    }

    @Override
    public CompletionStage<List<LeaderRegion>> pendingChanges(PdStore store, Duration limit) {
        return answers.with(led.getOrDefault(store.id(), List.of()));
    }

    @Override
    public CompletionStage<Boolean> suspendImports(PdStore store, Duration hold, Duration limit) {
        return answers.with(false);
    }

    private final class Lease implements Session {
        private final Events events;
        private boolean valid;

        Lease(Events events) {
            this.events = events;
        }

        @Override
        public CompletionStage<Boolean> lease(Duration hold, Duration limit) {
            boolean before = valid;
            valid = true;
            return answers.with(before);
        }

        @Override
        public CompletionStage<Void> awaitApplied(Collection<RegionAt> regions, Duration limit) {
            return answers.with(true).thenAccept(sent -> regions.forEach(events::applied));
        }

        @Override
        public CompletionStage<Boolean> finish(Duration limit) {
            return answers.with(valid);
        }

        @Override
        public void close() {}
    }
}
