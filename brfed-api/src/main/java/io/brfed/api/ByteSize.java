package io.brfed.api;

import java.util.Locale;

/**
 * An amount of data in bytes. Immutable.
 *
 * @param bytes not negative
 * @since 0.1.0
 */
public record ByteSize(long bytes) implements Comparable<ByteSize> {
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
    private static final double STEP = 1000;

    /** Refuses a negative amount with {@link IllegalArgumentException}. */
    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size of " + bytes + " bytes is negative");
        }
    }

    /** The sum of both. */
    public ByteSize plus(ByteSize other) {
        return new ByteSize(Math.addExact(bytes, other.bytes));
    }

    @Override
    public int compareTo(ByteSize other) {
        return Long.compare(bytes, other.bytes);
    }

    /** Readable form with SI units of base 1000, one decimal below 10: {@code 9.5 GB}, {@code 83 MB}, {@code 7 B}. */
    @Override
    public String toString() {
        if (bytes < 10) {
            return bytes + " B";
        }
        int unit = 0;
        double value = bytes;
        while (value >= STEP && unit < UNITS.length - 1) {
            value /= STEP;
            unit++;
        }
        double tenths = Math.floor(value * 10 + 0.5) / 10;
        return tenths < 10
                ? String.format(Locale.ROOT, "%.1f %s", tenths, UNITS[unit])
                : String.format(Locale.ROOT, "%.0f %s", tenths, UNITS[unit]);
    }
}
