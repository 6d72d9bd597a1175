package io.brfed.tikv.internal;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** One gRPC channel for each address, made when it is first needed. */
final class Channels implements AutoCloseable {
    private static final int KEEP_ALIVE_ANSWER_SECONDS = 3;

    /** Enough for what is on its way to arrive. */
    private static final Duration LINGER = Duration.ofSeconds(30);

    private final ConnectionSettings settings;
    private final Optional<Tls> tls;
    private final ClientThreads threads;
    private final Map<Address, ManagedChannel> open = new HashMap<>();
    /** What must not be cut off, and how often. */
    private final Map<Address, Integer> held = new HashMap<>();

    /** What was cut off later than the rest for that reason. */
    private final Map<Address, ManagedChannel> late = new HashMap<>();

    private boolean closed;

    Channels(ConnectionSettings settings, Optional<Tls> tls, ClientThreads threads) {
        this.settings = settings;
        this.tls = tls;
        this.threads = threads;
    }

    synchronized ManagedChannel to(Address address) {
        if (closed) {
            throw OpenCalls.closedAlready();
        }
        return open.computeIfAbsent(address, this::make);
    }

    /**
     * Lets the next call make a new channel, instead of failing until this one may connect again. Calls under way go on.
     */
    synchronized void renew(Address address) {
        ManagedChannel broken = open.remove(address);
        if (broken != null) {
            broken.shutdown();
        }
    }

    /** Keeps what goes on at an address from being cut off when all is closed, until it is let go, or for a while. */
    synchronized Hold hold(Address address) {
        held.merge(address, 1, Integer::sum);
        AtomicBoolean released = new AtomicBoolean();
        return () -> {
            if (released.compareAndSet(false, true)) {
                release(address);
            }
        };
    }

    private synchronized void release(Address address) {
        held.computeIfPresent(address, (at, count) -> count == 1 ? null : count - 1);
        if (!held.containsKey(address)) {
            cut(late.remove(address));
        }
    }

    private static void cut(@Nullable ManagedChannel channel) {
        if (channel != null) {
            channel.shutdownNow();
        }
    }

    private synchronized void cutAll() {
        late.values().forEach(Channels::cut);
        late.clear();
    }

    /** See {@link #hold}. */
    interface Hold {
        /** Lets go; idempotent. */
        void release();
    }

    private ManagedChannel make(Address address) {
        NettyChannelBuilder builder = NettyChannelBuilder.forTarget("dns:///" + address.target())
                .executor(threads.answers())
                .maxInboundMessageSize(settings.mostAnswerBytes())
                .keepAliveTime(settings.keepAlive().toNanos(), TimeUnit.NANOSECONDS)
                .keepAliveTimeout(KEEP_ALIVE_ANSWER_SECONDS, TimeUnit.SECONDS)
                .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        Math.min(settings.connectLimit().toMillis(), Integer.MAX_VALUE))
                .disableRetry()
                .proxyDetector(anyone -> null);
        if (address.scheme() == Address.Scheme.TLS) {
            builder.sslContext(sslContext());
        } else {
            builder.usePlaintext();
        }
        return builder.build();
    }

    private SslContext sslContext() {
        SslContextBuilder builder = GrpcSslContexts.forClient();
        tls.ifPresent(files -> builder.trustManager(files.trust()).keyManager(files.keys()));
        try {
            return builder.build();
        } catch (SSLException broken) {
            throw new IllegalStateException("TLS cannot be set up: " + broken.getMessage(), broken);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        open.forEach((address, channel) -> {
            if (held.containsKey(address)) {
                late.put(address, channel);
            } else {
                cut(channel);
            }
        });
        if (!late.isEmpty()) {
            threads.linger(LINGER, this::cutAll);
        }
        open.clear();
    }
}
