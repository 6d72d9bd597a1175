package io.brfed.testkit.kubernetes;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A kind of object that the server keeps.
 *
 * @param group API group, empty for the core group
 * @param version served version
 * @param plural name in paths
 * @param kind name in objects
 * @param traits what differs between kinds
 * @param schema schema of a custom resource, null for built-in kinds
 */
record ResourceKind(
        String group,
        String version,
        String plural,
        String kind,
        Set<Trait> traits,
        @Nullable CrdSchema schema) {

    /** What differs between kinds. */
    enum Trait {
        NAMESPACED,
        STATUS_SUBRESOURCE,
        /** {@code metadata.generation} is kept. */
        GENERATION,
        /** A PUT must name the resourceVersion it was based on. */
        VERSION_REQUIRED,
        /** A DELETE answers the object rather than a Status. */
        DELETE_ANSWERS_OBJECT,
        /** The name must be a DNS label (63 characters) rather than a DNS subdomain (253). */
        NAME_IS_LABEL
    }

    ResourceKind {
        traits = Set.copyOf(traits);
    }

    boolean is(Trait trait) {
        return traits.contains(trait);
    }

    boolean namespaced() {
        return is(Trait.NAMESPACED);
    }

    boolean statusSubresource() {
        return is(Trait.STATUS_SUBRESOURCE);
    }

    boolean custom() {
        return schema != null;
    }

    String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** The kind of a list of these objects. */
    String listKind() {
        return schema == null ? kind + "List" : schema.listKind();
    }

    /** The plural as messages write it: {@code backups.pingcap.com}, {@code pods}. */
    String qualifiedPlural() {
        return group.isEmpty() ? plural : plural + "." + group;
    }

    /** The kind as validation messages write it: {@code Backup.pingcap.com}, {@code Pod}. */
    String qualifiedKind() {
        return group.isEmpty() ? kind : kind + "." + group;
    }
}
