package io.brfed.k8s.internal.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.Finding;
import io.brfed.k8s.internal.ApiAnswer;
import io.brfed.k8s.internal.ApiRequest;
import io.brfed.k8s.internal.ApiResource;
import io.brfed.k8s.internal.ApiServer;
import io.brfed.k8s.internal.Limit;
import io.brfed.k8s.internal.Stages;
import io.brfed.k8s.internal.discovery.Discovery;
import io.brfed.spi.DataRecovery.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What would keep BR from recovering, as far as the cluster tells without running it. */
public final class BrCheck {
    private final ApiServer server;
    private final BrSettings settings;

    /** A check of one cluster. */
    public BrCheck(ApiServer server, BrSettings settings) {
        this.server = server;
        this.settings = settings;
    }

    /** All findings. */
    public CompletionStage<List<Finding>> of(Task task, Duration time) {
        String path = ApiResource.TIDB_CLUSTER.path(
                task.tidbCluster().namespace(), task.tidbCluster().name());
        CompletionStage<ApiAnswer> cluster = server.send(ApiRequest.get(path), Limit.in(time, server.threads()));
        return Stages.bare(new Discovery(server, Optional.empty())
                .checkRights(JobRights.RECOVERY, task.tidbCluster(), time)
                .thenCombine(cluster, (rights, answer) -> {
                    List<Finding> findings = new ArrayList<>(rights);
                    findings.addAll(source(task));
                    if (answer.ok()) {
                        findings.addAll(pd(task, answer.orThrow()));
                    } else if (!answer.forbidden()) {
                        findings.add(Finding.fault(
                                "TidbCluster",
                                task.tidbCluster().toString(),
                                String.valueOf(answer.failure().getMessage()),
                                "correct the namespace or the name"));
                    }
                    return findings;
                }));
    }

    private static List<Finding> source(Task task) {
        return task.source().scheme().equals("s3")
                ? List.of()
                : List.of(Finding.fault(
                        "backup location",
                        task.source().url(),
                        "BR restores volumes from S3 only",
                        "recover the data natively, or copy the backup to S3"));
    }

    private List<Finding> pd(Task task, ObjectNode tidbCluster) {
        return settings.pd().isPresent() || BrCommand.hasPd(tidbCluster)
                ? List.of()
                : List.of(Finding.fault(
                        "spec.pd of " + task.tidbCluster(),
                        "none",
                        "this TidbCluster has no PD of its own, so that BR would not find one",
                        "recover in the cluster that has PD, or set PD's address"));
    }
}
