package io.brfed.tikv.internal;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.tikv.TlsFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Keys and trust made from the files, for HTTP and gRPC alike.
 *
 * @param files where they are from
 * @param keys the client's key
 * @param trust whom it trusts
 */
public record Tls(TlsFiles files, KeyManagerFactory keys, TrustManagerFactory trust) {
    private static final byte[] PROBE = "does this key belong to that certificate".getBytes(StandardCharsets.US_ASCII);

    /**
     * Reads the files.
     *
     * @throws ProviderException {@code REFUSED} with everything that is wrong with them
     */
    public static Tls read(TlsFiles files) {
        List<String> faults = new ArrayList<>();
        Optional<Tls> read = read(files, faults);
        return read.orElseThrow(() -> new ProviderException(Fault.REFUSED, String.join("; ", faults)));
    }

    /** Reads the files; empty if something is wrong with them, which is added to the faults. */
    static Optional<Tls> read(TlsFiles files, List<String> faults) {
        int before = faults.size();
        PemFiles pem = new PemFiles(faults);
        List<X509Certificate> authorities = pem.certificates(files.authority(), "authority");
        List<X509Certificate> chain = pem.certificates(files.certificate(), "certificate");
        Optional<PrivateKey> key = pem.privateKey(files.key());
        if (!chain.isEmpty()) {
            timeFault(files, chain.get(0)).ifPresent(faults::add);
            key.filter(own -> !belong(own, chain.get(0)))
                    .ifPresent(
                            other -> faults.add("key file " + files.key() + " is not that of the first certificate in "
                                    + files.certificate() + "; are the files mixed up?"));
        }
        return key.filter(own -> faults.size() == before).map(own -> of(files, authorities, chain, own));
    }

    private static Optional<String> timeFault(TlsFiles files, X509Certificate certificate) {
        try {
            certificate.checkValidity();
            return Optional.empty();
        } catch (CertificateException invalid) {
            return Optional.of("certificate file " + files.certificate() + " is valid from "
                    + certificate.getNotBefore().toInstant() + " to "
                    + certificate.getNotAfter().toInstant() + " only; renew it, or correct this machine's clock");
        }
    }

    /** Whether what the key signs is signed by the certificate's owner. */
    private static boolean belong(PrivateKey key, X509Certificate certificate) {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
        try {
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(key);
            signing.update(PROBE);
            byte[] signature = signing.sign();
            Signature verifying = Signature.getInstance(algorithm);
            verifying.initVerify(certificate.getPublicKey());
            verifying.update(PROBE);
            return verifying.verify(signature);
        } catch (GeneralSecurityException ofAnotherKind) {
            return false;
        }
    }

    private static Tls of(
            TlsFiles files, List<X509Certificate> authorities, List<X509Certificate> chain, PrivateKey key) {
        try {
            KeyStore trusted = empty();
            for (int i = 0; i < authorities.size(); i++) {
                trusted.setCertificateEntry("authority-" + i, authorities.get(i));
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            KeyStore own = empty();
            own.setKeyEntry("client", key, new char[0], chain.toArray(X509Certificate[]::new));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(own, new char[0]);
            return new Tls(files, keys, trust);
        } catch (GeneralSecurityException | IOException impossible) {
            throw new IllegalStateException("the JDK cannot hold keys in memory", impossible);
        }
    }

    public SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("the JDK has no TLS", impossible);
        }
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
