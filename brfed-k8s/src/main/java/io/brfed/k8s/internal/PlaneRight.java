package io.brfed.k8s.internal;

import java.util.List;

/**
 * A right that a plane makes use of in a member cluster. Immutable.
 *
 * @param kind the objects it is about
 * @param need whether the plane works without it
 * @param verbs what is done with them
 * @param reason what for
 */
public record PlaneRight(ApiResource kind, Need need, List<String> verbs, String reason) {
    /** What the operator plane needs; the one table from which its roles are written; a test compares it with what the plane really asks for. */
    public static final List<PlaneRight> ALL = List.of(
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

    /** Copies the verbs. */
    public PlaneRight {
        verbs = List.copyOf(verbs);
    }

    /** A right without which nothing works. Verbs are separated by spaces. */
    public static PlaneRight required(ApiResource kind, String verbs, String reason) {
        return new PlaneRight(kind, Need.REQUIRED, List.of(verbs.split(" ")), reason);
    }

    /** A right that can be done without. Verbs are separated by spaces. */
    public static PlaneRight optional(ApiResource kind, String verbs, String reason) {
        return new PlaneRight(kind, Need.OPTIONAL, List.of(verbs.split(" ")), reason);
    }

    /** API group, empty for the core group. */
    public String group() {
        return kind.group();
    }

    /** Plural of the kind. */
    public String resource() {
        return kind.plural();
    }

    /** Whether nothing works without it. */
    public boolean required() {
        return need == Need.REQUIRED;
    }

    /** Whether its objects lie in namespaces, so that a role in one is enough. */
    public boolean namespaced() {
        return !kind.equals(ApiResource.NODE) && !kind.equals(ApiResource.VOLUME);
    }

    /** Whether the plane works without a right. */
    public enum Need {
        /** It does not. */
        REQUIRED,
        /** It does, and says what it does without. */
        OPTIONAL
    }
}
