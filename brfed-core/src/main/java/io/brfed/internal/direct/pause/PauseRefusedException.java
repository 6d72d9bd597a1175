package io.brfed.internal.direct.pause;

import java.io.Serial;

/** Ends the taking of a pause: the message says why, and what to do. */
public final class PauseRefusedException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    /** With what a person needs to know. */
    public PauseRefusedException(String message) {
        super(message);
    }
}
