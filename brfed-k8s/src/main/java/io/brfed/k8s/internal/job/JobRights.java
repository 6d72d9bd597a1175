package io.brfed.k8s.internal.job;

import io.brfed.k8s.internal.ApiResource;
import io.brfed.k8s.internal.PlaneRight;
import java.util.List;

/**
 * What jobs of our own need, the one place from which their roles are written and their rights are checked. A test compares
 * it with what is really asked for.
 */
public final class JobRights {
    /** For the recovery of data by BR. */
    public static final List<PlaneRight> RECOVERY = List.of(
            PlaneRight.required(
                    ApiResource.TIDB_CLUSTER, "get", "to see where PD is, and whether connections are encrypted"),
            PlaneRight.required(ApiResource.JOB, "get create delete", "the job that runs BR, also to cancel it"),
            PlaneRight.required(ApiResource.POD, "list", "to see whether BR's pod has started"),
            PlaneRight.optional(ApiResource.POD_LOG, "get", "to tell BR's progress, and why it failed"));

    /** For the warm-up of volumes. */
    public static final List<PlaneRight> WARM_UP = List.of(
            PlaneRight.required(ApiResource.TIDB_CLUSTER, "get", "to run where TiKV may run"),
            PlaneRight.required(
                    ApiResource.JOB, "get list create delete", "the jobs that read volumes, also to end them"),
            PlaneRight.required(
                    ApiResource.POD, "get list", "to run on the nodes of TiKV, and to find out why a job failed"),
            PlaneRight.optional(ApiResource.POD_LOG, "get", "to tell why a job failed"));

    private JobRights() {}
}
