package io.brfed.k8s.internal.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.Finding;
import io.brfed.api.InvalidRequestException;
import io.brfed.api.OperationKind;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One {@code VolumeBackup} or {@code VolumeRestore} as it was written, with every fault that it has by itself. Immutable as
 * long as nobody changes its trees.
 *
 * @param kind what it asks for
 * @param tree its fields; those that were null are left out
 * @param faults what is wrong with it
 */
public record ManifestDocument(OperationKind kind, JsonNode tree, List<Finding> faults) {
    /** Group and version of the published manifests. */
    public static final String API_VERSION = "federation.pingcap.com/v1alpha1";

    private static final long MAX_BYTES = 4 << 20;
    private static final String RESERVED = "brfed.io/";

    /** Copies the list. */
    public ManifestDocument {
        faults = List.copyOf(faults);
    }

    /**
     * Reads a file.
     *
     * @throws InvalidRequestException if it cannot be read, is not YAML, or does not hold exactly one object of the kind
     */
    public static ManifestDocument load(OperationKind kind, Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw refused(file.toString(), "has more than " + MAX_BYTES + " bytes", "");
            }
            return read(kind, Files.readString(file), file.toString());
        } catch (CharacterCodingException e) {
            throw refused(file.toString(), "is not UTF-8 text", "");
        } catch (IOException e) {
            throw refused(
                    file.toString(),
                    "cannot be read (" + e.getClass().getSimpleName() + ")",
                    "name a file with a " + name(kind));
        }
    }

    /**
     * Reads text.
     *
     * @throws InvalidRequestException if it is not YAML, or does not hold exactly one object of the kind
     */
    public static ManifestDocument parse(OperationKind kind, String yaml) {
        return read(kind, yaml, "");
    }

    private static ManifestDocument read(OperationKind kind, String yaml, String source) {
        List<JsonNode> documents = new ArrayList<>();
        try {
            Yaml.documents(yaml).forEach(document -> addObjects(document, documents));
        } catch (IllegalArgumentException e) {
            throw refused(source, String.valueOf(e.getMessage()), "");
        }
        List<JsonNode> wanted = documents.stream()
                .filter(document -> document.path("kind").asText().equals(name(kind)))
                .toList();
        if (wanted.isEmpty()) {
            String found = documents.stream()
                    .map(document -> document.path("kind").asText("an object without kind"))
                    .distinct()
                    .collect(Collectors.joining(", "));
            throw refused(source, "holds no " + name(kind), found.isEmpty() ? "it holds nothing" : "it holds " + found);
        }
        if (wanted.size() > 1) {
            String names = wanted.stream()
                    .map(document -> document.path("metadata").path("name").asText())
                    .collect(Collectors.joining(", "));
            throw refused(
                    source,
                    "holds " + wanted.size() + " objects of kind " + name(kind) + ": " + names,
                    "leave one of them");
        }
        return of(kind, wanted.get(0));
    }

    /** A list as {@code kubectl get} prints it stands for its items. */
    private static void addObjects(JsonNode document, List<JsonNode> objects) {
        if (document.path("kind").asText().endsWith("List")
                && document.path("items").isArray()) {
            document.path("items").forEach(objects::add);
        } else {
            objects.add(document);
        }
    }

    private static ManifestDocument of(OperationKind kind, JsonNode tree) {
        List<Finding> faults = new ArrayList<>();
        shape(kind).check(tree, "", faults);
        JsonNode set = withoutNulls(tree);
        // A field of the wrong type is one fault, not two.
        new ManifestRules(kind, set)
                .faults().stream()
                        .filter(found ->
                                faults.stream().noneMatch(known -> known.field().equals(found.field())))
                        .toList()
                        .forEach(faults::add);
        return new ManifestDocument(kind, set, faults);
    }

    private static Shape shape(OperationKind kind) {
        return switch (kind) {
            case BACKUP -> ManifestShapes.VOLUME_BACKUP;
            case RESTORE -> ManifestShapes.VOLUME_RESTORE;
        };
    }

    private static String name(OperationKind kind) {
        return switch (kind) {
            case BACKUP -> "VolumeBackup";
            case RESTORE -> "VolumeRestore";
        };
    }

    private static InvalidRequestException refused(String source, String problem, String advice) {
        return new InvalidRequestException(List.of(Finding.fault("manifest", source, problem, advice)));
    }

    private static JsonNode withoutNulls(JsonNode tree) {
        JsonNode copy = tree.deepCopy();
        removeNulls(copy);
        return copy;
    }

    private static void removeNulls(JsonNode tree) {
        if (tree instanceof ObjectNode object) {
            object.properties().removeIf(field -> field.getValue().isNull());
        }
        tree.forEach(ManifestDocument::removeNulls);
    }

    /** The name of the operation, empty if there is none. */
    public String name() {
        return tree.path("metadata").path("name").asText();
    }

    /** The namespace the manifest was written for. */
    public String namespace() {
        return tree.path("metadata").path("namespace").asText("default");
    }

    /** The labels that members get. */
    public Map<String, String> labels() {
        return marks("labels");
    }

    /** The annotations that members get. */
    public Map<String, String> annotations() {
        return marks("annotations");
    }

    private Map<String, String> marks(String field) {
        Map<String, String> marks = new LinkedHashMap<>();
        tree.path("metadata").path(field).properties().stream()
                .filter(mark -> !ToolMarks.contains(mark.getKey()))
                .filter(mark -> !mark.getKey().startsWith(RESERVED))
                .forEach(mark -> marks.put(mark.getKey(), mark.getValue().asText()));
        return marks;
    }

    /** The entries of {@code spec.clusters}. */
    public List<Entry> clusters() {
        List<Entry> entries = new ArrayList<>();
        JsonNode clusters = tree.path("spec").path("clusters");
        for (int i = 0; i < clusters.size(); i++) {
            entries.add(new Entry("spec.clusters[" + i + "]", clusters.get(i)));
        }
        return entries;
    }

    /** {@code spec.template} without storage; an empty object if there is none. */
    public ObjectNode template() {
        ObjectNode template = copy(tree.path("spec").path("template"));
        return template.without(ManifestRules.STORAGE);
    }

    /** The storage of {@code spec.template}; an empty object if there is none. */
    public ObjectNode storage() {
        return copy(tree.path("spec").path("template")).retain(ManifestRules.STORAGE);
    }

    private static ObjectNode copy(JsonNode tree) {
        return tree instanceof ObjectNode object ? object.deepCopy() : JsonNodeFactory.instance.objectNode();
    }

    /**
     * One entry of {@code spec.clusters}.
     *
     * @param path where it stands
     * @param tree its fields
     */
    public record Entry(String path, JsonNode tree) {
        /** A field that is text, empty if it is not set. */
        public String text(String field) {
            return tree.path(field).asText();
        }

        /** {@code k8sClusterName}. */
        public String cluster() {
            return text("k8sClusterName");
        }

        /** {@code backup} of a restore; an empty object if there is none. */
        public ObjectNode backup() {
            return copy(tree.path("backup"));
        }
    }
}
