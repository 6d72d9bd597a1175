package io.brfed.api;

/**
 * The id that PD gave to one TiKV store; an unsigned 64-bit number. Immutable.
 *
 * @param bits the number's 64 bits
 * @since 0.1.0
 */
public record StoreId(long bits) implements Comparable<StoreId> {
    /**
     * Reads an unsigned decimal number.
     *
     * @throws NumberFormatException if the text is not an unsigned 64-bit decimal number
     */
    public static StoreId parse(String decimal) {
        return new StoreId(Long.parseUnsignedLong(decimal));
    }

    @Override
    public int compareTo(StoreId other) {
        return Long.compareUnsigned(bits, other.bits);
    }

    /** The unsigned decimal number. */
    @Override
    public String toString() {
        return Long.toUnsignedString(bits);
    }
}
