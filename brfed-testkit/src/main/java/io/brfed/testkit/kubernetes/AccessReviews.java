package io.brfed.testkit.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The self-subject reviews: what a client may find out about its own rights. */
final class AccessReviews {

    static final String GROUP = "authorization.k8s.io";

    private final AccessRules rules;

    AccessReviews(AccessRules rules) {
        this.rules = rules;
    }

    Answer answer(ApiRequest request) {
        if (request.verb() != Verb.CREATE) {
            throw ApiRefusalException.methodNotAllowed();
        }
        return switch (request.resource()) {
            case "selfsubjectaccessreviews" -> access(request.bodyObject());
            case "selfsubjectrulesreviews" -> rules(request.bodyObject());
            default -> Answer.text(404, "404 page not found\n");
        };
    }

    private Answer access(ObjectNode review) {
        JsonNode asked = review.path("spec").path("resourceAttributes");
        String subresource = Json.text(asked, "subresource");
        String resource = Json.text(asked, "resource") + (subresource.isEmpty() ? "" : "/" + subresource);
        boolean allowed = asked.isMissingNode()
                || rules.allows(
                        Json.text(asked, "verb"), Json.text(asked, "group"), resource, Json.text(asked, "namespace"));
        ObjectNode status = completed(review, "SelfSubjectAccessReview");
        status.put("allowed", allowed);
        if (!allowed) {
            status.put("reason", "denied by the rules of this server");
        }
        return Answer.json(201, review);
    }

    private Answer rules(ObjectNode review) {
        ObjectNode status = completed(review, "SelfSubjectRulesReview");
        boolean complete = rules.describe(Json.text(review, "spec", "namespace"), status.putArray("resourceRules"));
        status.putArray("nonResourceRules");
        status.put("incomplete", !complete);
        return Answer.json(201, review);
    }

    private static ObjectNode completed(ObjectNode review, String kind) {
        review.put("apiVersion", GROUP + "/v1").put("kind", kind);
        return review.putObject("status");
    }
}
