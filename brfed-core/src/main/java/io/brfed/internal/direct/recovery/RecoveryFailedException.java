package io.brfed.internal.direct.recovery;

import java.io.Serial;

/** Ends a recovery of data: the message says what failed, what state was left, and what to do. */
public final class RecoveryFailedException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    /** With what a person needs to know. */
    public RecoveryFailedException(String message) {
        super(message);
    }
}
