package io.brfed.tikv.internal;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * Keys as TiDB writes them, and as the bounds of regions have them: groups of eight bytes, each followed by one that says how
 * many of the eight are filling, so that encoded keys sort as the raw ones do. An unbounded key is never encoded.
 */
public final class KeyCoding {
    private static final int GROUP = 8;
    private static final int FULL = 0xff;

    private KeyCoding() {}

    /** Encodes a key, also the empty one. */
    public static byte[] encode(byte[] raw) {
        ByteArrayOutputStream out = new ByteArrayOutputStream((raw.length / GROUP + 1) * (GROUP + 1));
        for (int at = 0; at <= raw.length; at += GROUP) {
            int length = Math.min(GROUP, raw.length - at);
            out.write(raw, at, length);
            out.writeBytes(new byte[GROUP - length]);
            out.write(FULL - (GROUP - length));
        }
        return out.toByteArray();
    }

    /**
     * Decodes a key.
     *
     * @throws IllegalArgumentException if it is not one that was encoded
     */
    public static byte[] decode(byte[] encoded) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(encoded.length);
        for (int at = 0; at + GROUP < encoded.length; at += GROUP + 1) {
            int length = GROUP - (FULL - (encoded[at + GROUP] & 0xff));
            if (length < 0 || !isFilling(encoded, at + length, at + GROUP)) {
                break;
            }
            out.write(encoded, at, length);
            if (length < GROUP && at + GROUP + 1 == encoded.length) {
                return out.toByteArray();
            } else if (length < GROUP) {
                break;
            }
        }
        throw new IllegalArgumentException("a key of " + encoded.length + " bytes that is not in groups of " + GROUP);
    }

    private static boolean isFilling(byte[] bytes, int from, int to) {
        return Arrays.equals(bytes, from, to, new byte[to - from], 0, to - from);
    }
}
