package io.brfed.k8s.internal.kubeconfig;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.k8s.internal.Json;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * What a credential plug-in printed. Never shows a secret.
 *
 * @param token bearer token, may be empty
 * @param certificate client certificate, may be empty
 * @param key its private key, may be empty
 * @param expires until when it may be used; empty if the plug-in does not say, then until it is refused
 */
record ExecCredential(Secret token, Secret certificate, Secret key, Optional<Instant> expires) {
    /**
     * Reads the output of a plug-in.
     *
     * @throws UnusableContextException if it is not a credential; the message does not repeat it
     */
    static ExecCredential parse(String output, ExecPlugin.Command command) {
        ObjectNode printed;
        try {
            printed = Json.read(output);
        } catch (IOException notJson) {
            throw command.failed("printed no JSON object");
        }
        String version = Json.text(printed, "apiVersion");
        if (!Json.text(printed, "kind").equals("ExecCredential") || !version.equals(command.apiVersion())) {
            throw command.failed("printed no ExecCredential of version " + command.apiVersion());
        }
        ExecCredential credential = new ExecCredential(
                Secret.of(Json.text(printed, "status", "token")),
                Secret.of(Json.text(printed, "status", "clientCertificateData")),
                Secret.of(Json.text(printed, "status", "clientKeyData")),
                expiry(Json.text(printed, "status", "expirationTimestamp"), command));
        if (credential.token.isEmpty() && credential.certificate.isEmpty()) {
            throw command.failed("printed neither a token nor a client certificate");
        }
        if (credential.certificate.isEmpty() != credential.key.isEmpty()) {
            throw command.failed("printed a client certificate without its key, or a key without its certificate");
        }
        return credential;
    }

    boolean usableAt(Instant now) {
        return expires.isEmpty() || now.isBefore(expires.get());
    }

    private static Optional<Instant> expiry(String text, ExecPlugin.Command command) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            throw command.failed("printed an expirationTimestamp that is no RFC 3339 time");
        }
    }
}
