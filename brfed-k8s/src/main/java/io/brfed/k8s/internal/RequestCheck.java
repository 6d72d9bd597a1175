package io.brfed.k8s.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.Finding;
import io.brfed.api.OperationKind;
import io.brfed.plane.Member;
import io.brfed.plane.MemberRequest;
import io.brfed.plane.Readiness;
import io.brfed.plane.Readiness.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Looks for everything that would keep the operator from carrying out a request. Thread-safe. */
final class RequestCheck {
    private final ApiServer server;
    private final PlaneSettings settings;

    RequestCheck(ApiServer server, PlaneSettings settings) {
        this.server = server;
        this.settings = settings;
    }

    CompletionStage<Readiness> check(MemberRequest request, Limit limit) {
        Member member = request.member();
        List<Finding> findings = new ArrayList<>(new SettingsCheck(settings, request).findings());
        ObjectKey key = new ObjectKey(
                ApiResource.TIDB_CLUSTER,
                member.tidbCluster().namespace(),
                member.tidbCluster().name());
        return server.send(ApiRequest.get(key.path()), limit).thenApply(answer -> {
            if (answer.forbidden()) {
                findings.add(Finding.notice(
                        "TidbCluster",
                        key.namespace() + "/" + key.name(),
                        "the role on " + member.cluster() + " may not read TidbClusters, so whether the members' stores"
                                + " are exactly those of the TiDB cluster is not checked",
                        "allow get on tidbclusters.pingcap.com to have it checked"));
                return new Readiness(findings, Optional.empty());
            }
            if (answer.absent(key.resource(), key.name())) {
                findings.add(Finding.fault(
                        "TidbCluster",
                        key.namespace() + "/" + key.name(),
                        "does not exist on " + member.cluster(),
                        "correct the namespace or the name of the TidbCluster"));
                return new Readiness(findings, Optional.empty());
            }
            TidbClusterView view = new TidbClusterView(answer.orThrow(), member);
            findings.addAll(view.findings(warmUpJobs(member)));
            return new Readiness(findings, view.topology());
        });
    }

    private boolean warmUpJobs(Member member) {
        ObjectNode template = settings.restore().fields();
        return member.kind() == OperationKind.RESTORE
                && !Json.text(template, "warmup").isEmpty();
    }

    /** What a TidbCluster says about itself. */
    record TidbClusterView(ObjectNode object, Member member) {
        private static final int MAX_JOB_NAME = 63;

        List<Finding> findings(boolean warmUpJobs) {
            List<Finding> findings = new ArrayList<>();
            String name = member.cluster() + "/" + member.tidbCluster();
            if (!Json.at(object, "spec", "acrossK8s").asBoolean(false)) {
                findings.add(Finding.fault(
                        "TidbCluster spec.acrossK8s",
                        name,
                        "is not true, so TiDB Operator refuses federated backups and restores of it",
                        "set spec.acrossK8s to true"));
            }
            if (Json.at(object, "spec", "tikv", "replicas").asInt(1) <= 0) {
                findings.add(Finding.fault(
                        "TidbCluster spec.tikv.replicas",
                        name,
                        "is 0, so TiDB Operator refuses it as a member",
                        "leave this cluster out, or give it TiKV stores"));
            }
            if (member.kind() == OperationKind.BACKUP
                    && Json.at(object, "status", "tikv", "stores").isEmpty()) {
                findings.add(Finding.fault(
                        "TidbCluster status.tikv.stores",
                        name,
                        "holds no TiKV store, so TiDB Operator refuses to back it up",
                        "leave this cluster out, or wait until its TiKV is up"));
            }
            if (member.kind() == OperationKind.RESTORE
                    && !Json.at(object, "spec", "recoveryMode").asBoolean(false)) {
                findings.add(
                        Finding.fault(
                                "TidbCluster spec.recoveryMode",
                                name,
                                "is not true, so TiDB Operator refuses to restore into it",
                                "create the TidbCluster with spec.recoveryMode: true and restore into it before TiKV has started"));
            }
            if (warmUpJobs) {
                warmUpNames(findings);
            }
            return findings;
        }

        private void warmUpNames(List<Finding> findings) {
            int replicas =
                    Math.max(1, Json.at(object, "spec", "tikv", "replicas").asInt(1));
            String longest = MemberNames.of(member).name() + "-"
                    + member.tidbCluster().name() + "-tikv-" + (replicas - 1) + "-warm-up";
            if (longest.length() > MAX_JOB_NAME) {
                findings.add(Finding.fault(
                        "operation name",
                        member.operation().value(),
                        "leads to the warm-up job name " + longest + " of " + longest.length()
                                + " characters; Kubernetes allows " + MAX_JOB_NAME,
                        "choose a name that is " + (longest.length() - MAX_JOB_NAME) + " characters shorter"));
            }
        }

        Optional<Topology> topology() {
            return TikvStores.read(object);
        }
    }
}
