package io.brfed.testkit.kubernetes;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** JSON patch, RFC 6902; an operation that does not apply is answered with 422, as an API server does. */
final class JsonPatch {

    private JsonPatch() {}

    /** Applies all operations in place. */
    static ObjectNode apply(ObjectNode object, JsonNode operations) {
        if (!operations.isArray()) {
            throw ApiRefusalException.badRequest("a JSON patch is an array of operations");
        }
        for (JsonNode operation : operations) {
            applyOne(object, operation);
        }
        return object;
    }

    private static void applyOne(ObjectNode object, JsonNode operation) {
        JsonPointer path = pointer(operation, "path");
        switch (Json.text(operation, "op")) {
            case "add" -> add(object, path, value(operation));
            case "remove" -> remove(object, path);
            case "replace" -> replace(object, path, value(operation));
            case "test" -> test(object, path, value(operation));
            case "copy" ->
                add(object, path, present(object, pointer(operation, "from")).deepCopy());
            case "move" -> add(object, path, remove(object, pointer(operation, "from")));
            default -> throw ApiRefusalException.badRequest("unknown JSON patch operation: " + operation);
        }
    }

    private static void add(ObjectNode object, JsonPointer path, JsonNode value) {
        JsonNode parent = present(object, parentOf(path));
        String last = path.last().getMatchingProperty();
        if (parent instanceof ObjectNode parentObject) {
            parentObject.set(last, value);
        } else if (parent instanceof ArrayNode array) {
            int index = last.equals("-") ? array.size() : path.last().getMatchingIndex();
            if (index < 0 || index > array.size()) {
                throw doesNotApply("index out of bounds", path);
            }
            array.insert(index, value);
        } else {
            throw doesNotApply("the parent is neither an object nor an array", path);
        }
    }

    private static void replace(ObjectNode object, JsonPointer path, JsonNode value) {
        present(object, path);
        JsonNode parent = present(object, parentOf(path));
        if (parent instanceof ArrayNode array) {
            array.set(path.last().getMatchingIndex(), value);
        } else if (parent instanceof ObjectNode parentObject) {
            parentObject.set(path.last().getMatchingProperty(), value);
        }
    }

    private static JsonNode remove(ObjectNode object, JsonPointer path) {
        JsonNode removed = present(object, path);
        JsonNode parent = present(object, parentOf(path));
        if (parent instanceof ArrayNode array) {
            array.remove(path.last().getMatchingIndex());
        } else if (parent instanceof ObjectNode parentObject) {
            parentObject.remove(path.last().getMatchingProperty());
        }
        return removed;
    }

    private static void test(ObjectNode object, JsonPointer path, JsonNode expected) {
        JsonNode actual = object.at(path);
        boolean bothAbsent = expected.isNull() && actual.isMissingNode();
        if (!bothAbsent && !actual.equals(expected)) {
            throw doesNotApply("testing value " + path + " failed", path);
        }
    }

    private static JsonNode present(ObjectNode object, JsonPointer path) {
        JsonNode found = object.at(path);
        if (found.isMissingNode()) {
            throw doesNotApply("doc is missing path", path);
        }
        return found;
    }

    private static JsonPointer parentOf(JsonPointer path) {
        JsonPointer parent = path.head();
        if (parent == null) {
            throw doesNotApply("the whole document cannot be the target", path);
        }
        return parent;
    }

    private static JsonPointer pointer(JsonNode operation, String name) {
        try {
            return JsonPointer.compile(Json.text(operation, name));
        } catch (IllegalArgumentException e) {
            throw ApiRefusalException.badRequest("malformed JSON pointer in " + operation + ": " + e.getMessage());
        }
    }

    private static JsonNode value(JsonNode operation) {
        JsonNode value = operation.get("value");
        if (value == null) {
            throw ApiRefusalException.badRequest("JSON patch operation without a value: " + operation);
        }
        return value.deepCopy();
    }

    private static ApiRefusalException doesNotApply(String why, JsonPointer path) {
        return ApiRefusalException.unprocessable("the server rejected our request due to an error in our request: "
                + "JSON patch operation does not apply at '" + path + "': " + why);
    }
}
