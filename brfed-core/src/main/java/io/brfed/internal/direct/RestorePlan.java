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
import java.util.List;

/**
 * What one member makes: the volumes, and the objects for each. The same for the same backup and configuration. Immutable.
 *
 * @param volumes the volumes with their objects
 * @param requests how each is asked for, in the same order; those of stores without an id are left out
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
        List<VolumeRequest> requests = rebuilt.volumes().stream()
                .filter(volume -> volume.store().isPresent())
                .map(volume -> request(volume, member, id, means))
                .toList();
        return new RestorePlan(rebuilt.volumes(), requests, rebuilt.findings());
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
