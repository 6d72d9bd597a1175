package io.brfed.tikv.internal;

import io.brfed.api.ProviderException;
import java.io.Serial;

/** Nothing was done, because whom we took for PD's leader is not, or is gone; another may be found. */
final class LeaderMovedException extends ProviderException {
    @Serial
    private static final long serialVersionUID = 1;

    LeaderMovedException(Fault fault, String message, Throwable cause) {
        super(fault, message, cause);
    }
}
