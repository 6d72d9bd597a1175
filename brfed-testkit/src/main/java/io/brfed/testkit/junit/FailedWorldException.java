package io.brfed.testkit.junit;

import java.io.Serial;

/** Shows the world of a failed test below the test's own exception; never thrown. */
final class FailedWorldException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    FailedWorldException(String world) {
        super(world, null, false, false);
    }
}
