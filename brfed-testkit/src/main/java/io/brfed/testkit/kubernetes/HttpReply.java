package io.brfed.testkit.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What an API server answered.
 *
 * @param status the HTTP status
 * @param tree the body; empty if there was none
 */
record HttpReply(int status, ObjectNode tree) {

    static HttpReply of(int status, byte[] body) {
        return new HttpReply(status, body.length == 0 ? Json.object() : Json.parseObject(body));
    }

    boolean ok() {
        return status / 100 == 2;
    }

    boolean notFound() {
        return status == 404;
    }

    boolean conflict() {
        return status == 409;
    }

    /** Another attempt may go better: the server was busy, out of order, or does not know us at the moment. */
    boolean transientFault() {
        return status == 401 || status == 403 || status == 429 || status >= 500;
    }

    String message() {
        String message = Json.text(tree, "message");
        return message.isEmpty() ? "HTTP status " + status : message;
    }
}
