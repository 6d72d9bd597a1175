package io.brfed.testkit.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** What every object goes through before it is stored: pruning, defaults, validation. */
final class Admission {

    private Admission() {}

    /** Gives the object its final shape, in place, or refuses it with all its faults. */
    static void admit(ResourceKind kind, ObjectNode object, WriteMode mode) {
        CrdSchema schema = kind.schema();
        List<FieldViolation> violations = new ArrayList<>(MetadataRules.violations(kind, object));
        if (schema != null) {
            List<String> removed = schema.prune(object);
            if (mode.strict() && !removed.isEmpty()) {
                throw ApiRefusalException.badRequest(kind.kind() + " in version \"" + kind.version()
                        + "\" cannot be handled as a " + kind.kind() + ": strict decoding error: "
                        + String.join(
                                ", ",
                                removed.stream()
                                        .map(path -> "unknown field \"" + path + "\"")
                                        .toList()));
            }
            schema.fillDefaults(object);
            violations.addAll(schema.violations(object));
        }
        if (!violations.isEmpty()) {
            throw ApiRefusalException.invalid(kind, Json.text(object, "metadata", "name"), violations);
        }
    }

    /** Checks that a body is what its path says and completes what built-in kinds may leave out. */
    static void checkIdentity(ApiTarget target, ObjectNode body) {
        ResourceKind kind = target.kind();
        MetadataRules.checkTypes(body);
        complete(kind, body, "kind", kind.kind());
        complete(kind, body, "apiVersion", kind.apiVersion());
        ObjectNode metadata = Json.child(body, "metadata");
        String namespace = Json.text(metadata, "namespace");
        if (!namespace.isEmpty() && !namespace.equals(target.namespace())) {
            throw ApiRefusalException.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the" + " request ("
                            + namespace + " and " + target.namespace() + ")");
        }
        if (kind.namespaced()) {
            metadata.put("namespace", target.namespace());
        }
        String name = Json.text(metadata, "name");
        if (!target.name().isEmpty() && !name.equals(target.name())) {
            throw ApiRefusalException.badRequest(
                    "the name of the object (" + name + ") does not match the name on the URL (" + target.name() + ")");
        }
    }

    private static void complete(ResourceKind kind, ObjectNode body, String member, String expected) {
        String actual = Json.text(body, member);
        if (actual.isEmpty() && !kind.custom()) {
            body.put(member, expected);
        } else if (actual.isEmpty()) {
            throw ApiRefusalException.badRequest("Object '" + member + "' is missing in the body of a " + kind.kind());
        } else if (!actual.equals(expected)) {
            throw ApiRefusalException.badRequest(member + " in the body is " + actual + " and must be " + expected);
        }
    }
}
