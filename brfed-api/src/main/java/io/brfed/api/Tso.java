package io.brfed.api;

import java.time.Instant;

/**
 * A timestamp of PD's oracle: milliseconds since 1970 in the upper 46 bits, a logical counter in the lower 18; unsigned
 * and ordered as such. Immutable.
 *
 * @param bits the timestamp's 64 bits
 * @since 0.1.0
 */
public record Tso(long bits) implements Comparable<Tso> {
    private static final int LOGICAL_BITS = 18;

    /**
     * Reads the decimal form in which members report a commitTs.
     *
     * @throws NumberFormatException if the text is not an unsigned 64-bit decimal number
     */
    public static Tso parse(String decimal) {
        return new Tso(Long.parseUnsignedLong(decimal));
    }

    /** The timestamp with the given wall-clock time and logical counter 0. */
    public static Tso at(Instant time) {
        return new Tso(time.toEpochMilli() << LOGICAL_BITS);
    }

    /** The wall-clock part, in milliseconds precision. */
    public Instant physicalTime() {
        return Instant.ofEpochMilli(bits >>> LOGICAL_BITS);
    }

    @Override
    public int compareTo(Tso other) {
        return Long.compareUnsigned(bits, other.bits);
    }

    /** The unsigned decimal number. */
    @Override
    public String toString() {
        return Long.toUnsignedString(bits);
    }
}
