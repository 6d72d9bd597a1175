package io.brfed.k8s.internal.kubeconfig;

import io.brfed.api.ProviderException;
import java.io.Serial;

/** A context of a kubeconfig cannot be used as it stands, so nothing was sent; it may be mended at any time. */
public final class UnusableContextException extends ProviderException {
    @Serial
    private static final long serialVersionUID = 1;

    /** Says why, without secrets. */
    public UnusableContextException(String message) {
        super(Fault.UNREACHABLE, message);
    }
}
