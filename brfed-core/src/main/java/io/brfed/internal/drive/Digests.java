package io.brfed.internal.drive;

import io.brfed.plane.Cluster;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeSet;

/** The digest that tells whether two calls of one name ask for the same. */
final class Digests {
    private static final int SHOWN_BYTES = 16;

    private Digests() {}

    /** Initializer and deadlines are not part of it: a later call goes on with those recorded. */
    static String of(Request request) {
        TreeSet<String> lines = new TreeSet<>();
        for (Cluster cluster : request.clusters()) {
            lines.add("member " + cluster.placement() + " " + cluster.plane().fingerprint());
        }
        request.sources().forEach((name, location) -> lines.add("source " + name + " " + location));
        String text = request.kind() + " " + request.name() + "\n" + String.join("\n", lines);
        return HexFormat.of().formatHex(sha256(text), 0, SHOWN_BYTES);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
