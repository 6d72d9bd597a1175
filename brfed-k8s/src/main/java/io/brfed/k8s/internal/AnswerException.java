package io.brfed.k8s.internal;

import io.brfed.api.ProviderException;
import java.io.Serial;

/** An API server answered with an error; carries its status. */
public final class AnswerException extends ProviderException {
    @Serial
    private static final long serialVersionUID = 1;

    private final int code;

    AnswerException(Fault fault, int code, String message) {
        super(fault, message);
        this.code = code;
    }

    /** HTTP status. */
    public int code() {
        return code;
    }
}
