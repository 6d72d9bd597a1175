package io.brfed.tikv.internal;

import io.brfed.tikv.internal.WireFaults.Attempt;
import io.grpc.Status;

/** What whoever reads of a failure can do next; the last part of its message. */
final class Advice {
    static final String UNCONNECTED =
            "; look whether the address is right, the server runs, and this host may reach it";

    private static final String AGAIN = "; ask again, and if this stays so, look into the server's log";

    private Advice() {}

    /** After an answer that did not come. */
    static String unanswered(Attempt attempt) {
        return attempt.kind() == CallKind.READ
                ? "; look whether the server or the way to it has too much to do, or allow more time"
                : unknown();
    }

    /** After a connection that ended in the middle. */
    static String broken(Attempt attempt) {
        return attempt.kind() == CallKind.READ ? "; ask again" : unknown();
    }

    private static String unknown() {
        return "; whether it was done is not known: look before asking for it again";
    }

    /** After an answer that says that the server had trouble. */
    static String troubled(Attempt attempt) {
        return attempt.kind() == CallKind.READ ? AGAIN : unknown();
    }

    static String of(Attempt attempt, Status status) {
        String words = String.valueOf(status.getDescription());
        return switch (status.getCode()) {
            case OK, CANCELLED -> broken(attempt);
            case DEADLINE_EXCEEDED -> unanswered(attempt);
            case UNAVAILABLE, UNKNOWN, ABORTED, INTERNAL, DATA_LOSS, OUT_OF_RANGE -> troubled(attempt);
            case RESOURCE_EXHAUSTED ->
                WireFaults.isTooLarge(status) ? tooLarge() : "; the server asks to be left alone for a while";
            case UNIMPLEMENTED ->
                "; this server does not have it: look whether its version, and the mode it runs in, is one that does";
            case FAILED_PRECONDITION ->
                words.contains("cluster id")
                        ? "; give addresses of one TiDB cluster only"
                        : "; change what it asks for";
            case PERMISSION_DENIED, UNAUTHENTICATED ->
                "; use a client certificate whose common name is among the server's cert-allowed-cn";
            case INVALID_ARGUMENT, NOT_FOUND, ALREADY_EXISTS ->
                "; the server does not take it: look whether its version is one that this release knows";
        };
    }

    static String tooLarge() {
        return "; raise maxAnswer if such an answer is right";
    }

    /** After an HTTP answer other than 200. */
    static String ofHttp(Attempt attempt, int code) {
        return switch (code) {
            case 401, 403 -> "; look whether the server's own settings, or its present state, allow it";
            case 400, 405, 410, 413, 501 ->
                "; the server does not take it: look whether its version is one that this release knows";
            case 404, 412 -> "; this server does not have it, or not any more";
            case 429 -> "; the server asks to be left alone for a while";
            default -> troubled(attempt);
        };
    }
}
