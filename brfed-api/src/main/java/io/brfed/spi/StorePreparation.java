package io.brfed.spi;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * What a TiKV store does for a backup of its volumes: refuses imports and changes of regions while it is leased, and says
 * which regions have applied everything. Only makes calls: keeping the leases, and what a gap means, is decided by the
 * core. Safe for use by several threads; no method blocks its caller.
 *
 * <p>A failed call says with its {@link io.brfed.api.ProviderException.Fault} what may be done: {@code REFUSED} where the
 * store does not know the call, so that it never succeeds; {@code UNREACHABLE} where there is no connection, or a question has
 * no answer; {@code OUTCOME_UNKNOWN} where a lease, the end of one or a suspension has no answer and may have taken effect;
 * {@code RETRY} where the store is busy and nothing was done. A session that is over fails every call of it.
 *
 * @since 0.1.0
 */
public interface StorePreparation {
    /**
     * Connects to a store. A connection to a store ends the one that anybody had before.
     *
     * @param events is told what the store says by itself, in order, on any thread
     */
    CompletionStage<Session> open(PdStore store, Events events, Duration limit);

    /** Every region that has its leader on this store, and whether it is changing its peers or its range. */
    CompletionStage<List<LeaderRegion>> pendingChanges(PdStore store, Duration limit);

    /**
     * Keeps a store from importing for a time, or lets it go on if the time is zero; for stores without leases.
     *
     * @return whether imports were suspended before
     */
    CompletionStage<Boolean> suspendImports(PdStore store, Duration hold, Duration limit);

    /**
     * A connection to one store.
     *
     * @since 0.1.0
     */
    interface Session {
        /**
         * Takes the lease, or renews it, for a time that begins when the store gets the request. Fails with
         * {@code REFUSED} if the store knows no leases.
         *
         * @param hold in whole seconds
         * @return whether a lease was still valid until then: false for the first, later a gap
         */
        CompletionStage<Boolean> lease(Duration hold, Duration limit);

        /**
         * Asks the store to say, region by region, when it has applied what is in its log now; the answers come as
         * {@link Events#applied} or {@link Events#notApplied}.
         */
        CompletionStage<Void> awaitApplied(Collection<RegionRoute.RegionAt> regions, Duration limit);

        /**
         * Ends the lease at once and closes the connection.
         *
         * @return whether the lease was valid until then
         */
        CompletionStage<Boolean> finish(Duration limit);

        /** Closes the connection and leaves the lease to run out. Idempotent. */
        void close();
    }

    /**
     * What a store says by itself.
     *
     * @since 0.1.0
     */
    interface Events {
        /** A region has applied what was in its log. */
        void applied(RegionRoute.RegionAt region);

        /** A region cannot say so: it is another one by now, or its leader is elsewhere. */
        void notApplied(RegionRoute.RegionAt region, String why);

        /**
         * The connection is over and was not closed by us; the lease goes on until it runs out.
         *
         * @param cause what happened
         * @param why the store's words
         */
        void lost(Loss cause, String why);
    }

    /**
     * Why a connection ended.
     *
     * @since 0.1.0
     */
    enum Loss {
        /** Somebody else connected to prepare the same store. */
        SUPERSEDED,
        /** The lease had expired. */
        LEASE_EXPIRED,
        /** The store cannot do this, now or ever. */
        UNSUPPORTED,
        /** The store, or the way to it, is gone. */
        BROKEN
    }

    /**
     * A region that is led by the store that was asked.
     *
     * @param region the region
     * @param pending whether it is changing its peers or its range
     * @since 0.1.0
     */
    record LeaderRegion(RegionRoute.RegionAt region, boolean pending) {}
}
