package io.brfed.internal.direct.pause;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.internal.loop.Calls;
import io.brfed.spi.PdStore;
import io.brfed.spi.Scheduler;
import io.brfed.spi.StorePreparation;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * What is held of a store that knows no leases: it imports nothing. Taken once, then renewed. Touched by tasks of the
 * scheduler only.
 */
final class ImportHold {
    private final PdStore store;
    private final StorePreparation stores;
    private final Scheduler scheduler;
    private final Calls calls;
    private final PauseSettings settings;
    private final StoreLease.Watcher watcher;
    private Duration renewedAt = Duration.ZERO;
    private boolean ended;

    ImportHold(PdStore store, Reach reach, StoreLease.Watcher watcher) {
        this.store = store;
        this.stores = reach.stores();
        this.scheduler = reach.scheduler();
        this.calls = reach.calls();
        this.settings = reach.settings();
        this.watcher = watcher;
    }

    CompletionStage<Void> take() {
        renewedAt = scheduler.elapsed();
        return send(settings.hold()).handle((before, error) -> {
            if (error instanceof ProviderException refused && refused.fault() == Fault.REFUSED) {
                throw new PauseRefusedException(
                        "store " + describe() + " knows neither leases nor how to suspend imports,"
                                + " so nothing keeps imports out of a backup; upgrade TiKV to 6.5.8, 7.5.1, 8.0 or later: "
                                + error.getMessage());
            }
            if (error != null) {
                throw new PauseRefusedException(
                        "imports into store " + describe() + " could not be suspended: " + error.getMessage());
            }
            return null;
        });
    }

    CompletionStage<Void> renew() {
        return send(settings.hold()).handle((before, error) -> {
            if (ended) {
                return null;
            }
            if (error == null && !before) {
                watcher.gap(new Gap(PausePart.IMPORTS, "store " + describe() + " says that they went on"));
            } else if (error != null && late()) {
                watcher.gap(new Gap(
                        PausePart.IMPORTS,
                        "store " + describe() + " could not be asked for " + sinceRenewal() + ": "
                                + error.getMessage()));
            }
            return null;
        });
    }

    /** Lets imports go on; the answer says whether they were suspended until then. */
    CompletionStage<Boolean> finish() {
        ended = true;
        boolean late = late();
        return send(Duration.ZERO).thenApply(before -> before && !late);
    }

    void abandon() {
        ended = true;
    }

    private CompletionStage<Boolean> send(Duration hold) {
        Duration sent = scheduler.elapsed();
        return calls.write(
                        (hold.isZero() ? "ending" : "holding") + " the suspension of imports into store " + describe(),
                        settings.call(),
                        () -> stores.suspendImports(store, hold, settings.call()))
                .thenApply(before -> {
                    renewedAt = sent;
                    return before;
                });
    }

    private boolean late() {
        return settings.mayHaveRunOut(sinceRenewal());
    }

    private Duration sinceRenewal() {
        return scheduler.elapsed().minus(renewedAt);
    }

    private String describe() {
        return store.id() + " (" + store.address() + ")";
    }
}
