package io.brfed.tikv.internal;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.spi.PdClient;
import io.brfed.spi.PdRecovery;
import io.brfed.spi.StorePreparation;
import io.brfed.spi.StoreRecovery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The clients of one TiDB cluster and what they share. */
public final class Connected implements AutoCloseable {
    private final ClientThreads threads = new ClientThreads();
    private final Channels channels;
    private final PdClient pd;
    private final StorePreparation stores;
    private final PdRecovery pdRecovery;
    private final StoreRecovery storeRecovery;

    private Connected(ConnectionSettings settings, Optional<Tls> tls) {
        channels = new Channels(settings, tls, threads);
        PdMembers members = new PdMembers(settings, channels);
        PdGrpc grpc = new PdGrpc(members, channels, threads);
        PdHttp http = new PdHttp(members, PdHttp.client(settings, tls, threads), settings, threads);
        pd = new PdOverWire(new PdIdentification(members, http, threads), grpc, http);
        StoreCalls calls = new StoreCalls(settings, channels, threads);
        stores = new StoresOverWire(calls, settings, threads);
        storeRecovery = new RecoveryOverWire(calls, settings);
        pdRecovery = new PdRecoveryOverWire(grpc, http);
    }

    /**
     * Reads the files; contacts nobody.
     *
     * @throws ProviderException {@code REFUSED} with everything that is wrong with files and addresses
     */
    public static Connected with(ConnectionSettings settings) {
        List<String> faults = new ArrayList<>(settings.addressFaults());
        Optional<Tls> tls = settings.tls().flatMap(files -> Tls.read(files, faults));
        if (!faults.isEmpty()) {
            throw new ProviderException(
                    Fault.REFUSED, "the connection to PD and TiKV cannot be opened: " + String.join("; ", faults));
        }
        return new Connected(settings, tls);
    }

    public PdClient pd() {
        return pd;
    }

    public StorePreparation stores() {
        return stores;
    }

    public PdRecovery pdRecovery() {
        return pdRecovery;
    }

    public StoreRecovery storeRecovery() {
        return storeRecovery;
    }

    @Override
    public void close() {
        // Whoever waits is answered before what would answer is gone.
        threads.calls().close();
        channels.close();
        threads.close();
    }
}
