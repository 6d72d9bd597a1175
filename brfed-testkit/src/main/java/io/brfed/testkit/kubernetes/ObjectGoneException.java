package io.brfed.testkit.kubernetes;

import java.io.Serial;

/** The object that somebody works on does not exist any more, or another one has its name. */
final class ObjectGoneException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    ObjectGoneException(String message) {
        super(message);
    }
}
