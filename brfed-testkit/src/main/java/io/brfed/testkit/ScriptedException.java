package io.brfed.testkit;

import io.brfed.api.ProviderException;
import java.io.Serial;
import java.time.Duration;

/**
 * A failure that a fake plane answers with. Without a stack trace: it would tell where the fake was when its time had
 * come, which helps nobody, and takes longer to make than all the rest of the call.
 */
final class ScriptedException extends ProviderException {
    @Serial
    private static final long serialVersionUID = 1;

    ScriptedException(Fault fault, String message) {
        super(fault, message);
    }

    ScriptedException(String message, Duration busyFor) {
        super(message, busyFor);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
