package io.brfed.testkit.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What a DELETE may demand.
 *
 * @param uid the object must have this uid; empty for any
 * @param version the object must have this resourceVersion; empty for any
 * @param orphan dependants stay, without the reference to their owner
 * @param dryRun nothing is deleted
 */
record DeleteOptions(String uid, String version, boolean orphan, boolean dryRun) {

    static final DeleteOptions NONE = new DeleteOptions("", "", false, false);

    static DeleteOptions of(ApiRequest request) {
        ObjectNode body = request.body().length == 0 ? Json.object() : request.bodyObject();
        boolean dryRun = request.dryRun() || body.path("dryRun").size() > 0;
        boolean orphan = Json.text(body, "propagationPolicy").equals("Orphan")
                || request.parameter("propagationPolicy").equals("Orphan");
        return new DeleteOptions(
                Json.text(body, "preconditions", "uid"),
                Json.text(body, "preconditions", "resourceVersion"),
                orphan,
                dryRun);
    }
}
