package io.brfed.k8s;

import io.brfed.k8s.internal.ApiResource;
import java.util.List;

/**
 * A right that the operator plane makes use of in a member cluster. Immutable.
 *
 * @param kind the objects it is about
 * @param need whether the plane works without it
 * @param verbs what is done with them
 * @param reason what for
 */
record PlaneRight(ApiResource kind, Need need, List<String> verbs, String reason) {
    /** The one table from which roles are written; a test compares it with what the plane really asks for. */
    static final List<PlaneRight> ALL = List.of(
            required(
                    ApiResource.BACKUP,
                    "get list watch create patch delete",
                    "the members of backups: declare phases, follow what they report, find others that are unfinished"),
            required(ApiResource.RESTORE, "get list watch create patch delete", "the members of restores, likewise"),
            optional(
                    ApiResource.TIDB_CLUSTER,
                    "get",
                    "to refuse what TiDB Operator would refuse, and to compare the members' stores with all there are"),
            optional(
                    ApiResource.LEASE,
                    "get create patch delete",
                    "a lock on the TidbCluster, so that two operations cannot start at the same moment"),
            optional(
                    ApiResource.JOB,
                    "get delete",
                    "to see that the init job holds the pause, to end the pause at once when a backup fails, and to see"
                            + " whether a clean job that failed is trying again"),
            optional(ApiResource.POD, "list", "to see that the pod of the init job is ready before a backup counts"),
            optional(ApiResource.NODE, "get", "to see that the node of that pod is ready; nodes have no namespace"));

    PlaneRight {
        verbs = List.copyOf(verbs);
    }

    private static PlaneRight required(ApiResource kind, String verbs, String reason) {
        return new PlaneRight(kind, Need.REQUIRED, List.of(verbs.split(" ")), reason);
    }

    private static PlaneRight optional(ApiResource kind, String verbs, String reason) {
        return new PlaneRight(kind, Need.OPTIONAL, List.of(verbs.split(" ")), reason);
    }

    /** API group, empty for the core group. */
    String group() {
        return kind.group();
    }

    /** Plural of the kind. */
    String resource() {
        return kind.plural();
    }

    boolean required() {
        return need == Need.REQUIRED;
    }

    /** Whether its objects lie in namespaces, so that a role in one is enough. */
    boolean namespaced() {
        return !kind.equals(ApiResource.NODE);
    }

    /** Whether the plane works without a right. */
    enum Need {
        /** It does not. */
        REQUIRED,
        /** It does, and says what it does without. */
        OPTIONAL
    }
}
