package io.brfed.tikv;

import java.nio.file.Path;
import java.util.Objects;

/**
 * The files of mutual TLS, in PEM: what PD and TiKV are given as {@code cacert-path}, {@code cert-path} and
 * {@code key-path}. One set serves PD over HTTP, PD over gRPC and TiKV. Immutable.
 *
 * @param authority the certificates of the authorities that signed the servers' certificates
 * @param certificate the client's certificate, followed by those between it and its authority
 * @param key the client's private key, not encrypted: PKCS#8, or PKCS#1 of RSA, or SEC 1 of elliptic curves
 * @since 0.1.0
 */
public record TlsFiles(Path authority, Path certificate, Path key) {
    /** Checks that no file is missing from the set. */
    public TlsFiles {
        Objects.requireNonNull(authority, "authority");
        Objects.requireNonNull(certificate, "certificate");
        Objects.requireNonNull(key, "key");
    }
}
