package io.brfed.tikv.internal;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Where a server listens, for HTTP and gRPC alike.
 *
 * @param scheme with or without TLS
 * @param host its host; an IPv6 address in brackets
 * @param port its port
 */
record Address(Scheme scheme, String host, int port) {
    /**
     * Reads a client URL, or the host and port of a store.
     *
     * @param otherwise the scheme where the text has none
     */
    static Address parse(String text, Scheme otherwise) {
        String url = text.contains("://") ? text : otherwise.prefix() + text;
        URI uri = read(text, url);
        Scheme scheme = Scheme.of(uri.getScheme());
        if (scheme == null || uri.getHost() == null || uri.getPort() < 0 || !hasNoPath(uri)) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not an address; expected [http[s]://]host:port, for example http://pd-0:2379");
        }
        if (otherwise == Scheme.TLS && scheme == Scheme.PLAIN) {
            throw new IllegalArgumentException(
                    "'" + text + "' has no TLS although TLS files are given; use https:// or leave the files out");
        }
        return new Address(scheme, uri.getHost(), uri.getPort());
    }

    private static URI read(String text, String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException bad) {
            throw new IllegalArgumentException("'" + text + "' is not an address: " + bad.getMessage(), bad);
        }
    }

    private static boolean hasNoPath(URI uri) {
        String path = uri.getPath();
        return path == null || path.isEmpty() || path.equals("/");
    }

    String target() {
        return host + ":" + port;
    }

    URI resolve(String pathAndQuery) {
        return URI.create(this + pathAndQuery);
    }

    @Override
    public String toString() {
        return scheme.prefix() + target();
    }

    enum Scheme {
        PLAIN("http://"),
        TLS("https://");

        private final String prefix;

        Scheme(String prefix) {
            this.prefix = prefix;
        }

        static @Nullable Scheme of(@Nullable String name) {
            if ("http".equalsIgnoreCase(name)) {
                return PLAIN;
            }
            return "https".equalsIgnoreCase(name) ? TLS : null;
        }

        String prefix() {
            return prefix;
        }
    }
}
