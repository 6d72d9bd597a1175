package io.brfed.internal.direct.pause;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.internal.direct.pause.PauseSettings.Unleased;
import io.brfed.internal.loop.Calls;
import io.brfed.internal.loop.Causes;
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
    private static final Duration FIRST_BACK_OFF = Duration.ofMillis(200);

    private final PdStore store;
    private final StorePreparation stores;
    private final Scheduler scheduler;
    private final Calls calls;
    private final PauseSettings settings;
    private final Watcher watcher;
    private final ImportHold imports;
    private StoreEvents events = new StoreEvents();
    private StorePreparation.@Nullable Session session;
    private @Nullable CompletionStage<StorePreparation.Session> connecting;
    private int broken;
    private Duration brokenAt = Duration.ZERO;
    private boolean unleased;
    private @Nullable Duration renewedAt;
    private boolean asked;
    private boolean ended;
    private boolean finished;
    private boolean abandoned;

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
        return connected().thenAccept(open -> {});
    }

    /** The connection that there is, or the one that is being made, or a new one: never two of ours, which end each other. */
    private CompletionStage<StorePreparation.Session> connected() {
        if (session != null) {
            return CompletableFuture.completedFuture(session);
        }
        if (connecting == null) {
            StoreEvents fresh = new StoreEvents();
            events = fresh;
            CompletionStage<StorePreparation.Session> made = open(fresh);
            connecting = made.whenComplete((open, error) -> connecting = null).thenApply(open -> begin(open, fresh));
        }
        return connecting;
    }

    private StorePreparation.Session begin(StorePreparation.Session open, StoreEvents its) {
        if (abandoned) {
            open.close();
            throw disconnected();
        }
        session = its.over ? null : open;
        return open;
    }

    private CompletionStage<StorePreparation.Session> open(StoreEvents told) {
        return calls.write(
                "connecting to store " + describe(),
                settings.call(),
                () -> stores.open(store, told, settings.call()),
                StorePreparation.Session::close);
    }

    /** Takes the lease; that none was valid before is normal. */
    CompletionStage<Void> take() {
        asked = true;
        return unleased
                ? imports.take()
                : connected()
                        .thenCompose(this::send)
                        .handle((valid, error) -> error)
                        .thenCompose(error -> error == null
                                ? CompletableFuture.<Void>completedFuture(null)
                                : takeWithoutLease(Causes.of(error)));
    }

    private CompletionStage<Void> takeWithoutLease(Throwable error) {
        boolean unknown = unleased || (error instanceof ProviderException failure && failure.fault() == Fault.REFUSED);
        if (ended || !unknown || settings.unleased() == Unleased.REFUSED) {
            return CompletableFuture.failedFuture(error);
        }
        unleased = true;
        return imports.take();
    }

    /**
     * Renews the lease, if it was asked for; a gap, or no success for too long, is told to the watcher. Ends, never with a
     * failure, when the answer is there.
     */
    CompletionStage<Void> renew() {
        if (ended || !asked) {
            return CompletableFuture.completedFuture(null);
        }
        if (unleased) {
            return imports.renew();
        }
        return connected().thenCompose(this::send).handle((valid, error) -> {
            if (!ended && error != null) {
                notRenewed(Causes.of(error));
            } else if (!ended && !valid) {
                watcher.gap(new Gap(PausePart.LEASE, describe() + " says that it had expired"));
            }
            return null;
        });
    }

    /** Asks which regions have applied their logs; the watcher is told. */
    CompletionStage<Void> awaitApplied(Collection<RegionAt> regions) {
        // The answer has no value, and a call without a value counts as unanswered.
        return connected()
                .thenCompose(open -> calls.write(
                        "waiting for store " + describe(),
                        settings.call(),
                        () -> open.awaitApplied(regions, settings.call()).thenApply(sent -> true)))
                .thenAccept(sent -> {});
    }

    /** Whether it was asked for, and no answer says that it was given back. */
    boolean mayBeHeld() {
        return asked && !finished;
    }

    /** Gives the lease back; the answer says whether it was valid until then. A broken connection is made anew for it. */
    CompletionStage<Boolean> finish() {
        ended = true;
        if (unleased) {
            return imports.finish().whenComplete((valid, error) -> finished = error == null);
        }
        Duration since = sinceRenewal();
        return connected()
                .thenCompose(last -> calls.write(
                                "ending the lease of store " + describe(),
                                settings.call(),
                                () -> last.finish(settings.call()))
                        .whenComplete((valid, error) -> {
                            finished = error == null;
                            session = null;
                            last.close();
                        }))
                .thenApply(valid -> valid && !settings.mayHaveRunOut(since));
    }

    /** Closes the connection; the lease runs out by itself. */
    void abandon() {
        ended = true;
        abandoned = true;
        imports.abandon();
        if (session != null) {
            session.close();
            session = null;
        }
    }

    private CompletionStage<Boolean> send(StorePreparation.Session open) {
        if (ended) {
            return CompletableFuture.failedFuture(disconnected());
        }
        Duration sent = scheduler.elapsed();
        return calls.write(
                        "leasing store " + describe(),
                        settings.call(),
                        () -> open.lease(settings.hold(), settings.call()))
                .thenApply(valid -> {
                    renewedAt = sent;
                    return valid;
                });
    }

    private void notRenewed(Throwable error) {
        if (settings.mayHaveRunOut(sinceRenewal())) {
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

    private void connectionLost(Loss cause, String why) {
        switch (cause) {
            case SUPERSEDED ->
                watcher.gap(new Gap(PausePart.LEASE, "somebody else prepares store " + describe() + ": " + why));
            case LEASE_EXPIRED -> watcher.gap(new Gap(PausePart.LEASE, describe() + ": " + why));
            case UNSUPPORTED -> unsupported(why);
            case BROKEN -> {
                watcher.disconnected(store, why);
                connectAgain();
            }
        }
    }

    /** At once the first time; a connection that breaks again and again is made anew ever later. */
    private void connectAgain() {
        Duration now = scheduler.elapsed();
        broken = now.minus(brokenAt).compareTo(settings.renewal()) > 0 ? 1 : broken + 1;
        brokenAt = now;
        if (broken == 1) {
            renew();
        } else {
            Duration wait = FIRST_BACK_OFF.multipliedBy(1L << Math.min(broken - 2, 10));
            scheduler.schedule(wait.compareTo(settings.renewal()) > 0 ? settings.renewal() : wait, this::renew);
        }
    }

    /** What happens at a store by itself. */
    interface Watcher {
        void applied(PdStore store, RegionAt region);

        void notApplied(PdStore store, RegionAt region, String why);

        /** What the store was asked on the connection that broke is not answered any more. */
        void disconnected(PdStore store, String why);

        void gap(Gap gap);

        void refused(String why);
    }

    /** What one connection says; what an older one says by now means nothing. */
    private final class StoreEvents implements StorePreparation.Events {
        private boolean over;

        @Override
        public void applied(RegionAt region) {
            current(() -> watcher.applied(store, region));
        }

        @Override
        public void notApplied(RegionAt region, String why) {
            current(() -> watcher.notApplied(store, region, why));
        }

        @Override
        public void lost(Loss cause, String why) {
            current(() -> {
                over = true;
                session = null;
                connectionLost(cause, why);
            });
        }

        private void current(Runnable told) {
            scheduler.execute(() -> {
                if (!ended && this == events) {
                    told.run();
                }
            });
        }
    }
}
