package io.brfed.testkit.kubernetes;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Whether a data plane works on a member at all: its spec, its TidbCluster and the script are looked at before each
 * phase. A fault of the spec is final, a missing TidbCluster is waited for. Belongs to the lane of the member.
 */
final class MemberAdmission {

    private final OperatorEnvironment environment;
    private final ManagedObject member;
    private final Supplier<Optional<StageFault>> refusal;
    private final Function<TidbClusterView, Optional<String>> faultOfCluster;
    private String admittedPhase = "";

    MemberAdmission(
            OperatorEnvironment environment,
            ManagedObject member,
            Supplier<Optional<StageFault>> refusal,
            Function<TidbClusterView, Optional<String>> faultOfCluster) {
        this.environment = environment;
        this.member = member;
        this.refusal = refusal;
        this.faultOfCluster = faultOfCluster;
    }

    /** Empty if the member is fit; else it was marked, and is looked at again if that may help. */
    Optional<Step> refused() {
        String phase = member.kind() == MemberKind.BACKUP
                ? member.spec("federalVolumeBackupPhase")
                : member.spec("federalVolumeRestorePhase");
        Optional<StageFault> scripted = refusal.get();
        if (scripted.isPresent()) {
            return refuse(scripted.get());
        }
        if (phase.equals(admittedPhase)) {
            return Optional.empty();
        }
        Optional<String> fault = TidbClusterView.faultOfSpec(member);
        if (fault.isPresent()) {
            return invalid(fault.get());
        }
        Optional<TidbClusterView> cluster = TidbClusterView.read(environment.http(), member);
        if (cluster.isEmpty()) {
            return refuse(StageFault.condition(
                    "RetryFailed",
                    "FailedToFetchTidbCluster",
                    "tidbcluster " + TidbClusterView.namespace(member) + "/" + member.spec("br", "cluster")
                            + " was not found"));
        }
        Optional<String> unfit = faultOfCluster.apply(cluster.get());
        if (unfit.isPresent()) {
            return invalid(unfit.get());
        }
        admittedPhase = phase;
        return Optional.empty();
    }

    private Optional<Step> invalid(String message) {
        return refuse(StageFault.condition("Invalid", "InvalidSpec", message));
    }

    private Optional<Step> refuse(StageFault fault) {
        member.edit(status -> status.condition(fault.content()));
        return Optional.of(Step.in(environment.settings().retryInterval()));
    }
}
