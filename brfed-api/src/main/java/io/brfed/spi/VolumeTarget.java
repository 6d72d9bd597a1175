package io.brfed.spi;

import io.brfed.api.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Where a new volume is made and what it is. Its size is that of its snapshot. Immutable.
 *
 * @param zone the availability zone, for example {@code us-west-2a}
 * @param type the type
 * @param iops I/O operations a second; 0 leaves it to AWS
 * @param throughput MiB a second; 0 leaves it to AWS
 * @param encryption how it is encrypted
 * @param initializationRate MiB a second at which it is filled from its snapshot, which AWS charges for by the GiB; 0 leaves
 *     it to AWS, as it then comes
 * @since 0.1.0
 */
public record VolumeTarget(
        String zone, VolumeType type, int iops, int throughput, VolumeEncryption encryption, int initializationRate) {
    /** What the EC2 API documents for VolumeInitializationRate of CreateVolume. */
    private static final VolumeType.Bounds INITIALIZATION_RATE = new VolumeType.Bounds(100, 300);

    /** AWS permits a quarter of a MiB a second for each I/O operation a second of gp3. */
    private static final int GP3_IOPS_PER_THROUGHPUT = 4;

    /** Checks that no part is missing; bounds are {@linkplain #findings found} with everything else. */
    public VolumeTarget {
        Objects.requireNonNull(zone, "zone");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(encryption, "encryption");
        if (zone.isBlank() || iops < 0 || throughput < 0 || initializationRate < 0) {
            throw new IllegalArgumentException("zone '" + zone + "', " + iops + " IOPS, " + throughput
                    + " MiB/s and initialization at " + initializationRate
                    + " MiB/s; the zone must be given, no number may be negative");
        }
    }

    /** A volume of type gp3 in a zone, all else left to AWS. */
    public static VolumeTarget gp3(String zone) {
        return new VolumeTarget(zone, VolumeType.GP3, 0, 0, VolumeEncryption.AS_SNAPSHOT, 0);
    }

    /** What AWS would refuse of it, whatever the account. */
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        if (!type.iops().permit(iops)) {
            findings.add(Finding.fault(
                    "volume IOPS",
                    Integer.toString(iops),
                    "type " + type.id() + " permits " + type.iops(),
                    "give a number within that, or none"));
        }
        if (iops == 0 && type.needsIops()) {
            findings.add(
                    Finding.fault("volume IOPS", "0", "type " + type.id() + " needs a number", "give " + type.iops()));
        }
        if (!type.throughput().permit(throughput)) {
            findings.add(Finding.fault(
                    "volume throughput",
                    throughput + " MiB/s",
                    "type " + type.id() + " permits " + type.throughput(),
                    "give a number within that, or none"));
        }
        int effective = Math.max(iops, type.iops().least());
        if (type == VolumeType.GP3 && (long) throughput * GP3_IOPS_PER_THROUGHPUT > effective) {
            findings.add(Finding.fault(
                    "volume throughput",
                    throughput + " MiB/s",
                    "gp3 permits a quarter of its " + effective + " IOPS",
                    "give " + (long) throughput * GP3_IOPS_PER_THROUGHPUT + " IOPS or more"));
        }
        if (!INITIALIZATION_RATE.permit(initializationRate)) {
            findings.add(Finding.fault(
                    "volume initialization rate",
                    initializationRate + " MiB/s",
                    "AWS permits " + INITIALIZATION_RATE,
                    "give a number within that, or none"));
        }
        return List.copyOf(findings);
    }
}
