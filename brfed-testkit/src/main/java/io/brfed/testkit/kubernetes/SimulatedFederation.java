package io.brfed.testkit.kubernetes;

import io.brfed.api.Tso;
import java.net.URI;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the simulated TiDB Operators of one federation have in common: the storage, the timestamps of PD, and the truth
 * about the pause. Thread-safe.
 *
 * <pre>{@code
 * SimulatedFederation federation = SimulatedFederation.create();
 * SimulatedTidbOperator a = federation.operator("k8s-a", serverA).start();
 * SimulatedTidbOperator b = federation.operator("k8s-b", serverB).start();
 * }</pre>
 *
 * @since 0.1.0
 */
public final class SimulatedFederation {

    private final SimulatedBucket bucket = new SimulatedBucket();
    private final PauseLedger pauses = new PauseLedger();
    private final AtomicLong lastTso = new AtomicLong();

    private SimulatedFederation() {}

    /** A federation with empty storage that was never paused. */
    public static SimulatedFederation create() {
        return new SimulatedFederation();
    }

    /**
     * The next operator of this federation.
     *
     * @param cluster what the ledger of pauses calls it
     * @param server its API server, plain HTTP
     */
    public SimulatedTidbOperator.Builder operator(String cluster, URI server) {
        return SimulatedTidbOperator.on(server).cluster(cluster).federation(this);
    }

    /** The storage. */
    public SimulatedBucket bucket() {
        return bucket;
    }

    /** When scheduling and garbage collection stood still, and what was captured meanwhile. */
    public PauseLedger pauses() {
        return pauses;
    }

    /** A timestamp above all earlier ones. */
    Tso nextTso(Instant now) {
        return new Tso(lastTso.accumulateAndGet(Tso.at(now).bits(), (last, next) -> Math.max(last + 1, next)));
    }
}
