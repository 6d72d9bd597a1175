package io.brfed.internal.drive;

import io.brfed.api.Finding;
import io.brfed.api.OperationKind;
import io.brfed.api.StoreId;
import io.brfed.internal.loop.Calls;
import io.brfed.plane.Cluster;
import io.brfed.plane.JointCheck;
import io.brfed.plane.Readiness;
import io.brfed.plane.Readiness.Topology;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The checks of all members, and of what their answers say together, before anything is changed. */
final class Preflight {
    /**
     * What was found.
     *
     * @param findings every fault and notice
     * @param topologies the TiKV stores by member, of those that could be read
     */
    record Result(List<Finding> findings, Map<Cluster, Topology> topologies) {
        List<Finding> faults() {
            return findings.stream()
                    .filter(finding -> finding.severity() == Finding.Severity.FAULT)
                    .toList();
        }

        List<Finding> notices() {
            return findings.stream()
                    .filter(finding -> finding.severity() == Finding.Severity.NOTICE)
                    .toList();
        }
    }

    private final Calls calls;

    Preflight(Calls calls) {
        this.calls = calls;
    }

    CompletionStage<Result> run(Request request) {
        return Answers.of(request.clusters(), cluster -> check(request, cluster))
                .thenCompose(
                        answers -> joint(request, answers).thenApply(together -> result(request, answers, together)));
    }

    /** What can only be checked for all members together, once for each group. */
    private CompletionStage<List<Finding>> joint(Request request, Answers<Readiness> answers) {
        Map<Object, List<JointCheck>> groups = new LinkedHashMap<>();
        answers.given()
                .values()
                .forEach(readiness -> readiness
                        .joint()
                        .forEach(share -> groups.computeIfAbsent(share.group(), key -> new ArrayList<>())
                                .add(share)));
        CompletionStage<List<Finding>> all = CompletableFuture.completedFuture(List.of());
        for (List<JointCheck> group : groups.values()) {
            all = all.thenCombine(together(request, group, answers), (one, other) -> {
                List<Finding> both = new ArrayList<>(one);
                both.addAll(other);
                return List.copyOf(both);
            });
        }
        return all;
    }

    private CompletionStage<List<Finding>> together(
            Request request, List<JointCheck> group, Answers<Readiness> answers) {
        List<Readiness> members = List.copyOf(answers.given().values());
        return calls.read(
                        "checking the members together",
                        request.pacing().check(),
                        () -> group.get(0)
                                .check(group, members, request.pacing().check()))
                .exceptionally(error -> List.of(Finding.fault(
                        "clusters",
                        "",
                        "could not be checked together: " + error.getMessage(),
                        "see what the message says and try again")));
    }

    private CompletionStage<Readiness> check(Request request, Cluster cluster) {
        return calls.read(
                "checking member " + cluster.name(),
                request.pacing().check(),
                () -> cluster.plane()
                        .check(request.member(cluster), request.pacing().check()));
    }

    private static Result result(Request request, Answers<Readiness> answers, List<Finding> together) {
        List<Finding> findings = new ArrayList<>(together);
        Map<Cluster, Topology> topologies = new LinkedHashMap<>();
        answers.missing()
                .forEach((cluster, error) -> findings.add(Finding.fault(
                        "clusters",
                        cluster.name().value(),
                        "could not be checked: " + error,
                        "make it reachable and try again")));
        answers.given().forEach((cluster, readiness) -> {
            readiness.findings().forEach(finding -> findings.add(at(cluster, finding)));
            readiness.topology().ifPresent(topology -> topologies.put(cluster, topology));
        });
        if (request.kind() == OperationKind.BACKUP) {
            stores(request, topologies, findings);
        }
        return new Result(List.copyOf(findings), topologies);
    }

    private static Finding at(Cluster cluster, Finding finding) {
        return new Finding(
                finding.severity(),
                cluster.name() + " " + finding.field(),
                finding.value(),
                finding.problem(),
                finding.advice());
    }

    /** The members' stores together have to be exactly the stores of the TiDB cluster. */
    private static void stores(Request request, Map<Cluster, Topology> topologies, List<Finding> findings) {
        if (topologies.size() < request.clusters().size()) {
            findings.add(Finding.notice(
                    "stores",
                    "",
                    "it was not checked that the members carry all TiKV stores, because not every member's TidbCluster"
                            + " could be read",
                    "let the role read tidbclusters"));
            return;
        }
        Map<StoreId, Cluster> owners = new HashMap<>();
        topologies.forEach((cluster, topology) -> topology.ownIds().forEach(store -> {
            Cluster other = owners.putIfAbsent(store, cluster);
            if (other != null) {
                findings.add(Finding.fault(
                        "stores",
                        store.toString(),
                        "is carried by " + other.name() + " and by " + cluster.name(),
                        "name each TidbCluster once"));
            }
        }));
        Map<StoreId, String> forgotten = new TreeMap<>();
        topologies
                .values()
                .forEach(topology -> topology.peers().forEach((store, name) -> {
                    if (!owners.containsKey(store)) {
                        forgotten.put(store, name);
                    }
                }));
        forgotten.forEach((store, name) -> findings.add(Finding.fault(
                "clusters",
                name,
                "carries TiKV store " + store + " of this TiDB cluster and is not a member of the request",
                "add the member cluster that it runs in, or remove the store from the TiDB cluster")));
    }
}
