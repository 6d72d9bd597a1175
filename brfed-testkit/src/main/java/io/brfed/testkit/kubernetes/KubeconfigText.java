package io.brfed.testkit.kubernetes;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;

/** Writes kubeconfig files. */
final class KubeconfigText {

    private KubeconfigText() {}

    /** One context for each server, under the same name as its cluster and its user; the first one is current. */
    static String of(Map<String, EmbeddedKubernetes> servers) {
        StringBuilder clusters = new StringBuilder("clusters:\n");
        StringBuilder contexts = new StringBuilder("contexts:\n");
        StringBuilder users = new StringBuilder("users:\n");
        servers.forEach((context, server) -> {
            String name = quoted(context);
            clusters.append("- name: ").append(name).append("\n  cluster:\n    server: ");
            clusters.append(quoted(server.url())).append('\n');
            contexts.append("- name: ").append(name).append("\n  context:\n    cluster: ");
            contexts.append(name).append("\n    user: ").append(name).append('\n');
            users.append("- name: ").append(name).append("\n  user:");
            users.append(
                    server.token().map(token -> "\n    token: " + quoted(token)).orElse(" {}"));
            users.append('\n');
        });
        String current = servers.keySet().stream().findFirst().orElse("");
        return "apiVersion: v1\nkind: Config\npreferences: {}\ncurrent-context: " + quoted(current) + "\n" + clusters
                + contexts + users;
    }

    /** A JSON string is a YAML string, too. */
    private static String quoted(String text) {
        return TextNode.valueOf(text).toString();
    }
}
