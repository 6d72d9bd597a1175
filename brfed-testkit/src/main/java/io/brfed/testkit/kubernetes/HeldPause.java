package io.brfed.testkit.kubernetes;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The pause that one init pod holds, from its first request to PD until the pod is dead. It ends on time even while the
 * lane of its member waits for the API server. Thread-safe.
 */
final class HeldPause {

    private final OperatorEnvironment environment;
    private final String backup;
    private PauseLedger.@Nullable Hold hold;
    private boolean over;

    HeldPause(OperatorEnvironment environment, ManagedObject backup) {
        this.environment = environment;
        this.backup = backup.namespace() + "/" + backup.name();
    }

    /** Takes the pause, unless the pod is dead already. Idempotent. */
    synchronized void hold() {
        if (!over && hold == null) {
            hold = environment
                    .federation()
                    .pauses()
                    .hold(
                            environment.settings().cluster(),
                            backup,
                            environment.runtime().now());
        }
    }

    /** The pod is dying; the first reason counts. */
    synchronized void end(PauseLedger.End end) {
        if (over) {
            return;
        }
        over = true;
        PauseLedger.Hold ending = hold;
        if (ending == null) {
            return;
        }
        Duration lag = environment.settings().pauseLag();
        if (lag.isZero()) {
            release(ending, end);
        } else {
            environment.runtime().later(lag, () -> release(ending, end));
        }
    }

    private void release(PauseLedger.Hold ending, PauseLedger.End end) {
        environment
                .federation()
                .pauses()
                .release(ending, end, environment.runtime().now());
    }
}
