package io.brfed.aws.internal;

import io.brfed.api.ByteSize;
import io.brfed.api.Finding;
import io.brfed.api.SnapshotId;
import io.brfed.spi.SourceSnapshot;
import io.brfed.spi.VolumeRequest;
import io.brfed.spi.VolumeType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.services.ec2.model.Volume;

/**
 * How much the volumes of an account may hold and do in one region, by their type. A quota that nobody has set is AWS' default,
 * which may have been raised, so that exceeding it is only worth a notice. Immutable.
 *
 * @param storage what was set of storage
 * @param iops what was set of provisioned I/O operations a second; there is no limit where nothing was
 * @param volumes how many volumes there may be of one type; 0 for no limit, as AWS has none of its own
 */
public record VolumeQuotas(Map<VolumeType, ByteSize> storage, Map<VolumeType, Integer> iops, int volumes) {
    private static final ByteSize DEFAULT_STORAGE = new ByteSize(50L << 40);
    private static final ByteSize DEFAULT_IO2_STORAGE = new ByteSize(20L << 40);

    /** Copies the maps. */
    public VolumeQuotas {
        storage = Map.copyOf(storage);
        iops = Map.copyOf(iops);
    }

    List<Finding> findings(Demand demand) {
        List<Finding> findings = new ArrayList<>();
        String type = demand.type().id();
        ByteSize set = storage.get(demand.type());
        ByteSize assumed = demand.type() == VolumeType.IO2 ? DEFAULT_IO2_STORAGE : DEFAULT_STORAGE;
        ByteSize quota = set == null ? assumed : set;
        if (demand.used().plus(demand.more()).compareTo(quota) > 0) {
            String value = demand.used() + " + " + demand.more();
            String problem = "more than the quota of " + quota + " in this region";
            findings.add(
                    set == null
                            ? Finding.notice(
                                    "storage of type " + type,
                                    value,
                                    problem + ", which is AWS' default",
                                    "have it raised if it was not yet, and set it here")
                            : Finding.fault(
                                    "storage of type " + type,
                                    value,
                                    problem,
                                    "have it raised, delete volumes, or choose another type"));
        }
        Integer most = iops.get(demand.type());
        if (most != null && demand.usedIops() + demand.moreIops() > most) {
            findings.add(Finding.fault(
                    "IOPS of type " + type,
                    demand.usedIops() + " + " + demand.moreIops(),
                    "more than the quota of " + most + " in this region",
                    "have it raised, or provision fewer"));
        }
        int count = demand.there().size() + demand.wanted().size();
        if (volumes > 0 && count > volumes) {
            findings.add(Finding.fault(
                    "volumes of type " + type,
                    demand.there().size() + " + " + demand.wanted().size(),
                    "more than the quota of " + volumes,
                    "delete volumes, or have it raised"));
        }
        return findings;
    }

    /**
     * What is asked for of one type, and what there is.
     *
     * @param type the type
     * @param wanted the requests of that type
     * @param sources their snapshots, as far as they exist
     * @param there the volumes of that type
     */
    record Demand(
            VolumeType type, List<VolumeRequest> wanted, Map<SnapshotId, SourceSnapshot> sources, List<Volume> there) {
        Demand {
            wanted = wanted.stream()
                    .filter(request -> request.target().type() == type)
                    .toList();
        }

        ByteSize more() {
            return new ByteSize(wanted.stream()
                    .map(request -> sources.get(request.snapshot()))
                    .filter(Objects::nonNull)
                    .mapToLong(source -> source.size().bytes())
                    .sum());
        }

        ByteSize used() {
            return new ByteSize(there.stream()
                    .mapToLong(volume -> Ec2Reading.gibibytes(volume.size()).bytes())
                    .sum());
        }

        long moreIops() {
            return wanted.stream()
                    .mapToLong(request ->
                            Math.max(request.target().iops(), type.iops().least()))
                    .sum();
        }

        long usedIops() {
            return there.stream()
                    .mapToLong(volume -> Ec2Reading.number(volume.iops()))
                    .sum();
        }
    }
}
