package io.brfed.tikv.internal;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Puts older forms of private keys into the one that the JDK reads. */
final class Der {
    private static final byte[] VERSION_0 = {2, 1, 0};
    private static final byte[] RSA = {
        0x30, 0x0d, 0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00
    };
    private static final byte[] EC_OID = {0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01};
    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;
    private static final int CURVE = 0xa0;

    private Der() {}

    static byte[] rsaToPkcs8(byte[] key) {
        return element(SEQUENCE, VERSION_0, RSA, element(OCTETS, key));
    }

    static byte[] ecToPkcs8(byte[] key) {
        return element(SEQUENCE, VERSION_0, element(SEQUENCE, EC_OID, curve(key)), element(OCTETS, key));
    }

    /** The curve's id out of SEQUENCE { version, OCTET STRING, [0] curve, ... }. */
    private static byte[] curve(byte[] key) {
        int at = contentOf(key, 0);
        while (at < key.length && (key[at] & 0xff) != CURVE) {
            at = contentOf(key, at) + lengthOf(key, at);
        }
        if (at >= key.length) {
            return new byte[0];
        }
        int from = contentOf(key, at);
        return Arrays.copyOfRange(key, from, from + lengthOf(key, at));
    }

    private static int contentOf(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        return at + 2 + (first < 0x80 ? 0 : first & 0x7f);
    }

    private static int lengthOf(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        int length = first < 0x80 ? first : 0;
        for (int i = 0; i < (first < 0x80 ? 0 : first & 0x7f); i++) {
            length = (length << 8) | (der[at + 2 + i] & 0xff);
        }
        // Of a key that is cut off, or none.
        if (length < 0 || length > der.length) {
            throw new IndexOutOfBoundsException("an element of " + length + " bytes");
        }
        return length;
    }

    private static byte[] element(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        int length = content.size();
        if (length < 0x80) {
            out.write(length);
        } else if (length < 0x100) {
            out.writeBytes(new byte[] {(byte) 0x81, (byte) length});
        } else {
            out.writeBytes(new byte[] {(byte) 0x82, (byte) (length >> 8), (byte) length});
        }
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }
}
