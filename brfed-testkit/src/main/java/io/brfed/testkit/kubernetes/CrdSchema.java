package io.brfed.testkit.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;

/**
 * One kind as a published CustomResourceDefinition document ({@code apiextensions.k8s.io/v1}, YAML or JSON) describes
 * it: names, scope, and the structural schema of the version that is stored. It says what an API server would say about
 * an object, without a server.
 *
 * <p>Checked are types, required, enum, numeric and length limits, pattern, date-time, items, additionalProperties,
 * nullable and int-or-string. Rules in CEL ({@code x-kubernetes-validations}) are not evaluated. Immutable and safe for
 * use by several threads. Needs Jackson with its YAML format, which are optional dependencies of the testkit.
 *
 * <pre>{@code
 * CrdSchema backups = CrdSchema.parse(Path.of("crds/pingcap.com_backups.yaml"));
 * assertThat(backups.violations(json)).isEmpty();
 * assertThat(backups.unknownFields(json)).isEmpty();
 * }</pre>
 *
 * @since 0.1.0
 */
public final class CrdSchema {

    private final JsonNode names;
    private final String group;
    private final String version;
    private final boolean namespaced;
    private final boolean statusSubresource;
    private final SchemaNode schema;

    private CrdSchema(ObjectNode document) {
        if (!Json.text(document, "kind").equals("CustomResourceDefinition")) {
            throw new IllegalArgumentException("not a CustomResourceDefinition: kind is '" + Json.text(document, "kind")
                    + "'; pass a document of apiextensions.k8s.io/v1");
        }
        JsonNode spec = document.path("spec");
        JsonNode stored = storedVersion(spec);
        this.names = spec.path("names");
        this.group = Json.text(spec, "group");
        this.version = Json.text(stored, "name");
        this.namespaced = Json.text(spec, "scope").equals("Namespaced");
        this.statusSubresource = stored.path("subresources").has("status");
        this.schema = SchemaNode.of(stored.path("schema").path("openAPIV3Schema"));
    }

    /**
     * Reads a document.
     *
     * @param document the text of the document, YAML or JSON
     * @return the kind that it describes
     * @throws IllegalArgumentException if it is not a CustomResourceDefinition of apiextensions.k8s.io/v1
     */
    public static CrdSchema parse(String document) {
        return new CrdSchema(Json.parseYaml(Objects.requireNonNull(document, "document")));
    }

    /**
     * Reads a file.
     *
     * @param file the document, UTF-8
     * @return the kind that it describes
     * @throws IllegalArgumentException if it is not a CustomResourceDefinition of apiextensions.k8s.io/v1
     * @throws UncheckedIOException if the file cannot be read
     */
    public static CrdSchema parse(Path file) {
        try {
            return parse(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException("the CRD document " + file + " could not be read", e);
        }
    }

    /**
     * Reads a stream to its end and leaves it open.
     *
     * @param document the document, UTF-8
     * @return the kind that it describes
     * @throws IllegalArgumentException if it is not a CustomResourceDefinition of apiextensions.k8s.io/v1
     * @throws UncheckedIOException if the stream cannot be read
     */
    public static CrdSchema parse(InputStream document) {
        try {
            return parse(new String(document.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("the CRD document could not be read", e);
        }
    }

    /**
     * Returns the API group.
     *
     * @return such as {@code pingcap.com}
     */
    public String group() {
        return group;
    }

    /**
     * Returns the stored version.
     *
     * @return such as {@code v1alpha1}
     */
    public String version() {
        return version;
    }

    /**
     * Returns the kind.
     *
     * @return such as {@code Backup}
     */
    public String kind() {
        return Json.text(names, "kind");
    }

    /**
     * Returns the kind of a list of objects.
     *
     * @return such as {@code BackupList}
     */
    public String listKind() {
        String declared = Json.text(names, "listKind");
        return declared.isEmpty() ? kind() + "List" : declared;
    }

    /**
     * Returns the name in paths.
     *
     * @return such as {@code backups}
     */
    public String plural() {
        return Json.text(names, "plural");
    }

    /**
     * Tells the scope.
     *
     * @return whether objects live in namespaces
     */
    public boolean isNamespaced() {
        return namespaced;
    }

    /**
     * Tells how status is written.
     *
     * @return whether status has an endpoint of its own, so that a write to the object leaves it alone
     */
    public boolean hasStatusSubresource() {
        return statusSubresource;
    }

    /**
     * Returns what an API server would refuse the object for, after it has removed unknown fields and filled in
     * defaults.
     *
     * @param json the object
     * @return one sentence for each fault, each starting with the path of the field; empty if there is none
     * @throws IllegalArgumentException if the text is not a JSON object
     */
    public List<String> violations(String json) {
        ObjectNode object = Json.parseObject(Objects.requireNonNull(json, "json"));
        prune(object);
        fillDefaults(object);
        return violations(object).stream().map(FieldViolation::toString).toList();
    }

    /**
     * Returns what an API server would silently remove from the object.
     *
     * @param json the object
     * @return the paths of the fields that the schema does not know
     * @throws IllegalArgumentException if the text is not a JSON object
     */
    public List<String> unknownFields(String json) {
        return prune(Json.parseObject(Objects.requireNonNull(json, "json")));
    }

    /**
     * Compares this schema with a larger one of the same kind: names, scope, whether status is a subresource, and every
     * field that this schema names: type, format, enum, default, nullable, limits, pattern and required. Where this
     * schema preserves unknown fields it makes no statement about what is below.
     *
     * @param published the larger schema
     * @return the differences, each starting with the path of the field; empty if this schema is contained
     */
    public List<String> containedIn(CrdSchema published) {
        List<String> differences = new ArrayList<>();
        if (!identity().equals(published.identity())) {
            differences.add(
                    "identity is " + identity() + " here and " + published.identity() + " in the larger schema");
        }
        differences.addAll(SchemaContainment.differences(schema, published.schema));
        return List.copyOf(differences);
    }

    List<String> prune(ObjectNode object) {
        return SchemaShape.prune(schema, object);
    }

    void fillDefaults(ObjectNode object) {
        SchemaShape.fillDefaults(schema, object);
    }

    List<FieldViolation> violations(ObjectNode object) {
        return SchemaValidation.violations(schema, object);
    }

    private List<Object> identity() {
        return List.of(group, version, kind(), listKind(), plural(), namespaced, statusSubresource);
    }

    private static JsonNode storedVersion(JsonNode spec) {
        return StreamSupport.stream(spec.path("versions").spliterator(), false)
                .filter(candidate -> candidate.path("storage").asBoolean(false))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "the CustomResourceDefinition has no version with 'storage: true'"));
    }

    @Override
    public String toString() {
        return plural() + "." + group + "/" + version;
    }
}
