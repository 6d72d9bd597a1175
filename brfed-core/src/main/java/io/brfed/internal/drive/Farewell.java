package io.brfed.internal.drive;

import io.brfed.api.BackupReport;
import io.brfed.api.FederationEvent;
import io.brfed.api.RestoreReport;
import io.brfed.internal.loop.Listeners;
import io.brfed.spi.Scheduler;
import org.jspecify.annotations.Nullable;

/** The last events of an operation, told from its report. */
final class Farewell {
    private Farewell() {}

    static void tell(Listeners listeners, Scheduler scheduler, @Nullable Object report) {
        if (report instanceof BackupReport backup) {
            backup.pause().ifPresent(window -> listeners.tell(new FederationEvent.PauseEnded(scheduler.now(), window)));
            listeners.tell(new FederationEvent.Ended(
                    scheduler.now(), backup.operation().status()));
        } else if (report instanceof RestoreReport restore) {
            listeners.tell(new FederationEvent.Ended(
                    scheduler.now(), restore.operation().status()));
        }
    }
}
