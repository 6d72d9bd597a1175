package io.brfed.testkit.kubernetes;

import java.io.Serial;

/** The API server gave no usable answer; the same request may succeed later. */
final class ServerUnavailable extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    ServerUnavailable(String message) {
        super(message);
    }

    ServerUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
