package io.brfed.tikv.internal;

import io.brfed.tikv.TlsFiles;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
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
    public static Tls read(TlsFiles files) {
        List<Certificate> authorities = PemFiles.certificates(files.authority(), "authority");
        List<Certificate> chain = PemFiles.certificates(files.certificate(), "certificate");
        try {
            KeyStore trusted = empty();
            for (int i = 0; i < authorities.size(); i++) {
                trusted.setCertificateEntry("authority-" + i, authorities.get(i));
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            KeyStore own = empty();
            own.setKeyEntry("client", PemFiles.privateKey(files.key()), new char[0], chain.toArray(Certificate[]::new));
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
