package io.brfed.testkit.direct;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.StoreId;
import io.brfed.spi.PdStore;
import io.brfed.spi.RegionRoute.RegionAt;
import io.brfed.spi.StorePreparation;
import io.brfed.testkit.tidb.ApplyWait;
import io.brfed.testkit.tidb.FakeTikv;
import io.brfed.testkit.tidb.PendingAdmin;
import io.brfed.testkit.tidb.RegionView;
import io.brfed.testkit.tidb.StoreView;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The stores of a simulated TiDB cluster, as whoever prepares them sees them. */
final class SimulatedStores implements StorePreparation {
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final int MOST_LOOKS = 10_000;

    private final SimulatedTidb simulated;
    private final Map<StoreId, Stream> current = new HashMap<>();

    SimulatedStores(SimulatedTidb simulated) {
        this.simulated = simulated;
    }

    @Override
    public CompletionStage<Session> open(PdStore store, Events events, Duration limit) {
        return simulated.call(store.id(), "opening", limit, () -> {
            running(store.id());
            Stream made = new Stream(store.id(), events, startedAt(store.id()));
            Stream before = current.put(store.id(), made);
            if (before != null) {
                before.lost(Loss.SUPERSEDED, "somebody else connected");
            }
            return made;
        });
    }

    @Override
    public CompletionStage<List<LeaderRegion>> pendingChanges(PdStore store, Duration limit) {
        return simulated.call(store.id(), "pending changes", limit, () -> {
            SimulatedPd pd = (SimulatedPd) simulated.pd();
            return running(store.id()).pendingAdmin().stream()
                    .map(found -> new LeaderRegion(pd.at(found.region()), found.state() == PendingAdmin.State.PENDING))
                    .toList();
        });
    }

    @Override
    public CompletionStage<Boolean> suspendImports(PdStore store, Duration hold, Duration limit) {
        return simulated.call(store.id(), "imports", limit, () -> {
            throw new ProviderException(Fault.REFUSED, "a simulated store cannot suspend imports; lease it");
        });
    }

    private FakeTikv running(StoreId id) {
        FakeTikv store = simulated.tidb().store(id);
        if (!store.isUp()) {
            throw new ProviderException(Fault.UNREACHABLE, "store " + id + " is down");
        }
        return store;
    }

    private Duration startedAt(StoreId id) {
        return simulated.tidb().pd().stores().stream()
                .filter(view -> view.id().equals(id))
                .findFirst()
                .map(StoreView::startedAt)
                .orElseThrow();
    }

    /** One connection; a store that started anew has forgotten it. */
    private final class Stream implements Session {
        private final StoreId id;
        private final Events events;
        private final Duration openedAtStart;
        private boolean over;

        Stream(StoreId id, Events events, Duration openedAtStart) {
            this.id = id;
            this.events = events;
            this.openedAtStart = openedAtStart;
        }

        @Override
        public CompletionStage<Boolean> lease(Duration hold, Duration limit) {
            return simulated.call(id, "lease", limit, () -> here().lease(Duration.ofSeconds(hold.toSeconds())));
        }

        @Override
        public CompletionStage<Void> awaitApplied(Collection<RegionAt> regions, Duration limit) {
            return simulated
                    .call(id, "waiting", limit, () -> {
                        FakeTikv store = here();
                        regions.forEach(region -> await(store, region));
                        return true;
                    })
                    .thenAccept(done -> {});
        }

        private void await(FakeTikv store, RegionAt asked) {
            RegionView view = new RegionView(
                    asked.id(),
                    0,
                    0,
                    (int) asked.confVersion(),
                    (int) asked.version(),
                    Optional.empty(),
                    List.of(),
                    List.of());
            look(store.waitApply(view), asked, MOST_LOOKS);
        }

        private void look(ApplyWait wait, RegionAt asked, int looks) {
            if (over || looks == 0 || gone()) {
                return;
            }
            switch (wait.state()) {
                case DONE -> events.applied(asked);
                case EPOCH_NOT_MATCH, REGION_NOT_FOUND ->
                    events.notApplied(asked, wait.state().toString());
                case WAITING -> simulated.scheduler().schedule(LOOK, () -> look(wait, asked, looks - 1));
            }
        }

        @Override
        public CompletionStage<Boolean> finish(Duration limit) {
            return simulated.call(id, "finishing", limit, () -> {
                boolean valid = here().finish();
                over = true;
                return valid;
            });
        }

        @Override
        public void close() {
            over = true;
            current.remove(id, this);
        }

        private boolean gone() {
            return !simulated.tidb().store(id).isUp() || !startedAt(id).equals(openedAtStart);
        }

        private FakeTikv here() {
            if (over) {
                throw new ProviderException(Fault.UNREACHABLE, "the connection to store " + id + " is closed");
            }
            if (gone()) {
                lost(Loss.BROKEN, "the store went away");
                throw new ProviderException(Fault.UNREACHABLE, "store " + id + " went away");
            }
            return running(id);
        }

        private void lost(Loss cause, String why) {
            if (!over) {
                over = true;
                simulated.scheduler().execute(() -> events.lost(cause, why));
            }
        }
    }
}
