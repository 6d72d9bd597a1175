package io.brfed.internal.direct.pause;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.internal.direct.pause.PauseSettings.Unleased;
import io.brfed.internal.loop.Calls;
import io.brfed.spi.PdStore;
import io.brfed.spi.RegionRoute.RegionAt;
import io.brfed.spi.Scheduler;
import io.brfed.spi.StorePreparation;
import io.brfed.spi.StorePreparation.Loss;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The lease of one store: taken once, then renewed on whatever connection there is. Touched by tasks of the scheduler
 * only.
 */
final class StoreLease {
    private final PdStore store;
    private final StorePreparation stores;
    private final Scheduler scheduler;
    private final Calls calls;
    private final PauseSettings settings;
    private final Watcher watcher;

    private final ImportHold imports;

    private StorePreparation.@Nullable Session session;
    private boolean unleased;
    private @Nullable Duration renewedAt;
    private boolean asked;
    private boolean ended;

    StoreLease(PdStore store, Reach reach, Watcher watcher) {
        this.store = store;
        this.stores = reach.stores();
        this.scheduler = reach.scheduler();
        this.calls = reach.calls();
        this.settings = reach.settings();
        this.watcher = watcher;
        this.imports = new ImportHold(store, reach, watcher);
    }

    PdStore store() {
        return store;
    }

    /** Whether the store knows no leases, so that only imports into it are suspended. */
    boolean isUnleased() {
        return unleased;
    }

    /** Connects, which holds nothing yet. */
    CompletionStage<Void> connect() {
        return reopen().thenAccept(open -> {
            if (ended) {
                open.close();
            } else {
                session = open;
            }
        });
    }

    /** Takes the lease; that none was valid before is normal. */
    CompletionStage<Void> take() {
        asked = true;
        return unleased
                ? imports.take()
                : send().handle((valid, error) -> error)
                        .thenCompose(error -> error == null
                                ? CompletableFuture.<Void>completedFuture(null)
                                : takeWithoutLease(error));
    }

    private CompletionStage<Void> takeWithoutLease(Throwable error) {
        boolean unknown = unleased || (error instanceof ProviderException failure && failure.fault() == Fault.REFUSED);
        if (ended || !unknown || settings.unleased() == Unleased.REFUSED) {
            return CompletableFuture.failedFuture(error);
        }
        unleased = true;
        return imports.take();
    }

    /** Renews the lease; a gap, or no success for too long, is told to the watcher. */
    void renew() {
        if (ended) {
            return;
        }
        if (unleased) {
            imports.renew();
        } else if (session == null) {
            connect().whenComplete((done, error) -> {
                if (error == null) {
                    renewConnected();
                } else {
                    notRenewed(error);
                }
            });
        } else {
            renewConnected();
        }
    }

    /** Asks which regions have applied their logs; the watcher is told. */
    CompletionStage<Void> awaitApplied(Collection<RegionAt> regions) {
        StorePreparation.Session open = session;
        if (open == null) {
            return CompletableFuture.failedFuture(disconnected());
        }
        // The answer has no value, and a call without a value counts as unanswered.
        return calls.write(
                        "waiting for store " + describe(),
                        settings.call(),
                        () -> open.awaitApplied(regions, settings.call()).thenApply(sent -> true))
                .thenAccept(sent -> {});
    }

    /** Whether it was asked for, connected to, and not given back. */
    boolean mayBeHeld() {
        return asked && !ended;
    }

    /** Gives the lease back; the answer says whether it was valid until then. A broken connection is made anew for it. */
    CompletionStage<Boolean> finish() {
        ended = true;
        if (unleased) {
            return imports.finish();
        }
        StorePreparation.Session open = session;
        session = null;
        Duration since = sinceRenewal();
        CompletionStage<StorePreparation.Session> connected =
                open == null ? reopen() : CompletableFuture.completedFuture(open);
        return connected
                .thenCompose(last -> calls.write(
                                "ending the lease of store " + describe(),
                                settings.call(),
                                () -> last.finish(settings.call()))
                        .whenComplete((valid, error) -> last.close()))
                .thenApply(valid -> valid && since.compareTo(settings.hold().minus(settings.margin())) <= 0);
    }

    private CompletionStage<StorePreparation.Session> reopen() {
        return calls.write(
                "connecting to store " + describe(),
                settings.call(),
                () -> stores.open(store, new StoreEvents(), settings.call()));
    }

    /** Closes the connection; the lease runs out by itself. */
    void abandon() {
        ended = true;
        imports.abandon();
        if (session != null) {
            session.close();
            session = null;
        }
    }

    private CompletionStage<Boolean> send() {
        StorePreparation.Session open = session;
        if (open == null) {
            return CompletableFuture.failedFuture(disconnected());
        }
        Duration sent = scheduler.elapsed();
        asked = true;
        return calls.write(
                        "leasing store " + describe(),
                        settings.call(),
                        () -> open.lease(settings.hold(), settings.call()))
                .thenApply(valid -> {
                    renewedAt = sent;
                    return valid;
                });
    }

    private void renewConnected() {
        send().whenComplete((valid, error) -> {
            if (ended) {
                return;
            }
            if (error != null) {
                notRenewed(error);
            } else if (!valid) {
                watcher.gap(new Gap(PausePart.LEASE, describe() + " says that it had expired"));
            }
        });
    }

    private void notRenewed(Throwable error) {
        if (!ended && sinceRenewal().compareTo(settings.hold().minus(settings.margin())) > 0) {
            watcher.gap(new Gap(
                    PausePart.LEASE,
                    describe() + " could not be renewed for " + sinceRenewal() + ": " + error.getMessage()));
        }
    }

    private Duration sinceRenewal() {
        return renewedAt == null ? Duration.ZERO : scheduler.elapsed().minus(renewedAt);
    }

    private ProviderException disconnected() {
        return new ProviderException(Fault.UNREACHABLE, "store " + describe() + " is not connected");
    }

    private String describe() {
        return store.id() + " (" + store.address() + ")";
    }

    private void unsupported(String why) {
        if (settings.unleased() == Unleased.ALLOWED) {
            unleased = true;
        } else {
            watcher.refused("store " + describe() + " knows no leases (" + why
                    + "); upgrade TiKV to 6.5.8, 7.5.1, 8.0 or later, or take backups that are not verified with"
                    + " allowUnleasedTikv()");
        }
    }

    /** What happens at a store by itself. */
    interface Watcher {
        void applied(PdStore store, RegionAt region);

        void notApplied(PdStore store, RegionAt region, String why);

        void gap(Gap gap);

        void refused(String why);
    }

    private final class StoreEvents implements StorePreparation.Events {
        @Override
        public void applied(RegionAt region) {
            scheduler.execute(() -> watcher.applied(store, region));
        }

        @Override
        public void notApplied(RegionAt region, String why) {
            scheduler.execute(() -> watcher.notApplied(store, region, why));
        }

        @Override
        public void lost(Loss cause, String why) {
            scheduler.execute(() -> connectionLost(cause, why));
        }

        private void connectionLost(Loss cause, String why) {
            if (ended) {
                return;
            }
            session = null;
            switch (cause) {
                case SUPERSEDED ->
                    watcher.gap(new Gap(PausePart.LEASE, "somebody else prepares store " + describe() + ": " + why));
                case LEASE_EXPIRED -> watcher.gap(new Gap(PausePart.LEASE, describe() + ": " + why));
                case UNSUPPORTED -> unsupported(why);
                case BROKEN -> renew();
            }
        }
    }
}
