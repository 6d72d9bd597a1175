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
     * @throws IllegalArgumentException if it is none; says what is wrong, and shows no password
     */
    static Address parse(String text, Scheme otherwise) {
        String shown = "'" + text.substring(text.lastIndexOf('@') + 1) + "'";
        if (text.indexOf('@') >= 0) {
            throw new IllegalArgumentException("the address of " + shown
                    + " names a user; PD and TiKV know users by certificates only, leave it out");
        }
        URI uri = read(text.contains("://") ? text : otherwise.prefix() + text, shown);
        Scheme scheme = Scheme.of(uri.getScheme());
        if (scheme == null || uri.getHost() == null || !isPort(uri.getPort()) || !isNoMore(uri)) {
            throw new IllegalArgumentException(
                    shown + " is not an address; expected [http[s]://]host:port, for example http://pd-0:2379");
        }
        if (otherwise == Scheme.TLS && scheme == Scheme.PLAIN) {
            throw new IllegalArgumentException(shown
                    + " has no TLS although TLS files, or another address with https://, are given; use TLS for all or"
                    + " for none");
        }
        return new Address(scheme, uri.getHost(), uri.getPort());
    }

    private static URI read(String url, String shown) {
        try {
            return new URI(url);
        } catch (URISyntaxException bad) {
            throw new IllegalArgumentException(shown + " is not an address: " + bad.getReason(), bad);
        }
    }

    private static boolean isPort(int number) {
        return number >= 1 && number <= 65_535;
    }

    private static boolean isNoMore(URI uri) {
        String path = uri.getPath();
        boolean noPath = path == null || path.isEmpty() || path.equals("/");
        return noPath && uri.getQuery() == null && uri.getFragment() == null;
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
