package io.brfed.testkit.kubernetes;

/** Kinds of which the fields do not matter: everything below {@code spec} and {@code status} is kept as it comes. */
final class LooseCrd {

    private LooseCrd() {}

    static CrdSchema of(String group, String kind) {
        String plural = kind.toLowerCase(java.util.Locale.ROOT) + "s";
        return CrdSchema.parse("""
                {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",
                 "metadata":{"name":"%1$s.%2$s"},
                 "spec":{"group":"%2$s","scope":"Namespaced",
                  "names":{"kind":"%3$s","listKind":"%3$sList","plural":"%1$s"},
                  "versions":[{"name":"v1alpha1","served":true,"storage":true,"subresources":{"status":{}},
                   "schema":{"openAPIV3Schema":{"type":"object","properties":{
                    "apiVersion":{"type":"string"},"kind":{"type":"string"},"metadata":{"type":"object"},
                    "spec":{"type":"object","x-kubernetes-preserve-unknown-fields":true},
                    "status":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}}}]}}""".formatted(plural, group, kind));
    }
}
