package io.brfed.tikv.internal;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads certificates and private keys. Messages name the file, never what is in it. */
final class PemFiles {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "Ed25519");

    private PemFiles() {}

    static List<Certificate> certificates(Path file, String what) {
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            List<Certificate> found = new ArrayList<>();
            Matcher block = BLOCK.matcher(text(file, what));
            while (block.find()) {
                if (block.group(1).equals("CERTIFICATE")) {
                    found.add(factory.generateCertificate(new ByteArrayInputStream(bytes(block))));
                }
            }
            if (found.isEmpty()) {
                throw new ProviderException(Fault.REFUSED, what + " file " + file + " holds no certificate in PEM");
            }
            return found;
        } catch (GeneralSecurityException | IllegalArgumentException bad) {
            throw new ProviderException(
                    Fault.REFUSED, what + " file " + file + " holds a certificate that cannot be read", bad);
        }
    }

    static PrivateKey privateKey(Path file) {
        Matcher block = BLOCK.matcher(text(file, "key"));
        while (block.find()) {
            String kind = block.group(1);
            if (kind.equals("ENCRYPTED PRIVATE KEY")) {
                throw new ProviderException(
                        Fault.REFUSED, "key file " + file + " is encrypted; decrypt it, PD and TiKV need it so, too");
            }
            if (kind.endsWith("PRIVATE KEY")) {
                return parse(toPkcs8(kind, bytes(block)), file);
            }
        }
        throw new ProviderException(Fault.REFUSED, "key file " + file + " holds no private key in PEM");
    }

    private static byte[] toPkcs8(String kind, byte[] key) {
        return switch (kind) {
            case "RSA PRIVATE KEY" -> Der.rsaToPkcs8(key);
            case "EC PRIVATE KEY" -> Der.ecToPkcs8(key);
            default -> key;
        };
    }

    private static PrivateKey parse(byte[] pkcs8, Path file) {
        return ALGORITHMS.stream()
                .flatMap(algorithm -> parse(pkcs8, algorithm).stream())
                .findFirst()
                .orElseThrow(() -> new ProviderException(
                        Fault.REFUSED, "key file " + file + " holds a private key that is none of " + ALGORITHMS));
    }

    private static Optional<PrivateKey> parse(byte[] pkcs8, String algorithm) {
        try {
            return Optional.of(KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
        } catch (GeneralSecurityException another) {
            return Optional.empty();
        }
    }

    private static byte[] bytes(Matcher block) {
        return Base64.getMimeDecoder().decode(block.group(2));
    }

    private static String text(Path file, String what) {
        try {
            return Files.readString(file, StandardCharsets.US_ASCII);
        } catch (IOException unreadable) {
            throw new ProviderException(
                    Fault.REFUSED, what + " file " + file + " cannot be read: " + unreadable, unreadable);
        }
    }

    /** Puts older forms of keys into the one that the JDK reads. */
    private static final class Der {
        private static final byte[] VERSION_0 = {2, 1, 0};
        private static final byte[] RSA = {
            0x30,
            0x0d,
            0x06,
            0x09,
            0x2a,
            (byte) 0x86,
            0x48,
            (byte) 0x86,
            (byte) 0xf7,
            0x0d,
            0x01,
            0x01,
            0x01,
            0x05,
            0x00
        };
        private static final byte[] EC_OID = {0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01};
        private static final int SEQUENCE = 0x30;
        private static final int OCTETS = 0x04;
        private static final int CURVE = 0xa0;

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
            if (first < 0x80) {
                return first;
            }
            int length = 0;
            for (int i = 0; i < (first & 0x7f); i++) {
                length = (length << 8) | (der[at + 2 + i] & 0xff);
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
}
