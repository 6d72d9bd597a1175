package io.brfed.spi;

import io.brfed.api.ByteSize;
import java.util.Arrays;
import java.util.Optional;

/**
 * The types of EBS volumes that TiKV can work on, with the bounds that the EC2 API documents for {@code CreateVolume}.
 *
 * @since 0.1.0
 */
public enum VolumeType {
    /** General purpose, I/O operations by size; nothing to choose. */
    GP2("gp2", 0, 0, 16_384),
    /** General purpose. */
    GP3("gp3", 3_000, 80_000, 65_536),
    /** Provisioned I/O operations. */
    IO1("io1", 100, 64_000, 16_384),
    /** Provisioned I/O operations. */
    IO2("io2", 100, 256_000, 65_536);

    private static final Bounds NOTHING = new Bounds(0, 0);
    private static final Bounds GP3_THROUGHPUT = new Bounds(125, 2_000);

    private final String id;
    private final int leastIops;
    private final int mostIops;
    private final int maxGibibytes;

    VolumeType(String id, int leastIops, int mostIops, int maxGibibytes) {
        this.id = id;
        this.leastIops = leastIops;
        this.mostIops = mostIops;
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
        return new Bounds(leastIops, mostIops);
    }

    /** What can be provisioned, in MiB a second. */
    public Bounds throughput() {
        return this == GP3 ? GP3_THROUGHPUT : NOTHING;
    }

    /** The largest size in GiB. */
    public int maxGibibytes() {
        return maxGibibytes;
    }

    /**
     * Whether so many I/O operations a second can be provisioned for a volume of this size. AWS documents at most 500 for each
     * GiB of gp3, of which a volume of any size has 3000, 50 of io1 and 1000 of io2.
     *
     * @param iops 0 leaves it to AWS, and always fits
     */
    public boolean fits(int iops, ByteSize size) {
        long gibibytes = size.bytes() >> 30;
        return switch (this) {
            case GP2 -> true;
            case GP3 -> iops <= Math.max(leastIops, 500 * gibibytes);
            case IO1 -> iops <= 50 * gibibytes;
            case IO2 -> iops <= 1_000 * gibibytes;
        };
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
