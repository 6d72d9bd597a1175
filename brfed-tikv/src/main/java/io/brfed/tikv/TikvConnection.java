package io.brfed.tikv;

import io.brfed.api.ByteSize;
import io.brfed.spi.PdClient;
import io.brfed.spi.PdRecovery;
import io.brfed.spi.StorePreparation;
import io.brfed.spi.StoreRecovery;
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
 * <p><b>Threads.</b> Safe for use by several threads, as all that it hands out is. Calls return at once. Their answers come on
 * two daemon threads of this connection, or on that of whoever closes it: whoever waits or computes for long in what depends
 * on an answer delays other answers. A third daemon thread keeps the time, up to eight wait for PD's answers over HTTP, and
 * the HTTP and gRPC clients have their own; nothing runs in the common pool.
 *
 * <p><b>Limits and defaults.</b> Each call ends at the limit that it is given, whatever servers do. Besides, one connection is
 * set up within {@link Builder#connectWithin} (5 s), is tested after {@link Builder#keepAlive} (10 s) of silence, one answer is
 * no larger than {@link Builder#maxAnswer} (128 MiB) and names no more regions than {@link Builder#maxRegionsPerStore}
 * (1,000,000), and requests are cut into pieces of 1 MiB.
 *
 * <p><b>Errors.</b> No call throws: each ends with its answer or with a {@link io.brfed.api.ProviderException} that says what
 * was asked of whom, why it failed, and what can be done next. What may be tried again is {@code RETRY} or {@code BUSY_UNTIL},
 * what was not answered {@code UNREACHABLE} if nothing can have been done and else {@code OUTCOME_UNKNOWN}; a wrong cluster
 * id, a wrong authority, and what a server's version does not know are {@code REFUSED}. Nothing is tried again here, but for
 * one thing: where PD's leader is another one by now, that one is asked, twice at most.
 *
 * <p><b>Close.</b> {@link #close} ends the calls under way, each with one of these failures, and refuses later ones with
 * {@code UNREACHABLE}. It gives nothing back: what servers hold for a time runs out. A request to lead regions that is on its
 * way is sent to its end first, for at most 30 s, because a store does not survive one that breaks off.
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

    /** What PD does only for a cluster that comes back from volumes. */
    public PdRecovery pdRecovery() {
        return connected.pdRecovery();
    }

    /** TiKV stores that come back from volumes. */
    public StoreRecovery storeRecovery() {
        return connected.storeRecovery();
    }

    /** Ends all connections and calls, as told above; waits for nothing. Idempotent. */
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
        private static final int LEAST_ANSWER_BYTES = 1024;

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
         * Sets how large one answer of PD or of a store may be; what is larger is not read, and the call fails with
         * {@code REFUSED}. Default: 128 MiB, as BR allows; answers about many regions are large.
         *
         * @throws IllegalArgumentException if it is below 1 KiB, or 2 GiB and more
         */
        public Builder maxAnswer(ByteSize most) {
            long bytes = Objects.requireNonNull(most, "most").bytes();
            if (bytes < LEAST_ANSWER_BYTES || bytes > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(
                        "maxAnswer is " + bytes + " bytes, must be " + LEAST_ANSWER_BYTES + " to " + Integer.MAX_VALUE);
            }
            settings = settings.withMostAnswerBytes((int) bytes);
            return this;
        }

        /**
         * Makes the connection.
         *
         * @throws io.brfed.api.ProviderException {@code REFUSED} if a file of {@link #tls} cannot be used, or an address
         *     begins with {@code http://} although there are TLS files; names all that is wrong, and never shows what is
         *     in a file
         */
        public TikvConnection open() {
            return new TikvConnection(Connected.with(settings));
        }
    }
}
