package io.brfed.internal.loop;

import io.brfed.api.OperationId;
import java.io.Serial;

/** Another driver created the keeper first, and nothing of this operation exists: look again and go on with that one. */
public final class OvertakenException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    OvertakenException(OperationId other) {
        super("operation " + other + " of the same name began first");
    }
}
