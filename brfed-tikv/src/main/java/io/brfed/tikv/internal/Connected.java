package io.brfed.tikv.internal;

import io.brfed.spi.PdClient;
import io.brfed.spi.StorePreparation;
import java.util.Optional;

/** The clients of one TiDB cluster and what they share. */
public final class Connected implements AutoCloseable {
    private final ClientThreads threads = new ClientThreads();
    private final Channels channels;
    private final PdClient pd;
    private final StorePreparation stores;

    private Connected(ConnectionSettings settings, Optional<Tls> tls) {
        channels = new Channels(settings, tls, threads);
        PdMembers members = new PdMembers(settings, channels, threads);
        PdGrpc grpc = new PdGrpc(members, channels, threads);
        PdHttp http = new PdHttp(members, PdHttp.client(settings, tls, threads), threads);
        pd = new PdOverWire(members, grpc, http);
        stores = new StoresOverWire(settings, channels, threads);
    }

    /** Reads the files; contacts nobody. */
    public static Connected with(ConnectionSettings settings) {
        settings.addresses();
        return new Connected(settings, settings.tls().map(Tls::read));
    }

    public PdClient pd() {
        return pd;
    }

    public StorePreparation stores() {
        return stores;
    }

    @Override
    public void close() {
        channels.close();
        threads.close();
    }
}
