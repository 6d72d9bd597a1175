package io.brfed.internal.direct;

import io.brfed.api.Finding;
import io.brfed.api.OperationId;
import io.brfed.api.OperationKind;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.StoreId;
import io.brfed.internal.loop.Calls;
import io.brfed.internal.loop.Causes;
import io.brfed.plane.JointCheck;
import io.brfed.plane.Member;
import io.brfed.plane.MemberRequest;
import io.brfed.plane.Readiness;
import io.brfed.plane.Readiness.Topology;
import io.brfed.spi.ClusterInventory.TikvStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What can be said of one member before anything is changed. */
final class DirectCheck {
    private static final OperationId NOBODY = new OperationId("check");

    private final Ground ground;
    private final Members members;
    private final Calls calls;

    DirectCheck(Ground ground, Members members) {
        this.ground = ground;
        this.members = members;
        this.calls = ground.calls();
    }

    CompletionStage<Readiness> run(MemberRequest request) {
        if (request.member().kind() == OperationKind.RESTORE) {
            return ground.restoring()
                    .map(restoring -> new RestoreCheck(ground, restoring.means(), restoring.group()).run(request))
                    .orElseGet(() -> CompletableFuture.completedFuture(RestoreCheck.notConfigured()));
        }
        CompletableFuture<List<Finding>> rights = rights(request.member()).toCompletableFuture();
        CompletableFuture<List<Finding>> storage = storage(request.member()).toCompletableFuture();
        return ground.turns()
                .take(() -> new Discovery(ground)
                        .plan(request.member().tidbCluster())
                        .handle((plan, error) -> plan == null ? failed(error) : found(plan, request.member())))
                .thenCombine(rights, DirectCheck::with)
                .thenCombine(storage, DirectCheck::with);
    }

    private Readiness found(SnapshotPlan plan, Member member) {
        List<Finding> findings = new ArrayList<>(plan.findings());
        boolean faulty = findings.stream().anyMatch(finding -> finding.severity() == Finding.Severity.FAULT);
        Map<StoreId, String> own = new TreeMap<>();
        for (TikvStore store : plan.inventory().stores()) {
            store.id().ifPresent(id -> own.put(id, store.pod()));
        }
        List<JointCheck> joint = new ArrayList<>();
        joint.add(new PdShare(ground, own.keySet(), plan.inventory().clusterId()));
        if (!faulty) {
            joint.add(new AccountShare(ground, plan.requests(NOBODY, member.operation(), ground.cluster())));
        }
        return new Readiness(
                findings,
                Optional.of(new Topology(own, ground.names().of(plan.inventory().peers()))),
                joint);
    }

    private Readiness failed(Throwable error) {
        String fault = Causes.fault(error).map(Fault::toString).orElse("");
        return new Readiness(
                List.of(Finding.fault(
                        "discovery",
                        fault,
                        Causes.words(error),
                        "make what the message names reachable, and try again")),
                Optional.empty());
    }

    private CompletionStage<List<Finding>> rights(Member member) {
        Duration limit = ground.settings().call();
        return calls.read(
                        "checking the rights in " + ground.cluster(),
                        limit,
                        () -> ground.access().checkRights(member.tidbCluster(), limit))
                .exceptionally(error -> List.of(unchecked("rights", error)));
    }

    /** What could not be asked need not be wrong. */
    static Finding unchecked(String what, Throwable error) {
        return Finding.notice(what, "", "could not be checked: " + Causes.words(error), "see what the message says");
    }

    /** Whether the storage can be written to, and whether the place is free. */
    private CompletionStage<List<Finding>> storage(Member member) {
        BackupFolder folder = new BackupFolder(ground, member);
        StorageTrial trial = new StorageTrial(ground);
        return trial.run()
                .thenCompose(findings -> members.stored(member)
                        .thenCompose(journal -> journal.isPresent()
                                ? CompletableFuture.completedFuture(findings)
                                : folder.owner().thenApply(owner -> both(findings, free(folder, owner)))))
                .exceptionally(error -> List.of(trial.failed(error)));
    }

    private static List<Finding> free(BackupFolder folder, Optional<String> owner) {
        return owner.map(operation -> List.of(Finding.fault(
                        "name",
                        folder.location().url(),
                        "is in use already: it holds "
                                + (operation.isEmpty()
                                        ? "a backup, whole or not, that brfed did not take"
                                        : "the backup of operation " + operation + ", whose journal is gone"),
                        "choose another name or another prefix, or remove what is there if nobody needs it; it was"
                                + " left as it is")))
                .orElse(List.of());
    }

    static Readiness with(Readiness found, List<Finding> more) {
        return new Readiness(both(found.findings(), more), found.topology(), found.joint());
    }

    static List<Finding> both(List<Finding> some, List<Finding> more) {
        List<Finding> all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }
}
