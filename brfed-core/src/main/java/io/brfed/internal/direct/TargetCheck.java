package io.brfed.internal.direct;

import io.brfed.api.Finding;
import io.brfed.spi.RestoreTarget;
import io.brfed.spi.RestoreTarget.Specification;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Compares a TidbCluster that is restored into with what was backed up. */
final class TargetCheck {
    private TargetCheck() {}

    /** What was started, or left by somebody else. */
    static List<Finding> fresh(RestoreTarget target) {
        List<Finding> findings = new ArrayList<>();
        if (target.mode() != RestoreTarget.Mode.RECOVERY) {
            findings.add(Finding.fault(
                    "spec.recoveryMode",
                    "false",
                    "the TidbCluster is not in recovery mode, so it starts TiKV without its volumes",
                    "create a new TidbCluster with spec.recoveryMode: true"));
        }
        target.volumesReady()
                .ifPresent(who -> findings.add(Finding.fault(
                        "tidb.pingcap.com/tikv-volumes-ready",
                        who,
                        "another restore has let TiKV start",
                        "delete that restore, or create a new TidbCluster")));
        if (!target.pods().isEmpty() || !target.stores().isEmpty()) {
            findings.add(Finding.fault(
                    "TiKV",
                    target.pods().stream().map(RestoreTarget.Pod::name).toList() + " " + target.stores(),
                    "runs, or has run, already",
                    "create a new TidbCluster in recovery mode, in which nothing has been started"));
        }
        target.claims()
                .forEach(claim -> findings.add(Finding.fault(
                        "persistent volume claim",
                        claim.name(),
                        claim.restore()
                                .map(restore -> "was made by restore " + restore)
                                .orElse("exists already under the name that a restored one needs"),
                        "delete it if nobody needs it, or restore into another TidbCluster")));
        return findings;
    }

    /** What is not as it was in the backup. */
    static List<Finding> equal(RestoreTarget target, BackupPart part, RestorePlan plan) {
        List<Finding> findings = new ArrayList<>();
        Specification wanted = target.specification();
        int stores = part.meta().content().stores().size();
        if (wanted.replicas().tikv() != stores) {
            findings.add(Finding.fault(
                    "spec.tikv.replicas",
                    Integer.toString(wanted.replicas().tikv()),
                    "the backup has " + stores + " stores here",
                    "set it to " + stores));
        }
        Set<String> volumes = new TreeSet<>();
        plan.volumes().forEach(volume -> volumes.add(volume.volume()));
        if (plan.findings().isEmpty() && !volumes.equals(new TreeSet<>(wanted.tikvVolumes()))) {
            findings.add(Finding.fault(
                    "spec.tikv.storageVolumes",
                    wanted.tikvVolumes().toString(),
                    "the stores of the backup have volumes " + volumes,
                    "give TiKV the same volumes"));
        }
        return findings;
    }
}
