package io.brfed.internal.direct;

import io.brfed.api.Finding;
import io.brfed.api.OperationId;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.internal.loop.Calls;
import io.brfed.internal.loop.Causes;
import io.brfed.plane.JointCheck;
import io.brfed.plane.MemberRequest;
import io.brfed.plane.Readiness;
import io.brfed.spi.RestoreTarget;
import io.brfed.spi.RestoreTarget.Specification;
import io.brfed.spi.VolumeWarmUp.Strategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** What can be said of one member of a restore before anything is changed. */
final class RestoreCheck {
    private static final OperationId NOBODY = new OperationId("check");

    private final Ground ground;
    private final RestoreMeans means;
    private final RestoreGroup group;
    private final Calls calls;

    RestoreCheck(Ground ground, RestoreMeans means, RestoreGroup group) {
        this.ground = ground;
        this.means = means;
        this.group = group;
        this.calls = ground.calls();
    }

    /** A plane that was made without what a restore needs. */
    static Readiness notConfigured() {
        return new Readiness(
                List.of(Finding.fault(
                        "plane",
                        "direct",
                        "was not told with what to restore",
                        "make it with DirectPlanes.Builder.restoring and DirectDataPlane.restoring, or restore by the"
                                + " operator plane, which reads the same backups")),
                Optional.empty());
    }

    CompletionStage<Readiness> run(MemberRequest request) {
        CompletableFuture<List<Finding>> rights = rights(request).toCompletableFuture();
        CompletableFuture<List<Finding>> storage = storage().toCompletableFuture();
        CompletableFuture<List<Finding>> warmUp = warmUp(request).toCompletableFuture();
        return ground.turns()
                .take(() -> source(request))
                .thenCombine(rights, DirectCheck::with)
                .thenCombine(storage, DirectCheck::with)
                .thenCombine(warmUp, DirectCheck::with);
    }

    private CompletionStage<Readiness> source(MemberRequest request) {
        SourceFolder folder;
        try {
            folder = PartReading.folder(ground, means, request.source());
        } catch (ProviderException refused) {
            return unread(request, finding("source", refused));
        }
        return new PartReading(ground, folder)
                .read()
                .handle((part, error) ->
                        error == null ? found(request, folder, part) : unread(request, finding("backup", error)))
                .thenCompose(readiness -> readiness);
    }

    /** What is restored into can be looked at all the same. */
    private CompletionStage<Readiness> unread(MemberRequest request, Finding why) {
        return target(request, TargetCheck::fresh)
                .thenApply(target -> new Readiness(
                        DirectCheck.both(List.of(why), target),
                        Optional.empty(),
                        List.of(new RestoreShare(ground, group, request, Optional.empty(), means.zones()))));
    }

    private CompletionStage<Readiness> found(MemberRequest request, SourceFolder folder, BackupPart part) {
        RestorePlan plan = RestorePlan.of(part, request.member(), NOBODY, means);
        return target(request, target -> compared(target, part, plan))
                .thenCombine(masterKey(part), DirectCheck::both)
                .thenCombine(
                        written(folder),
                        (target, written) -> new Readiness(
                                with(plan, target, written), Optional.empty(), shares(request, part, plan)));
    }

    private List<JointCheck> shares(MemberRequest request, BackupPart part, RestorePlan plan) {
        List<JointCheck> joint = new ArrayList<>();
        joint.add(new RestoreShare(ground, group, request, Optional.of(part), means.zones()));
        joint.add(new VolumeShare(ground, means.volumes(), plan.requests()));
        means.fast().ifPresent(wanted -> joint.add(new FastShare(ground, means.volumes(), plan.dataRequests())));
        return joint;
    }

    private List<Finding> with(RestorePlan plan, List<Finding> target, List<Finding> written) {
        List<Finding> findings = new ArrayList<>(plan.findings());
        findings.addAll(cold());
        findings.addAll(target);
        findings.addAll(written);
        findings.addAll(logs(plan));
        return findings;
    }

    /** A check that reads nothing of a store would find it sound. */
    private List<Finding> logs(RestorePlan plan) {
        List<String> unread = plan.findings().isEmpty() && means.checksLogs() ? WarmingUp.unread(plan) : List.of();
        return unread.isEmpty()
                ? List.of()
                : List.of(Finding.fault(
                        "warm-up",
                        "CHECK_WAL_ONLY",
                        "cannot look through the write-ahead logs of " + String.join(", ", unread)
                                + ", which are on their data volumes",
                        "choose another strategy, or none"));
    }

    private CompletionStage<List<Finding>> target(
            MemberRequest request, Function<RestoreTarget, List<Finding>> judgement) {
        Duration limit = ground.settings().call();
        return calls.read(
                        "looking at " + request.member().tidbCluster() + " in " + ground.cluster(),
                        limit,
                        () -> means.access().look(request.member().tidbCluster(), limit))
                .thenApply(target -> DirectCheck.both(target.findings(), judgement.apply(target)))
                .exceptionally(error -> List.of(finding("TidbCluster", error)));
    }

    private List<Finding> compared(RestoreTarget target, BackupPart part, RestorePlan plan) {
        List<Finding> findings = new ArrayList<>(TargetCheck.fresh(target));
        findings.addAll(TargetCheck.equal(target, part, plan));
        SpecificationCheck check = new SpecificationCheck(target.specification(), group.data());
        findings.addAll(check.versions(part.meta().clusterVersion()));
        try {
            recorded(part).ifPresent(backedUp -> findings.addAll(check.findings(backedUp)));
        } catch (IllegalArgumentException unreadable) {
            findings.add(Finding.notice(
                    "TidbCluster of the backup",
                    ground.cluster().value(),
                    "could not be read, so that encryption and TiFlash could not be compared: "
                            + unreadable.getMessage(),
                    "compare them yourself"));
        }
        return findings;
    }

    /** A warm-up that leaves to others what nobody does. */
    private List<Finding> cold() {
        boolean leftOut =
                means.warming().filter(how -> how.strategy() == Strategy.FSR).isPresent();
        return leftOut && means.fast().isEmpty()
                ? List.of(Finding.notice(
                        "warm-up",
                        Strategy.FSR.toString(),
                        "leaves out data volumes, for which fast snapshot restore is not wanted here",
                        "add DirectRestore.fastSnapshotRestore, or choose another strategy"))
                : List.of();
    }

    private Optional<Specification> recorded(BackupPart part) {
        return part.meta()
                .content()
                .objects()
                .tidbCluster()
                .map(object -> means.access().recorded(object.toString()));
    }

    /** TiKV's own encryption is none of EC2's business, but nothing of a volume can be read without its master key. */
    private CompletionStage<List<Finding>> masterKey(BackupPart part) {
        Optional<String> key;
        try {
            key = recorded(part).flatMap(SpecificationCheck::kmsKey);
        } catch (IllegalArgumentException toldAlready) {
            return CompletableFuture.completedFuture(List.of());
        }
        Duration limit = ground.settings().call();
        return key.map(wanted -> calls.read(
                                "asking for TiKV's master key",
                                limit,
                                () -> means.volumes().checkKeys(List.of(wanted), limit))
                        .exceptionally(error -> List.of(DirectCheck.unchecked("TiKV's master key", error))))
                .orElseGet(() -> CompletableFuture.completedFuture(List.of()));
    }

    /** Another restore of the same backup replaces what TiDB Operator would clean up by; ours finds volumes by their tags. */
    private CompletionStage<List<Finding>> written(SourceFolder folder) {
        return folder.restoreMetaOwner()
                .thenApply(owner -> owner.map(other -> List.of(Finding.notice(
                                "restoremeta",
                                folder.location().url(),
                                "was written by restore " + other + ", and will be replaced",
                                "do not restore the same backup twice at the same time with TiDB Operator's restore")))
                        .orElse(List.of()))
                .exceptionally(error -> List.of());
    }

    private CompletionStage<List<Finding>> warmUp(MemberRequest request) {
        Duration limit = ground.settings().call();
        return means.warming()
                .map(how -> calls.read(
                                "checking the warm-up in " + ground.cluster(),
                                limit,
                                () -> how.jobs().check(request.member().tidbCluster(), limit))
                        .exceptionally(error -> List.of(DirectCheck.unchecked("warm-up", error))))
                .orElseGet(() -> CompletableFuture.completedFuture(List.of()));
    }

    private CompletionStage<List<Finding>> rights(MemberRequest request) {
        Duration limit = ground.settings().call();
        return calls.read(
                        "checking the rights in " + ground.cluster(),
                        limit,
                        () -> means.access().checkRights(request.member().tidbCluster(), limit))
                .exceptionally(error -> List.of(DirectCheck.unchecked("rights", error)));
    }

    private CompletionStage<List<Finding>> storage() {
        StorageTrial trial = new StorageTrial(ground);
        return trial.run().exceptionally(error -> List.of(trial.failed(error)));
    }

    private static Finding finding(String field, Throwable error) {
        String fault = Causes.fault(error).map(Fault::toString).orElse("");
        return Finding.fault(field, fault, Causes.words(error), "do what the message says, and try again");
    }
}
