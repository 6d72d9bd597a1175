package io.brfed.spi;

import java.util.Arrays;
import java.util.Optional;

/**
 * The types of EBS volumes that TiKV can work on, with the bounds that the EC2 API documents for {@code CreateVolume}.
 *
 * @since 0.1.0
 */
public enum VolumeType {
    /** General purpose, I/O operations by size; nothing to choose. */
    GP2("gp2", Bounds.none(), Bounds.none(), 16_384),
    /** General purpose. */
    GP3("gp3", new Bounds(3_000, 80_000), new Bounds(125, 2_000), 65_536),
    /** Provisioned I/O operations. */
    IO1("io1", new Bounds(100, 64_000), Bounds.none(), 16_384),
    /** Provisioned I/O operations. */
    IO2("io2", new Bounds(100, 256_000), Bounds.none(), 65_536);

    private final String id;
    private final Bounds iops;
    private final Bounds throughput;
    private final int maxGibibytes;

    VolumeType(String id, Bounds iops, Bounds throughput, int maxGibibytes) {
        this.id = id;
        this.iops = iops;
        this.throughput = throughput;
        this.maxGibibytes = maxGibibytes;
    }

    /** AWS' name of it, for example {@code gp3}. */
    public String id() {
        return id;
    }

    /** The type of a name; empty if it is none of these. */
    public static Optional<VolumeType> named(String id) {
        return Arrays.stream(values()).filter(type -> type.id.equals(id)).findFirst();
    }

    /** What can be provisioned, in I/O operations a second. */
    public Bounds iops() {
        return iops;
    }

    /** What can be provisioned, in MiB a second. */
    public Bounds throughput() {
        return throughput;
    }

    /** The largest size in GiB. */
    public int maxGibibytes() {
        return maxGibibytes;
    }

    /** Whether I/O operations have to be given. */
    public boolean needsIops() {
        return this == IO1 || this == IO2;
    }

    /**
     * The smallest and largest value that may be given.
     *
     * @param least the smallest
     * @param most the largest; 0 if nothing may be given
     * @since 0.1.0
     */
    public record Bounds(int least, int most) {
        /** Checks the order. */
        public Bounds {
            if (least < 0 || most < least) {
                throw new IllegalArgumentException("bounds " + least + " to " + most);
            }
        }

        static Bounds none() {
            return new Bounds(0, 0);
        }

        /** Whether the value may be given; 0, which leaves it to AWS, always may. */
        public boolean permit(int value) {
            return value == 0 || (value >= least && value <= most);
        }

        /** For example {@code 3000 to 80000}. */
        @Override
        public String toString() {
            return most == 0 ? "nothing" : least + " to " + most;
        }
    }
}
