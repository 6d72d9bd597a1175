package io.brfed.tikv.testserver;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** A gRPC server behind a {@link Front}. */
final class GrpcBackend {
    private static final int LEAST_KEEP_ALIVE_SECONDS = 4;

    /** Clients keep to requests of 1 MiB. */
    private static final int MOST_INBOUND = 1 << 20;

    private GrpcBackend() {}

    static Server start(ExecutorService threads, List<? extends BindableService> services) {
        NettyServerBuilder builder = NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .executor(threads)
                .maxInboundMessageSize(MOST_INBOUND)
                .permitKeepAliveTime(LEAST_KEEP_ALIVE_SECONDS, TimeUnit.SECONDS);
        services.forEach(builder::addService);
        try {
            return builder.build().start();
        } catch (IOException unusable) {
            throw new UncheckedIOException("no port on the loopback interface", unusable);
        }
    }
}
