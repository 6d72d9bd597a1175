package io.brfed.testkit.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which objects a request is about.
 *
 * @param target kind and namespace
 * @param filter label and field selector
 * @param everything whether the filter lets all objects through
 */
record Selection(ApiTarget target, Predicate<JsonNode> filter, boolean everything) {

    static Selection of(ApiTarget target, ApiRequest request) {
        String labels = request.parameter("labelSelector");
        String fields = request.parameter("fieldSelector");
        Predicate<JsonNode> filter = LabelSelector.parse(labels).and(FieldSelector.parse(target.kind(), fields));
        if (!target.name().isEmpty()) {
            filter = filter.and(object -> Json.text(object, "metadata", "name").equals(target.name()));
        }
        return new Selection(target, filter, labels.isEmpty() && fields.isEmpty());
    }

    boolean covers(ObjectKey key) {
        return key.kind().equals(target.kind())
                && (target.namespace().isEmpty() || key.namespace().equals(target.namespace()));
    }

    boolean matches(@Nullable StoredObject object) {
        return object != null && filter.test(object.tree());
    }
}
