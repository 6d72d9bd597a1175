package io.brfed.spi;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * A boundary of a region, encoded as PD and TiKV store it; the empty key is unbounded. Ordered bytewise, unsigned.
 * Immutable.
 *
 * @since 0.1.0
 */
public final class Key implements Comparable<Key> {
    /** Unbounded. */
    public static final Key UNBOUNDED = new Key(new byte[0]);

    private final byte[] bytes;

    private Key(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A key of these bytes. */
    public static Key of(byte... bytes) {
        return bytes.length == 0 ? UNBOUNDED : new Key(bytes.clone());
    }

    /** A copy of its bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** How many bytes it has. */
    public int length() {
        return bytes.length;
    }

    /**
     * Writes its bytes into an array.
     *
     * @param at where its first byte goes
     */
    public void copyTo(byte[] target, int at) {
        System.arraycopy(bytes, 0, target, at, bytes.length);
    }

    /** Whether it is unbounded. */
    public boolean isUnbounded() {
        return bytes.length == 0;
    }

    @Override
    public int compareTo(Key other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Key that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** In hexadecimal digits. */
    @Override
    public String toString() {
        return bytes.length == 0
                ? "(unbounded)"
                : HexFormat.of().withUpperCase().formatHex(bytes);
    }
}
