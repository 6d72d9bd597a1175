package io.brfed.internal.direct.pause;

import io.brfed.internal.loop.Calls;
import io.brfed.spi.PdClient;
import io.brfed.spi.Scheduler;
import io.brfed.spi.StorePreparation;
import java.util.Objects;

/**
 * What a pause reaches the TiDB cluster with, and its limits.
 *
 * @param pd PD of the TiDB cluster
 * @param stores its TiKV stores
 * @param scheduler the only source of time
 * @param settings the limits
 */
public record Reach(PdClient pd, StorePreparation stores, Scheduler scheduler, PauseSettings settings) {
    /** Checks that no part is missing. */
    public Reach {
        Objects.requireNonNull(pd, "pd");
        Objects.requireNonNull(stores, "stores");
        Objects.requireNonNull(scheduler, "scheduler");
        Objects.requireNonNull(settings, "settings");
    }

    /** Calls whose answers are tasks of the scheduler. */
    Calls calls() {
        return new Calls(scheduler);
    }
}
