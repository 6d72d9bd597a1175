package io.brfed.testkit.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Serial;
import java.util.List;

/** A refusal, answered to the client as a {@code Status} object. */
final class ApiRefusalException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final int code;
    private final transient ObjectNode status;

    private ApiRefusalException(int code, String reason, String message) {
        super(message);
        this.code = code;
        this.status = Json.object();
        status.put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        status.put("status", "Failure").put("message", message).put("reason", reason);
        status.putObject("details");
        status.put("code", code);
    }

    int code() {
        return code;
    }

    ObjectNode status() {
        return status;
    }

    private ApiRefusalException about(ResourceKind kind, String name) {
        details().put("name", name).put("kind", kind.plural());
        if (!kind.group().isEmpty()) {
            details().put("group", kind.group());
        }
        return this;
    }

    private ObjectNode details() {
        return Json.child(status, "details");
    }

    static ApiRefusalException notFound(ResourceKind kind, String name) {
        return new ApiRefusalException(404, "NotFound", kind.qualifiedPlural() + " \"" + name + "\" not found")
                .about(kind, name);
    }

    static ApiRefusalException alreadyExists(ResourceKind kind, String name) {
        return new ApiRefusalException(
                        409, "AlreadyExists", kind.qualifiedPlural() + " \"" + name + "\" already exists")
                .about(kind, name);
    }

    static ApiRefusalException conflict(ResourceKind kind, String name, String why) {
        String message = "Operation cannot be fulfilled on " + kind.qualifiedPlural() + " \"" + name + "\": " + why;
        return new ApiRefusalException(409, "Conflict", message).about(kind, name);
    }

    /** A stale resourceVersion. */
    static ApiRefusalException stale(ResourceKind kind, String name) {
        return conflict(
                kind,
                name,
                "the object has been modified; please apply your changes to the latest version and try again");
    }

    static ApiRefusalException invalid(ResourceKind kind, String name, List<FieldViolation> violations) {
        List<String> texts = violations.stream().map(FieldViolation::toString).toList();
        String joined = texts.size() == 1 ? texts.get(0) : "[" + String.join(", ", texts) + "]";
        String message = kind.qualifiedKind() + " \"" + name + "\" is invalid: " + joined;
        ApiRefusalException failure = new ApiRefusalException(422, "Invalid", message);
        failure.details().put("name", name).put("group", kind.group()).put("kind", kind.kind());
        violations.forEach(violation -> failure.details()
                .withArray("causes")
                .addObject()
                .put("reason", violation.reason())
                .put("message", violation.message())
                .put("field", violation.field()));
        return failure;
    }

    static ApiRefusalException unprocessable(String message) {
        return new ApiRefusalException(422, "Invalid", message);
    }

    static ApiRefusalException badRequest(String message) {
        return new ApiRefusalException(400, "BadRequest", message);
    }

    static ApiRefusalException internal(RuntimeException cause) {
        return new ApiRefusalException(500, "InternalError", "Internal error occurred: " + cause);
    }

    static ApiRefusalException unauthorized() {
        return new ApiRefusalException(401, "Unauthorized", "Unauthorized");
    }

    static ApiRefusalException forbidden(ApiRequest request, String why) {
        String where = request.namespace().isEmpty()
                ? " at the cluster scope"
                : " in the namespace \"" + request.namespace() + "\"";
        String what =
                request.subresource().isEmpty() ? request.resource() : request.resource() + "/" + request.subresource();
        String message = request.qualifiedResource() + quotedName(request.name()) + " is forbidden: " + why
                + "cannot " + request.verb().word() + " resource \"" + what + "\" in API group \"" + request.group()
                + "\"" + where;
        ApiRefusalException failure = new ApiRefusalException(403, "Forbidden", message);
        failure.details().put("name", request.name()).put("kind", request.resource());
        failure.details().put("group", request.group());
        return failure;
    }

    private static String quotedName(String name) {
        return name.isEmpty() ? "" : " \"" + name + "\"";
    }

    static ApiRefusalException expired(String message) {
        return new ApiRefusalException(410, "Expired", message);
    }

    static ApiRefusalException methodNotAllowed() {
        return new ApiRefusalException(
                405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
    }

    static ApiRefusalException unsupportedMediaType(String type) {
        return new ApiRefusalException(
                415,
                "UnsupportedMediaType",
                "the body of the request was in an unknown format - accepted media types include: "
                        + "application/json-patch+json, application/merge-patch+json, "
                        + "application/strategic-merge-patch+json (was: " + type + ")");
    }

    static ApiRefusalException tooLarge(int limitBytes) {
        return new ApiRefusalException(
                413, "RequestEntityTooLarge", "Request entity too large: limit is " + limitBytes + " bytes");
    }

    static ApiRefusalException tooLargeVersion(long asked, long current) {
        ApiRefusalException failure = new ApiRefusalException(
                504, "Timeout", "Too large resource version: " + asked + ", current: " + current);
        failure.details().put("retryAfterSeconds", 1);
        failure.details()
                .withArray("causes")
                .addObject()
                .put("reason", "ResourceVersionTooLarge")
                .put("message", "Too large resource version");
        return failure;
    }

    /** An error that a test asked for; the reason is the one that a real server gives with this code. */
    static ApiRefusalException onCommand(int code) {
        ApiRefusalException failure = new ApiRefusalException(code, reasonOf(code), "answered on command of the test");
        if (code == 429) {
            failure.details().put("retryAfterSeconds", 1);
        }
        return failure;
    }

    private static String reasonOf(int code) {
        return switch (code) {
            case 400 -> "BadRequest";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "NotFound";
            case 409 -> "Conflict";
            case 410 -> "Expired";
            case 422 -> "Invalid";
            case 429 -> "TooManyRequests";
            case 500 -> "InternalError";
            case 503 -> "ServiceUnavailable";
            case 504 -> "Timeout";
            default -> "Unknown";
        };
    }
}
