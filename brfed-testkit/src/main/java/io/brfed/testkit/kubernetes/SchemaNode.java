package io.brfed.testkit.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One node of a structural schema ({@code openAPIV3Schema} of a CRD document), read once and then immutable. */
final class SchemaNode {

    private final JsonNode source;
    private final Map<String, SchemaNode> properties = new LinkedHashMap<>();
    private final Set<String> required = new LinkedHashSet<>();
    private final @Nullable SchemaNode items;
    private final @Nullable SchemaNode additional;
    private final @Nullable Pattern pattern;

    private SchemaNode(JsonNode source) {
        this.source = source;
        source.path("properties").properties().forEach(entry -> properties.put(entry.getKey(), of(entry.getValue())));
        source.path("required").forEach(name -> required.add(name.asText()));
        this.items = source.path("items").isObject() ? of(source.get("items")) : null;
        this.additional =
                source.path("additionalProperties").isObject() ? of(source.get("additionalProperties")) : null;
        this.pattern =
                source.has("pattern") ? Pattern.compile(source.get("pattern").asText()) : null;
    }

    static SchemaNode of(JsonNode source) {
        return new SchemaNode(source);
    }

    /** The declared type, empty where none is (for example with int-or-string). */
    String type() {
        return source.path("type").asText("");
    }

    Map<String, SchemaNode> properties() {
        return properties;
    }

    Set<String> required() {
        return required;
    }

    @Nullable
    SchemaNode items() {
        return items;
    }

    /** Schema of the values of a map, null where the schema is not one of a map. */
    @Nullable
    SchemaNode additional() {
        return additional;
    }

    @Nullable
    Pattern pattern() {
        return pattern;
    }

    /** The schema of a member of that name, null if the schema does not know it. */
    @Nullable
    SchemaNode member(String name) {
        SchemaNode property = properties.get(name);
        return property == null ? additional : property;
    }

    boolean nullable() {
        return flag("nullable");
    }

    boolean intOrString() {
        return flag("x-kubernetes-int-or-string");
    }

    boolean preservesUnknownFields() {
        return flag("x-kubernetes-preserve-unknown-fields");
    }

    /** Members that are not declared stay: asked for, or a map of anything. */
    boolean keepsUnknownMembers() {
        return preservesUnknownFields() || flag("additionalProperties");
    }

    boolean embedsResource() {
        return flag("x-kubernetes-embedded-resource");
    }

    /** A keyword that is not a sub-schema, such as {@code enum}, {@code default} or {@code minimum}. */
    @Nullable
    JsonNode keyword(String name) {
        return source.get(name);
    }

    private boolean flag(String name) {
        return source.path(name).asBoolean(false);
    }
}
