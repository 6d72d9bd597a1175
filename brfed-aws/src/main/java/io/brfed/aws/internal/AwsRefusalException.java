package io.brfed.aws.internal;

import io.brfed.api.ProviderException;
import java.io.Serial;

/** An answer of AWS that says no, with AWS' code. */
public final class AwsRefusalException extends ProviderException {
    @Serial
    private static final long serialVersionUID = 1;

    private final String code;

    AwsRefusalException(Fault fault, String message, String code, Throwable cause) {
        super(fault, message, cause);
        this.code = code;
    }

    /** The code, for example {@code InvalidSnapshot.NotFound}. */
    public String code() {
        return code;
    }
}
