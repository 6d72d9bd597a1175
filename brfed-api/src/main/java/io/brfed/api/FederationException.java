package io.brfed.api;

import java.io.Serial;

/**
 * The one family of exceptions that brfed throws on purpose. Each message says what failed, on which member, the value
 * or limit, what was left behind, and what to do next; none carries a secret.
 *
 * @since 0.1.0
 */
public abstract sealed class FederationException extends RuntimeException
        permits InvalidRequestException,
                OperationRefusedException,
                SupersededException,
                MemberFailedException,
                PhaseTimeoutException,
                FederationCancelledException,
                ProviderException {
    @Serial
    private static final long serialVersionUID = 1;

    FederationException(String message, Throwable cause) {
        super(message, cause);
    }

    FederationException(String message) {
        super(message);
    }
}
