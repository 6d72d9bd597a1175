package io.brfed.k8s.internal.kubeconfig;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that decides how requests reach an API server and whose they are, at one moment. Never shows a secret.
 *
 * @param path how connections are made
 * @param headers what is added to each request
 */
record Access(Path path, List<Map.Entry<String, Secret>> headers) {
    Access {
        headers = List.copyOf(headers);
    }

    /**
     * How connections are made.
     *
     * @param url the API server
     * @param authority certificates of those who may vouch for it, empty for those that the JDK trusts
     * @param trust whether its certificate is checked
     * @param tlsName the name its certificate has to carry, empty for the one in the URL
     * @param proxy the proxy in between
     * @param certificate client certificate, may be empty
     * @param key its private key, may be empty
     */
    record Path(
            String url,
            Secret authority,
            KubeContext.Trust trust,
            String tlsName,
            Optional<URI> proxy,
            Secret certificate,
            Secret key) {}
}
