package io.brfed.testkit.kubernetes;

import java.io.Serial;

/** The API server gave no usable answer; the same request may succeed later. */
final class ServerUnavailableException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    ServerUnavailableException(String message) {
        super(message);
    }

    ServerUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
