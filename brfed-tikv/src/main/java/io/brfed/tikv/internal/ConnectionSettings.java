package io.brfed.tikv.internal;

import io.brfed.tikv.TlsFiles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How to connect.
 *
 * @param urls PD's addresses as given
 * @param tls the files of TLS, if there is any
 * @param clusterId what PD's cluster id must be, if that is known
 * @param connectLimit how long the set-up of a connection may take
 * @param keepAlive after what silence a connection is tested
 * @param mostRegions how many regions one answer of a store may name
 * @param mostAnswerBytes how large one answer may be
 */
public record ConnectionSettings(
        List<String> urls,
        Optional<TlsFiles> tls,
        OptionalLong clusterId,
        Duration connectLimit,
        Duration keepAlive,
        int mostRegions,
        int mostAnswerBytes) {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(10);
    private static final int MOST_REGIONS = 1_000_000;

    /** Answers about regions are large; BR allows as much. */
    private static final int MOST_ANSWER_BYTES = 128 << 20;

    public ConnectionSettings {
        urls = List.copyOf(urls);
    }

    public static ConnectionSettings to(List<String> urls) {
        if (urls.isEmpty()) {
            throw new IllegalArgumentException("no address of PD given; at least one is needed");
        }
        List<String> bad = faults(urls, Address.Scheme.PLAIN);
        if (!bad.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", bad));
        }
        return new ConnectionSettings(
                urls,
                Optional.empty(),
                OptionalLong.empty(),
                CONNECT_LIMIT,
                KEEP_ALIVE,
                MOST_REGIONS,
                MOST_ANSWER_BYTES);
    }

    public ConnectionSettings withTls(TlsFiles value) {
        return new ConnectionSettings(
                urls, Optional.of(value), clusterId, connectLimit, keepAlive, mostRegions, mostAnswerBytes);
    }

    public ConnectionSettings withClusterId(long value) {
        return new ConnectionSettings(
                urls, tls, OptionalLong.of(value), connectLimit, keepAlive, mostRegions, mostAnswerBytes);
    }

    public ConnectionSettings withConnectLimit(Duration value) {
        return new ConnectionSettings(urls, tls, clusterId, value, keepAlive, mostRegions, mostAnswerBytes);
    }

    public ConnectionSettings withKeepAlive(Duration value) {
        return new ConnectionSettings(urls, tls, clusterId, connectLimit, value, mostRegions, mostAnswerBytes);
    }

    public ConnectionSettings withMostRegions(int value) {
        return new ConnectionSettings(urls, tls, clusterId, connectLimit, keepAlive, value, mostAnswerBytes);
    }

    public ConnectionSettings withMostAnswerBytes(int value) {
        return new ConnectionSettings(urls, tls, clusterId, connectLimit, keepAlive, mostRegions, value);
    }

    public static Duration positive(Duration value, String name) {
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(name + " is " + value + ", must be positive");
        }
        return value;
    }

    /** What is wrong with the addresses, now that it is known whether there are files of TLS. */
    List<String> addressFaults() {
        return faults(urls, scheme());
    }

    private static List<String> faults(List<String> urls, Address.Scheme scheme) {
        List<String> faults = new ArrayList<>();
        for (String url : urls) {
            try {
                Address.parse(url, scheme);
            } catch (IllegalArgumentException bad) {
                faults.add(String.valueOf(bad.getMessage()));
            }
        }
        return faults;
    }

    /** The addresses with the scheme that the settings ask for. */
    List<Address> addresses() {
        return urls.stream().map(url -> Address.parse(url, scheme())).toList();
    }

    Address.Scheme scheme() {
        boolean https = tls.isPresent() || urls.stream().anyMatch(url -> url.startsWith("https://"));
        return https ? Address.Scheme.TLS : Address.Scheme.PLAIN;
    }
}
