package io.brfed.internal.direct;

import io.brfed.api.ClusterName;
import io.brfed.api.Finding;
import io.brfed.api.OperationId;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.internal.direct.rebuild.RebuildPlan;
import io.brfed.internal.direct.rebuild.RebuildTarget;
import io.brfed.internal.direct.rebuild.RebuiltVolume;
import io.brfed.internal.direct.restore.VolumePlan;
import io.brfed.plane.Member;
import io.brfed.plane.Placement;
import io.brfed.spi.TikvVolume;
import io.brfed.spi.VolumeClaim;
import io.brfed.spi.VolumeRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * What one member makes: the volumes, and the objects for each. The same for the same backup and configuration. Immutable.
 *
 * @param volumes the volumes with their objects
 * @param requests how each is asked for, in the same order; empty if there is a fault
 * @param findings what does not fit
 */
record RestorePlan(List<RebuiltVolume> volumes, List<VolumeRequest> requests, List<Finding> findings) {
    RestorePlan {
        volumes = List.copyOf(volumes);
        requests = List.copyOf(requests);
        findings = List.copyOf(findings);
    }

    static RestorePlan of(BackupPart part, Member member, OperationId id, RestoreMeans means) {
        RebuildTarget target = new RebuildTarget(
                new Placement(member.cluster(), member.tidbCluster()), means.zones(), id, member.operation());
        RebuildPlan rebuilt = RebuildPlan.of(part.meta().content(), target);
        List<Finding> findings = new ArrayList<>(rebuilt.findings());
        rebuilt.volumes().forEach(volume -> check(volume, findings));
        List<VolumeRequest> requests = new ArrayList<>();
        if (findings.isEmpty()) {
            rebuilt.volumes().forEach(volume -> requests.add(request(volume, member, id, means)));
        }
        return new RestorePlan(rebuilt.volumes(), requests, findings);
    }

    private static void check(RebuiltVolume volume, List<Finding> findings) {
        if (volume.store().isEmpty()) {
            findings.add(Finding.fault(
                    "store of " + volume.claim(),
                    volume.source().value(),
                    "has no id in the backup's metadata, so that nobody could tell whether all stores are there",
                    "restore another backup"));
        }
        if (volume.zone().isBlank()) {
            findings.add(Finding.fault(
                    "zone of " + volume.claim(),
                    volume.source().value(),
                    "is neither in the backup's metadata nor in its persistent volume",
                    "restore another backup"));
        }
    }

    private static VolumeRequest request(RebuiltVolume volume, Member member, OperationId id, RestoreMeans means) {
        return new VolumeRequest(
                id,
                member.operation(),
                member.cluster(),
                volume.store().orElseThrow(),
                volume.role(),
                volume.snapshot(),
                means.target(volume.role(), volume.zone()),
                new VolumeClaim(volume.persistentVolume(), volume.claim(), volume.namespace()),
                means.tags(),
                1);
    }

    /** Those for data volumes, which are restored fast where that is wanted. */
    List<VolumeRequest> dataRequests() {
        return requests.stream()
                .filter(request -> request.role().equals(TikvVolume.DATA))
                .toList();
    }

    /** What to make; refused if it does not fit. */
    VolumePlan usable(OperationId id, ClusterName cluster) {
        if (!findings.isEmpty()) {
            throw new ProviderException(
                    Fault.REFUSED,
                    String.join("; ", findings.stream().map(Finding::toString).toList()));
        }
        return new VolumePlan(id, cluster, requests);
    }
}
