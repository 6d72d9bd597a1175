package io.brfed.internal.direct.recovery;

import java.io.Serial;

/** The regions on the stores do not make one key space; the message says where, and what the stores said. */
public final class UnusableRegionsException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    UnusableRegionsException(String message) {
        super(message);
    }
}
