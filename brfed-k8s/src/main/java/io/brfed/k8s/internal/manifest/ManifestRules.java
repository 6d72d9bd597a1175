package io.brfed.k8s.internal.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import io.brfed.api.Finding;
import io.brfed.api.OperationKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What a manifest has to say, beyond the types of its fields. Finds every fault at once. */
final class ManifestRules {
    /** The kinds of storage that the published schemas know. */
    static final List<String> STORAGE = List.of("s3", "gcs", "azblob", "local");

    private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    private final OperationKind kind;
    private final JsonNode tree;
    private final List<Finding> faults = new ArrayList<>();

    ManifestRules(OperationKind kind, JsonNode tree) {
        this.kind = kind;
        this.tree = tree;
    }

    List<Finding> faults() {
        if (!tree.path("apiVersion").asText().equals(ManifestDocument.API_VERSION)) {
            fault("apiVersion", tree.path("apiVersion").asText(), "is not " + ManifestDocument.API_VERSION, "");
        }
        metadata();
        clusters();
        JsonNode template = tree.path("spec").path("template");
        faults.addAll(TemplateRules.template(kind, "spec.template", template));
        if (kind == OperationKind.BACKUP) {
            faults.addAll(TemplateRules.storage("spec.template", template));
        }
        return faults;
    }

    private void metadata() {
        JsonNode metadata = tree.path("metadata");
        String name = metadata.path("name").asText();
        if (name.isEmpty()) {
            fault("metadata.name", "", "is missing", "the same name means the same operation, so give one");
        } else {
            name(name);
        }
        for (String marks : List.of("labels", "annotations")) {
            metadata.path(marks).properties().stream()
                    .map(Map.Entry::getKey)
                    .filter(mark -> mark.startsWith("brfed.io/"))
                    .forEach(mark ->
                            fault("metadata." + marks + "." + mark, "", "is reserved: it begins with brfed.io/", ""));
        }
    }

    /** Warm-up jobs are named after the TidbCluster too, so the longest of those names limits the operation's. */
    private void name(String name) {
        String warmup = tree.path("spec").path("template").path("warmup").asText();
        String longest = "";
        for (JsonNode cluster : tree.path("spec").path("clusters")) {
            String tidbCluster = cluster.path("tcName").asText();
            longest = tidbCluster.length() > longest.length() ? tidbCluster : longest;
        }
        faults.addAll(TemplateRules.name(kind, "metadata.name", name, new TemplateRules.WarmUp(warmup, longest)));
    }

    private void clusters() {
        JsonNode clusters = tree.path("spec").path("clusters");
        if (clusters.isEmpty()) {
            fault("spec.clusters", "", "names no cluster", "name every member cluster of the TiDB cluster");
        }
        Map<String, String> seen = new HashMap<>();
        for (int i = 0; i < clusters.size(); i++) {
            String path = "spec.clusters[" + i + "]";
            JsonNode cluster = clusters.get(i);
            cluster(path, cluster);
            String name = cluster.path("k8sClusterName").asText();
            String first = seen.putIfAbsent(name, path);
            if (first != null && !name.isEmpty()) {
                fault(
                        path + ".k8sClusterName",
                        name,
                        "is named by " + first + " already",
                        "each Kubernetes cluster takes part once; leave out one of the two");
            }
        }
    }

    private void cluster(String path, JsonNode cluster) {
        if (cluster.path("k8sClusterName").asText().isBlank()) {
            fault(path + ".k8sClusterName", "", "is missing", "name a context of the kubeconfig");
        }
        label(path + ".tcName", cluster.path("tcName").asText(), "name the TidbCluster");
        label(path + ".tcNamespace", cluster.path("tcNamespace").asText(), "name the namespace of the TidbCluster");
        if (kind == OperationKind.RESTORE) {
            faults.addAll(TemplateRules.storage(path + ".backup", cluster.path("backup")));
        }
    }

    private void label(String field, String value, String advice) {
        if (value.isEmpty()) {
            fault(field, "", "is missing", advice);
        } else if (!DNS_LABEL.matcher(value).matches()) {
            fault(field, value, "is no name that Kubernetes accepts", advice);
        }
    }

    private void fault(String field, String value, String problem, String advice) {
        faults.add(Finding.fault(field, value, problem, advice));
    }
}
