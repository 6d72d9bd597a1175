package io.brfed.testkit.kubernetes;

import static io.brfed.testkit.kubernetes.ResourceKind.Trait.DELETE_ANSWERS_OBJECT;
import static io.brfed.testkit.kubernetes.ResourceKind.Trait.GENERATION;
import static io.brfed.testkit.kubernetes.ResourceKind.Trait.NAMESPACED;
import static io.brfed.testkit.kubernetes.ResourceKind.Trait.NAME_IS_LABEL;
import static io.brfed.testkit.kubernetes.ResourceKind.Trait.STATUS_SUBRESOURCE;
import static io.brfed.testkit.kubernetes.ResourceKind.Trait.VERSION_REQUIRED;

import io.brfed.testkit.kubernetes.ResourceKind.Trait;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The kinds that one server knows: the built-in ones and those of its CRD documents. */
final class ResourceKinds {

    static final ResourceKind NAMESPACES = core("namespaces", "Namespace", STATUS_SUBRESOURCE, NAME_IS_LABEL);

    private static final List<ResourceKind> BUILT_IN = List.of(
            NAMESPACES,
            core("pods", "Pod", NAMESPACED, STATUS_SUBRESOURCE, DELETE_ANSWERS_OBJECT),
            core("nodes", "Node", STATUS_SUBRESOURCE),
            core("events", "Event", NAMESPACED),
            core("secrets", "Secret", NAMESPACED),
            core("configmaps", "ConfigMap", NAMESPACED),
            core("serviceaccounts", "ServiceAccount", NAMESPACED, DELETE_ANSWERS_OBJECT),
            core(
                    "persistentvolumeclaims",
                    "PersistentVolumeClaim",
                    NAMESPACED,
                    STATUS_SUBRESOURCE,
                    DELETE_ANSWERS_OBJECT),
            core("persistentvolumes", "PersistentVolume", STATUS_SUBRESOURCE, DELETE_ANSWERS_OBJECT),
            core("services", "Service", NAMESPACED, STATUS_SUBRESOURCE, DELETE_ANSWERS_OBJECT, NAME_IS_LABEL),
            builtIn("batch", "jobs", "Job", NAMESPACED, STATUS_SUBRESOURCE, GENERATION, NAME_IS_LABEL),
            builtIn("apps", "statefulsets", "StatefulSet", NAMESPACED, STATUS_SUBRESOURCE, GENERATION),
            builtIn("coordination.k8s.io", "leases", "Lease", NAMESPACED, VERSION_REQUIRED));

    private final List<ResourceKind> all;

    ResourceKinds(Collection<CrdSchema> schemas) {
        List<ResourceKind> kinds = new ArrayList<>(BUILT_IN);
        schemas.forEach(schema -> kinds.add(custom(schema)));
        this.all = List.copyOf(kinds);
    }

    List<ResourceKind> all() {
        return all;
    }

    Optional<ResourceKind> find(String group, String version, String plural) {
        return all.stream()
                .filter(kind -> kind.plural().equals(plural)
                        && kind.group().equals(group)
                        && kind.version().equals(version))
                .findFirst();
    }

    /** The kind with that plural; plurals are unique enough here that the group may be left out. */
    ResourceKind named(String plural) {
        return all.stream()
                .filter(kind ->
                        kind.plural().equals(plural) || kind.qualifiedPlural().equals(plural))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no kind of objects is called '" + plural + "'; known: " + plurals()));
    }

    /** The kind that an object says it is. */
    ResourceKind of(String apiVersion, String kindName) {
        return all.stream()
                .filter(kind ->
                        kind.kind().equals(kindName) && kind.apiVersion().equals(apiVersion))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no kind " + kindName + " in " + apiVersion + "; known: " + plurals()));
    }

    private List<String> plurals() {
        return all.stream().map(ResourceKind::qualifiedPlural).toList();
    }

    private static ResourceKind custom(CrdSchema schema) {
        Set<Trait> traits = EnumSet.of(GENERATION, VERSION_REQUIRED);
        if (schema.isNamespaced()) {
            traits.add(NAMESPACED);
        }
        if (schema.hasStatusSubresource()) {
            traits.add(STATUS_SUBRESOURCE);
        }
        return new ResourceKind(schema.group(), schema.version(), schema.plural(), schema.kind(), traits, schema);
    }

    private static ResourceKind core(String plural, String kind, Trait... traits) {
        return new ResourceKind("", "v1", plural, kind, Set.of(traits), null);
    }

    private static ResourceKind builtIn(String group, String plural, String kind, Trait... traits) {
        return new ResourceKind(group, "v1", plural, kind, Set.of(traits), null);
    }
}
