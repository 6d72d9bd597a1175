package io.brfed.k8s.internal.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;

/**
 * Reads YAML (and JSON, which is YAML) into trees as {@code kubectl} reads it: {@code yes} is a truth value,
 * {@code 2024-01-02} is text, numbers keep every digit, and a field given twice is refused. Anchors, aliases and merge
 * keys are followed. Limits keep a small text from becoming a huge tree.
 */
public final class Yaml {
    private static final int MAX_CHARACTERS = 4 << 20;
    private static final int MAX_NODES = 200_000;
    private static final int MAX_DEPTH = 100;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private int nodes;

    private Yaml() {}

    /**
     * Every document of the text that is not empty, in order. Objects keep the order of their fields.
     *
     * @throws IllegalArgumentException if the text is not YAML; the message says where and why, but does not repeat
     *     values, which may be secret
     */
    public static List<JsonNode> documents(String text) {
        if (text.length() > MAX_CHARACTERS) {
            throw new IllegalArgumentException(
                    "has " + text.length() + " characters, more than the " + MAX_CHARACTERS + " that are read");
        }
        try {
            return new Yaml().read(text);
        } catch (MarkedYAMLException e) {
            throw new IllegalArgumentException("is not YAML" + where(e.getProblemMark()) + ": " + e.getProblem());
        } catch (YAMLException e) {
            throw new IllegalArgumentException("is not YAML that can be read");
        }
    }

    private List<JsonNode> read(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_CHARACTERS);
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setMaxAliasesForCollections(MAX_NODES);
        DumperOptions unused = new DumperOptions();
        org.yaml.snakeyaml.Yaml yaml = new org.yaml.snakeyaml.Yaml(
                new SafeConstructor(options), new Representer(unused), unused, options, new KubernetesScalars());
        List<JsonNode> documents = new ArrayList<>();
        for (Node document : yaml.composeAll(new StringReader(text))) {
            JsonNode tree = tree(document, 0);
            if (!tree.isNull()) {
                documents.add(tree);
            }
        }
        return documents;
    }

    private JsonNode tree(Node node, int depth) {
        nodes++;
        if (nodes > MAX_NODES || depth > MAX_DEPTH) {
            throw refused(node, "aliases make it larger than " + MAX_NODES + " values or deeper than " + MAX_DEPTH);
        }
        if (node instanceof ScalarNode scalar) {
            return scalar(scalar);
        }
        if (node instanceof SequenceNode sequence) {
            ArrayNode array = NODES.arrayNode();
            sequence.getValue().forEach(item -> array.add(tree(item, depth + 1)));
            return array;
        }
        if (node instanceof MappingNode mapping) {
            return object(mapping, depth);
        }
        throw refused(node, "neither a value nor a list nor an object");
    }

    private ObjectNode object(MappingNode mapping, int depth) {
        ObjectNode object = NODES.objectNode();
        List<Node> merged = new ArrayList<>();
        for (NodeTuple entry : mapping.getValue()) {
            if (entry.getKeyNode().getTag().equals(Tag.MERGE)) {
                merged.add(entry.getValueNode());
                continue;
            }
            String name = name(entry.getKeyNode());
            if (object.has(name)) {
                throw refused(entry.getKeyNode(), "field '" + name + "' is given twice");
            }
            object.set(name, tree(entry.getValueNode(), depth + 1));
        }
        merged.forEach(source -> merge(object, source, depth));
        return object;
    }

    /** Fields of the object itself win, then those of an earlier source. */
    private void merge(ObjectNode object, Node source, int depth) {
        if (source instanceof SequenceNode several) {
            several.getValue().forEach(one -> merge(object, one, depth + 1));
            return;
        }
        if (!(tree(source, depth + 1) instanceof ObjectNode fields)) {
            throw refused(source, "only objects can be merged with '<<'");
        }
        fields.properties().forEach(field -> object.putIfAbsent(field.getKey(), field.getValue()));
    }

    private static String name(Node key) {
        if (key instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw refused(key, "a field name must be text");
    }

    private static JsonNode scalar(ScalarNode scalar) {
        Tag tag = scalar.getTag();
        try {
            return KubernetesScalars.value(tag, scalar.getValue(), NODES);
        } catch (IllegalArgumentException e) {
            throw refused(scalar, "a value does not fit its type " + tag);
        }
    }

    private static IllegalArgumentException refused(Node node, String why) {
        return new IllegalArgumentException("cannot be used" + where(node.getStartMark()) + ": " + why);
    }

    private static String where(Mark mark) {
        return mark == null ? "" : " (line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1) + ")";
    }
}
