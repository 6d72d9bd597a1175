package io.brfed.testkit.kubernetes;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.generic.dynamic.DynamicKubernetesApi;
import io.kubernetes.client.util.generic.dynamic.DynamicKubernetesObject;
import io.kubernetes.client.util.generic.dynamic.Dynamics;

/** The official client, pointed at an embedded server. */
final class Clients {

    static final String WIDGETS = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: widgets.example.com}
            spec:
              group: example.com
              scope: Namespaced
              names: {kind: Widget, listKind: WidgetList, plural: widgets, singular: widget}
              versions:
              - name: v1
                served: true
                storage: true
                subresources: {status: {}}
                schema:
                  openAPIV3Schema:
                    type: object
                    properties:
                      spec:
                        type: object
                        properties:
                          size: {type: integer}
                          ratio: {type: number}
                          text: {type: string}
                      status:
                        type: object
                        properties:
                          phase: {type: string}
                          count: {type: integer}
            """;

    private Clients() {}

    /** A server with the namespace tidb and the kind Widget, which has a status subresource. */
    static EmbeddedKubernetes server() {
        return EmbeddedKubernetes.named("test")
                .namespaces("tidb", "other")
                .crds(CrdSchema.parse(WIDGETS))
                .start();
    }

    static ApiClient client(EmbeddedKubernetes server) {
        ApiClient client = new ClientBuilder().setBasePath(server.url()).build();
        client.setReadTimeout(10_000);
        return client;
    }

    static DynamicKubernetesApi backups(EmbeddedKubernetes server) {
        return backups(client(server));
    }

    static DynamicKubernetesApi backups(ApiClient client) {
        return new DynamicKubernetesApi("pingcap.com", "v1alpha1", "backups", client);
    }

    static DynamicKubernetesApi widgets(EmbeddedKubernetes server) {
        return new DynamicKubernetesApi("example.com", "v1", "widgets", client(server));
    }

    static DynamicKubernetesObject object(String json) {
        return Dynamics.newFromJson(json);
    }

    static DynamicKubernetesObject backup(String name) {
        return backupWithLabels(name, "{}");
    }

    static DynamicKubernetesObject backupWithLabels(String name, String labels) {
        return object(backupJson(name, labels));
    }

    static String backupJson(String name, String labels) {
        return """
                {"apiVersion": "pingcap.com/v1alpha1", "kind": "Backup",
                 "metadata": {"name": "%s", "namespace": "tidb", "labels": %s},
                 "spec": {"backupType": "full"}}
                """.formatted(name, labels);
    }

    static DynamicKubernetesObject widget(String name) {
        return object("""
                {"apiVersion": "example.com/v1", "kind": "Widget",
                 "metadata": {"name": "%s", "namespace": "tidb"}, "spec": {"size": 1}}
                """.formatted(name));
    }
}
