package io.brfed.k8s.internal.kubeconfig;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.SSLUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.Locale;
import java.util.Map;
import okhttp3.OkHttpClient;
import okhttp3.Request;

/** Connections to one API server, shared by all clients that differ only in what they send. Thread-safe. */
final class HttpAccess {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;
    private static final int SOCKS_PORT = 1080;

    private final OkHttpClient http;

    private HttpAccess(OkHttpClient http) {
        this.http = http;
    }

    /**
     * Prepares connections; none is made yet.
     *
     * @throws UnusableContextException if a certificate or key cannot be read
     */
    static HttpAccess of(Access.Path path) {
        OkHttpClient.Builder builder = new OkHttpClient.Builder();
        path.proxy().ifPresent(uri -> builder.proxy(proxy(uri)));
        ApiClient client = new ApiClient(builder.build());
        if (path.url().toLowerCase(Locale.ROOT).startsWith("https:")) {
            secure(client, path);
        }
        return new HttpAccess(client.getHttpClient());
    }

    private static void secure(ApiClient client, Access.Path path) {
        if (!path.certificate().isEmpty()) {
            clientCertificate(client, path);
        }
        if (!path.tlsName().isEmpty()) {
            client.setTlsServerName(path.tlsName());
        }
        if (path.trust() == KubeContext.Trust.ANYBODY) {
            client.setVerifyingSsl(false);
            return;
        }
        if (!path.authority().isEmpty()) {
            try {
                // Last, because each of these calls reads the stream again, to its end.
                client.setSslCaCert(new ByteArrayInputStream(path.authority().bytes()));
            } catch (RuntimeException e) {
                throw new UnusableContextException("the certificate authority of " + path.url() + " cannot be read");
            }
        }
    }

    private static void clientCertificate(ApiClient client, Access.Path path) {
        try {
            byte[] key = path.key().bytes();
            String algorithm = SSLUtils.recognizePrivateKeyAlgo(key);
            client.setKeyManagers(SSLUtils.keyManagers(path.certificate().bytes(), key, algorithm, "", null, null));
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
            throw new UnusableContextException(
                    "the client certificate or its key for " + path.url() + " is missing or cannot be read");
        }
    }

    private static Proxy proxy(URI uri) {
        boolean socks = uri.getScheme().toLowerCase(Locale.ROOT).startsWith("socks");
        boolean secure = uri.getScheme().toLowerCase(Locale.ROOT).equals("https");
        int standard = socks ? SOCKS_PORT : secure ? HTTPS_PORT : HTTP_PORT;
        int port = uri.getPort() < 0 ? standard : uri.getPort();
        return new Proxy(
                socks ? Proxy.Type.SOCKS : Proxy.Type.HTTP, InetSocketAddress.createUnresolved(uri.getHost(), port));
    }

    /** A client whose requests carry the given headers. */
    ApiClient client(Access access) {
        OkHttpClient signed = http.newBuilder()
                .addInterceptor(chain -> {
                    Request.Builder request = chain.request().newBuilder();
                    for (Map.Entry<String, Secret> header : access.headers()) {
                        request.addHeader(header.getKey(), header.getValue().text());
                    }
                    return chain.proceed(request.build());
                })
                .build();
        return new ApiClient(signed).setBasePath(access.path().url());
    }
}
