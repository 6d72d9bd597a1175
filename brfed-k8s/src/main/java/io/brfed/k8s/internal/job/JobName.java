package io.brfed.k8s.internal.job;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names of jobs: a name is also a label of their pods, so that it has at most 63 characters. */
final class JobName {
    private static final int MAX = 63;
    private static final int DIGEST = 10;

    private JobName() {}

    /** The parts, joined; shortened, with a digest of the whole, if that is too long. The same each time. */
    static String of(String... parts) {
        String whole = String.join("-", parts);
        if (whole.length() <= MAX) {
            return whole;
        }
        String begin = whole.substring(0, MAX - DIGEST - 1).replaceAll("[-.]+$", "");
        return begin + "-" + digest(whole).substring(0, DIGEST);
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
