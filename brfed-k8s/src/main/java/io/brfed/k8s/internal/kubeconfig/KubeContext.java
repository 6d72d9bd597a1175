package io.brfed.k8s.internal.kubeconfig;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One context of a kubeconfig with the cluster and the user that it names. Immutable apart from the files it refers to.
 *
 * @param name its name
 * @param server how the API server is reached
 * @param user who we are there
 */
record KubeContext(String name, Server server, User user) {
    /**
     * How an API server is reached.
     *
     * @param url its URL
     * @param authority certificates of those who may vouch for it; none for those that the JDK trusts
     * @param trust whether its certificate is checked
     * @param tlsName the name its certificate has to carry, empty for the one in the URL
     * @param proxy the proxy in between
     */
    record Server(String url, Material authority, Trust trust, String tlsName, Optional<URI> proxy) {}

    /** Whether the certificate of a server is checked. */
    enum Trust {
        /** It is. */
        VERIFIED,
        /** It is not, because the kubeconfig says so. */
        ANYBODY
    }

    /**
     * Who we are. Never shows a secret.
     *
     * @param token bearer token; wins over the plug-in
     * @param tokenFile file with the token; wins over {@code token}
     * @param certificate client certificate
     * @param key its private key
     * @param login name and password
     * @param plugin program that makes credentials
     * @param impersonation headers that ask to act as somebody else
     */
    record User(
            Material token,
            Material tokenFile,
            Material certificate,
            Material key,
            Optional<Login> login,
            Optional<ExecPlugin.Command> plugin,
            List<Map.Entry<String, String>> impersonation) {
        User {
            impersonation = List.copyOf(impersonation);
        }
    }

    /**
     * Name and password.
     *
     * @param name user name
     * @param password shown to nobody
     */
    record Login(String name, Material password) {}
}
