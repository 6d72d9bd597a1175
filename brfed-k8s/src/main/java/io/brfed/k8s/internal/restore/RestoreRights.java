package io.brfed.k8s.internal.restore;

import io.brfed.k8s.internal.ApiResource;
import io.brfed.k8s.internal.PlaneRight;
import java.util.List;

/**
 * What restores need, the one place from which their roles are written and their rights are checked. A test compares it
 * with what is really asked for.
 */
public final class RestoreRights {
    /** All of them. */
    public static final List<PlaneRight> ALL = List.of(
            PlaneRight.required(
                    ApiResource.TIDB_CLUSTER,
                    "get patch",
                    "to compare the TidbCluster with the backup, to let TiKV start, and to end the recovery mode"),
            PlaneRight.required(
                    ApiResource.POD, "list delete", "the TiKV pods: to see that none runs, and to restart TiKV"),
            PlaneRight.required(
                    ApiResource.CLAIM,
                    "list get create delete",
                    "the claims of the restored volumes, also to take them back"),
            PlaneRight.required(
                    ApiResource.VOLUME,
                    "list get create delete",
                    "the restored volumes, likewise; they have no namespace"));

    private RestoreRights() {}
}
