package io.brfed.k8s.internal;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A kind of Kubernetes object, as its paths name it. Immutable.
 *
 * @param group API group, empty for the core group
 * @param version API version
 * @param plural name in paths
 * @param kind name in objects
 */
public record ApiResource(String group, String version, String plural, String kind) {
    /** A member of a backup. */
    public static final ApiResource BACKUP = new ApiResource("pingcap.com", "v1alpha1", "backups", "Backup");
    /** A member of a restore. */
    public static final ApiResource RESTORE = new ApiResource("pingcap.com", "v1alpha1", "restores", "Restore");
    /** The TiDB cluster in one Kubernetes cluster. */
    public static final ApiResource TIDB_CLUSTER =
            new ApiResource("pingcap.com", "v1alpha1", "tidbclusters", "TidbCluster");
    /** A lock with an owner and an expiry. */
    public static final ApiResource LEASE = new ApiResource("coordination.k8s.io", "v1", "leases", "Lease");
    /** What runs the pause. */
    public static final ApiResource JOB = new ApiResource("batch", "v1", "jobs", "Job");
    /** A pod. */
    public static final ApiResource POD = new ApiResource("", "v1", "pods", "Pod");
    /** What a pod has written. */
    public static final ApiResource POD_LOG = new ApiResource("", "v1", "pods/log", "Pod");
    /** A request for a volume. */
    public static final ApiResource CLAIM =
            new ApiResource("", "v1", "persistentvolumeclaims", "PersistentVolumeClaim");
    /** A volume. */
    public static final ApiResource VOLUME = new ApiResource("", "v1", "persistentvolumes", "PersistentVolume");
    /** A question about rights. */
    public static final ApiResource ACCESS_REVIEW =
            new ApiResource("authorization.k8s.io", "v1", "selfsubjectaccessreviews", "SelfSubjectAccessReview");
    /** A machine. */
    public static final ApiResource NODE = new ApiResource("", "v1", "nodes", "Node");

    /** A kind of TiDB Operator v1. */
    public static ApiResource v1(String kind) {
        return new ApiResource("pingcap.com", "v1alpha1", kind.toLowerCase(Locale.ROOT) + "s", kind);
    }

    /** A kind of TiDB Operator v2. */
    public static ApiResource v2(String kind) {
        return new ApiResource("core.pingcap.com", "v1alpha1", kind.toLowerCase(Locale.ROOT) + "s", kind);
    }

    /** The {@code apiVersion} of its objects. */
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** The path of all objects in a namespace. */
    public String in(String namespace) {
        return root() + "/namespaces/" + escaped(namespace) + "/" + plural;
    }

    /** The path of all objects of a kind that has no namespaces. */
    public String everywhere() {
        return root() + "/" + plural;
    }

    /** The path of one object in a namespace. */
    public String path(String namespace, String name) {
        return in(namespace) + "/" + escaped(name);
    }

    /** The path of one object of a kind that has no namespaces. */
    public String path(String name) {
        return root() + "/" + plural + "/" + escaped(name);
    }

    private String root() {
        return (group.isEmpty() ? "/api/" : "/apis/" + group + "/") + version;
    }

    private static String escaped(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
