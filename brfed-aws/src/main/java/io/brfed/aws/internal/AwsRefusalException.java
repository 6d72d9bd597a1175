package io.brfed.aws.internal;

import io.brfed.api.ProviderException;
import java.io.Serial;

/** An answer of AWS that says no, with AWS' code. */
public final class AwsRefusalException extends ProviderException {
    @Serial
    private static final long serialVersionUID = 1;

    private final String code;
    private final int status;

    AwsRefusalException(Fault fault, String message, Answer answer) {
        super(fault, message, answer.cause);
        this.code = answer.code;
        this.status = answer.status;
    }

    /** The code, for example {@code InvalidSnapshot.NotFound}. */
    public String code() {
        return code;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** What AWS answered. */
    record Answer(String code, int status, Throwable cause) {}
}
