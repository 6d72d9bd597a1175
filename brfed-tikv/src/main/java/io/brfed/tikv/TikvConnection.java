package io.brfed.tikv;

import io.brfed.spi.PdClient;
import io.brfed.spi.StorePreparation;
import io.brfed.tikv.internal.Connected;
import io.brfed.tikv.internal.ConnectionSettings;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * The connections to PD and TiKV of one TiDB cluster. Nothing is contacted before the first call.
 *
 * <pre>{@code
 * try (TikvConnection tikv = TikvConnection.to("https://pd-0.example:2379", "https://pd-1.example:2379")
 *         .tls(new TlsFiles(ca, certificate, key))
 *         .open()) {
 *     PdClient pd = tikv.pd();
 *     StorePreparation stores = tikv.stores();
 * }
 * }</pre>
 *
 * Safe for use by several threads. Has two daemon threads of its own for timers and answers, and those of its HTTP and gRPC
 * clients; {@link #close} ends them.
 *
 * @since 0.1.0
 */
public final class TikvConnection implements AutoCloseable {
    private final Connected connected;

    private TikvConnection(Connected connected) {
        this.connected = connected;
    }

    /**
     * Begins a connection to the PD at these client URLs; one reachable member is enough, the others are asked for.
     *
     * @param pdUrls for example {@code http://pd-0:2379}; without a scheme, {@code http} is meant, with TLS {@code https}
     * @throws IllegalArgumentException if there is none, or one is not a URL of host and port
     */
    public static Builder to(String... pdUrls) {
        return to(List.of(pdUrls));
    }

    /**
     * Begins a connection to the PD at these client URLs.
     *
     * @throws IllegalArgumentException if there is none, or one is not a URL of host and port
     */
    public static Builder to(List<String> pdUrls) {
        return new Builder(ConnectionSettings.to(pdUrls));
    }

    /** PD, always its present leader. */
    public PdClient pd() {
        return connected.pd();
    }

    /** The preparation of TiKV stores. */
    public StorePreparation stores() {
        return connected.stores();
    }

    /** Ends all connections, within a second; leases run out by themselves. Idempotent. */
    @Override
    public void close() {
        connected.close();
    }

    /**
     * Settings of a connection. Not safe for use by several threads.
     *
     * @since 0.1.0
     */
    public static final class Builder {
        private ConnectionSettings settings;

        private Builder(ConnectionSettings settings) {
            this.settings = settings;
        }

        /** Uses mutual TLS with these files, read when the connection is opened. Default: no TLS. */
        public Builder tls(TlsFiles files) {
            settings = settings.withTls(Objects.requireNonNull(files, "files"));
            return this;
        }

        /**
         * Refuses a PD with another cluster id than this. Default: the id that the first answer names.
         *
         * @param decimal the unsigned decimal number
         * @throws NumberFormatException if it is not one
         */
        public Builder clusterId(String decimal) {
            settings = settings.withClusterId(Long.parseUnsignedLong(decimal));
            return this;
        }

        /**
         * Sets how long the set-up of one connection may take; also bounded by the limit of each call. Default: 5 s.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder connectWithin(Duration limit) {
            settings = settings.withConnectLimit(ConnectionSettings.positive(limit, "limit"));
            return this;
        }

        /**
         * Sets after what time of silence a connection is tested, and given up if no answer comes in another 3 s.
         * Default: 10 s, as BR does it; servers refuse less than 5 s.
         *
         * @throws IllegalArgumentException if it is below 5 s
         */
        public Builder keepAlive(Duration silence) {
            if (Objects.requireNonNull(silence, "silence").compareTo(Duration.ofSeconds(5)) < 0) {
                throw new IllegalArgumentException("keepAlive is " + silence + "; servers refuse less than PT5S");
            }
            settings = settings.withKeepAlive(silence);
            return this;
        }

        /**
         * Sets how many regions one answer of a store may name. Default: 1,000,000.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder maxRegionsPerStore(int most) {
            if (most < 1) {
                throw new IllegalArgumentException("maxRegionsPerStore is " + most + ", must be 1 or more");
            }
            settings = settings.withMostRegions(most);
            return this;
        }

        /**
         * Makes the connection.
         *
         * @throws io.brfed.api.ProviderException {@code REFUSED} if a file of {@link #tls} cannot be read; names it
         * @throws IllegalArgumentException if an address begins with {@code http://} although there are TLS files
         */
        public TikvConnection open() {
            return new TikvConnection(Connected.with(settings));
        }
    }
}
