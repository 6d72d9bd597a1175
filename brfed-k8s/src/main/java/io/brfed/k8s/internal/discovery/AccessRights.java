package io.brfed.k8s.internal.discovery;

import io.brfed.k8s.internal.ApiResource;
import io.brfed.k8s.internal.PlaneRight;
import io.brfed.spi.ClusterInventory.Operator;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the direct plane needs to read, by operator; the one place from which its roles are written and its rights are
 * checked. A test compares it with what is really asked for.
 */
public final class AccessRights {
    private static final List<PlaneRight> COMMON = List.of(
            PlaneRight.required(ApiResource.POD, "list", "the TiKV pods: which stores run here, with which volumes"),
            PlaneRight.required(
                    ApiResource.CLAIM, "list get", "the claims of these volumes, also those without the usual labels"),
            PlaneRight.required(
                    ApiResource.VOLUME,
                    "get",
                    "the EBS volumes behind the claims, each by its name; volumes have no namespace"));

    private static final String COPIED = "a copy for people to read, in the backup";

    private static final List<PlaneRight> V1 = concat(
            Stream.of(PlaneRight.required(
                    ApiResource.TIDB_CLUSTER, "get", "replicas, volumes and roles, and the copy in the backup")),
            V1Discovery.COMPANIONS.stream().map(kind -> PlaneRight.optional(kind, "list", COPIED)));

    private static final List<PlaneRight> V2 = concat(
            Stream.concat(
                    Stream.of(
                            PlaneRight.required(V2Discovery.CLUSTER, "get", "the cluster, and the copy in the backup"),
                            PlaneRight.required(V2Discovery.TIKV, "list", "the stores' ids, volumes and roles")),
                    V2Discovery.COUNTED.stream()
                            .map(kind -> PlaneRight.required(kind, "list", "replicas, and the copy in the backup"))),
            V2Discovery.COMPANIONS.stream().map(kind -> PlaneRight.optional(kind, "list", COPIED)));

    private AccessRights() {}

    /** What is needed for clusters of these operators. */
    public static List<PlaneRight> of(Collection<Operator> operators) {
        Set<PlaneRight> rights = new LinkedHashSet<>(COMMON);
        if (operators.contains(Operator.V1)) {
            rights.addAll(V1);
        }
        if (operators.contains(Operator.V2)) {
            rights.addAll(V2);
        }
        return List.copyOf(rights);
    }

    private static List<PlaneRight> concat(Stream<PlaneRight> some, Stream<PlaneRight> others) {
        return Stream.concat(some, others).toList();
    }
}
