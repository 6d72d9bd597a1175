package io.brfed.tikv.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads certificates and private keys, and collects what is wrong with their files. Its words name the file, and never what
 * is in it, nor do they have causes that might.
 */
final class PemFiles {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "Ed25519");

    /** No certificate is as large. */
    private static final int MOST_BYTES = 1 << 20;

    private final List<String> faults;

    PemFiles(List<String> faults) {
        this.faults = faults;
    }

    /** The certificates of a file; none if something is wrong with it. */
    List<X509Certificate> certificates(Path file, String what) {
        String name = what + " file " + file;
        List<Block> blocks = blocks(file, name);
        List<X509Certificate> found = new ArrayList<>();
        for (Block block : blocks) {
            if (block.kind().equals("CERTIFICATE")) {
                Optional<X509Certificate> certificate = certificate(block);
                if (certificate.isEmpty()) {
                    fault(name + " holds a certificate, number " + (found.size() + 1)
                            + ", that cannot be read; is it cut" + " off?");
                    return List.of();
                }
                found.add(certificate.get());
            }
        }
        if (found.isEmpty() && !blocks.isEmpty()) {
            fault(name + " holds no certificate, but " + kinds(blocks) + "; are the files mixed up?");
        }
        return found;
    }

    private static Optional<X509Certificate> certificate(Block block) {
        try {
            byte[] bytes = Base64.getMimeDecoder().decode(block.content());
            return Optional.of((X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(bytes)));
        } catch (GeneralSecurityException | IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }

    /** The private key of a file; none if something is wrong with it. */
    Optional<PrivateKey> privateKey(Path file) {
        String name = "key file " + file;
        List<Block> blocks = blocks(file, name);
        for (Block block : blocks) {
            if (block.kind().endsWith("PRIVATE KEY")) {
                return privateKey(block, name);
            }
        }
        if (!blocks.isEmpty()) {
            fault(name + " holds no private key, but " + kinds(blocks) + "; are the files mixed up?");
        }
        return Optional.empty();
    }

    private Optional<PrivateKey> privateKey(Block block, String name) {
        if (block.kind().startsWith("ENCRYPTED") || block.content().contains("ENCRYPTED")) {
            fault(name + " is encrypted; decrypt it, PD and TiKV need it so, too");
            return Optional.empty();
        }
        Optional<PrivateKey> key = parse(block);
        if (key.isEmpty()) {
            fault(name + " holds a private key that cannot be read, or is none of " + ALGORITHMS);
        }
        return key;
    }

    private static Optional<PrivateKey> parse(Block block) {
        byte[] pkcs8;
        try {
            pkcs8 = toPkcs8(block.kind(), Base64.getMimeDecoder().decode(block.content()));
        } catch (IllegalArgumentException | IndexOutOfBoundsException cutOff) {
            return Optional.empty();
        }
        return ALGORITHMS.stream()
                .flatMap(algorithm -> parse(pkcs8, algorithm).stream())
                .findFirst();
    }

    private static byte[] toPkcs8(String kind, byte[] key) {
        return switch (kind) {
            case "RSA PRIVATE KEY" -> Der.rsaToPkcs8(key);
            case "EC PRIVATE KEY" -> Der.ecToPkcs8(key);
            default -> key;
        };
    }

    private static Optional<PrivateKey> parse(byte[] pkcs8, String algorithm) {
        try {
            return Optional.of(KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
        } catch (GeneralSecurityException another) {
            return Optional.empty();
        }
    }

    /**
     * One thing in a file.
     *
     * @param kind what it says that it is
     * @param content the rest, in Base64 if it is well-formed
     */
    private record Block(String kind, String content) {}

    private List<Block> blocks(Path file, String name) {
        Optional<String> text = text(file, name);
        List<Block> blocks = new ArrayList<>();
        text.ifPresent(pem -> {
            Matcher block = BLOCK.matcher(pem);
            while (block.find()) {
                blocks.add(new Block(block.group(1), block.group(2)));
            }
            if (blocks.isEmpty()) {
                fault(name
                        + (pem.isBlank()
                                ? " is empty"
                                : " is not in PEM, or cut off; it has no complete '-----BEGIN ...'" + " block"));
            }
        });
        return blocks;
    }

    private static String kinds(List<Block> blocks) {
        return new TreeSet<>(blocks.stream().map(Block::kind).toList()).toString();
    }

    private Optional<String> text(Path file, String name) {
        try {
            if (Files.isDirectory(file)) {
                fault(name + " is a folder");
            } else if (Files.size(file) > MOST_BYTES) {
                fault(name + " has more than " + MOST_BYTES + " bytes; is it the right one?");
            } else {
                return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        } catch (NoSuchFileException missing) {
            fault(name + " does not exist");
        } catch (IOException unreadable) {
            fault(name + " cannot be read (" + unreadable.getClass().getSimpleName() + "); let this process read it");
        }
        return Optional.empty();
    }

    private void fault(String text) {
        faults.add(text);
    }
}
