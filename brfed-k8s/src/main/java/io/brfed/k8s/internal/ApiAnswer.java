package io.brfed.k8s.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import java.time.Duration;
import java.util.Optional;

/**
 * What an API server answered: an object, or a {@code Status} that says why not. Immutable apart from the tree, which is
 * not changed by anybody.
 *
 * @param server the name of the cluster
 * @param request what was asked
 * @param code HTTP status
 * @param body the answer; empty if it was no JSON object
 * @param retryAfter how long the server asked to be left alone
 */
public record ApiAnswer(String server, ApiRequest request, int code, ObjectNode body, Optional<Duration> retryAfter) {
    /** The field of an answer that is text. */
    static final String TEXT = "text";

    private static final int MAX_MESSAGE = 600;

    /** Whether the request was carried out. */
    public boolean ok() {
        return code / 100 == 2;
    }

    /** Whether it was refused because the object had been changed meanwhile, or exists already. */
    public boolean conflict() {
        return code == 409;
    }

    /** Whether the rights do not allow it. */
    public boolean forbidden() {
        return code == 403;
    }

    /** Whether the server says that this very object does not exist; a missing route or kind does not count. */
    public boolean absent(ApiResource resource, String name) {
        return code == 404
                && Json.text(body, "kind").equals("Status")
                && Json.text(body, "reason").equals("NotFound")
                && Json.text(body, "details", "name").equals(name)
                && Json.text(body, "details", "kind").equals(resource.plural())
                && Json.text(body, "details", "group").equals(resource.group());
    }

    /** The answer, or the error it stands for. */
    public ObjectNode orThrow() {
        if (ok()) {
            return body;
        }
        throw failure();
    }

    /** The text that was asked for, or the error it stands for. */
    public String textOrThrow() {
        return Json.text(orThrow(), TEXT);
    }

    /** The error that it stands for, classified by what the caller may do next. */
    public ProviderException failure() {
        String message = server + " answered " + code + " to " + request + ": " + reason() + advice();
        if (code == 429) {
            return new ProviderException(message, retryAfter.orElse(Duration.ofSeconds(1)));
        }
        if (code == 503 && retryAfter.isPresent()) {
            return new ProviderException(message, retryAfter.get());
        }
        return new AnswerException(fault(), code, message);
    }

    private Fault fault() {
        return switch (code) {
            case 401 -> Fault.UNREACHABLE;
            case 408, 409, 410, 503 -> Fault.RETRY;
            default -> code >= 500 ? ambiguous() : Fault.REFUSED;
        };
    }

    private Fault ambiguous() {
        return request.writes() ? Fault.OUTCOME_UNKNOWN : Fault.RETRY;
    }

    private String advice() {
        return switch (code) {
            case 401 -> "; the credentials were refused, also after they were read again";
            case 403 -> "; give the user or service account this right (see the RBAC manifest)";
            case 404 -> "; is TiDB Operator installed, and does the namespace exist?";
            default -> "";
        };
    }

    private String reason() {
        String message = Json.text(body, "message");
        String text = message.isEmpty() ? Json.text(body, "reason") : message;
        return text.length() <= MAX_MESSAGE ? text : text.substring(0, MAX_MESSAGE) + "…";
    }
}
