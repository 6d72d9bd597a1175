package io.brfed.spi;

import io.brfed.api.Finding;
import io.brfed.api.OperationId;
import io.brfed.api.OperationName;
import io.brfed.api.TidbClusterRef;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/**
 * Reads restored volumes once, so that TiKV does not wait for blocks that are still in the snapshot. Only makes calls; when to
 * begin, how long to wait and what a failure means is decided by the core. Every change is safe to repeat. Safe for use by
 * several threads; no method blocks its caller. Errors are {@link io.brfed.api.ProviderException}s.
 *
 * @since 0.1.0
 */
public interface VolumeWarmUp {
    /** What would keep it from warming up volumes of this TidbCluster. Changes nothing. */
    CompletionStage<List<Finding>> check(TidbClusterRef tidbCluster, Duration limit);

    /** Begins with the volumes of all stores; what has begun already goes on. */
    CompletionStage<Void> begin(Request request, Duration limit);

    /** How far it is, one entry for each store in the request's order. What failed is {@link State#FAILED}, never done. */
    CompletionStage<List<Progress>> observe(Request request, Duration limit);

    /**
     * Ends what goes on and removes what was made for it, nothing else.
     *
     * @return the names of what is not gone yet; empty if all is
     */
    CompletionStage<List<String>> end(Request request, Duration limit);

    /**
     * When volumes are warmed up.
     *
     * @since 0.1.0
     */
    enum Moment {
        /** Before TiKV starts, which waits for it. */
        BEFORE_TIKV,
        /** Beside a TiKV that runs, on its node. */
        BESIDE_TIKV
    }

    /**
     * How volumes are read.
     *
     * @since 0.1.0
     */
    enum Strategy {
        /** The files of data volumes, and all blocks of the others. */
        HYBRID,
        /** All blocks of all volumes. */
        FIO,
        /** All blocks of the volumes that are no data volumes; those were restored fast. */
        FSR,
        /**
         * All blocks of the volumes that are no data volumes, and the write-ahead logs on them for corruption, which is
         * {@link State#FAILED}. No TiKV may start until all logs were found sound; the core does not let it. Only {@link
         * Moment#BEFORE_TIKV}.
         */
        CHECK_WAL_ONLY
    }

    /**
     * What is to be warmed up. Immutable.
     *
     * @param id the restore
     * @param name its name
     * @param tidbCluster the TidbCluster
     * @param moment when
     * @param strategy how
     * @param stores the stores; their volumes are claimed already
     * @since 0.1.0
     */
    record Request(
            OperationId id,
            OperationName name,
            TidbClusterRef tidbCluster,
            Moment moment,
            Strategy strategy,
            List<Store> stores) {
        /**
         * Copies the stores.
         *
         * @throws IllegalArgumentException if only logs are to be checked beside a TiKV that runs, which writes them
         */
        public Request {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(tidbCluster, "tidbCluster");
            Objects.requireNonNull(moment, "moment");
            Objects.requireNonNull(strategy, "strategy");
            stores = List.copyOf(stores);
            if (strategy == Strategy.CHECK_WAL_ONLY && moment == Moment.BESIDE_TIKV) {
                throw new IllegalArgumentException(
                        "write-ahead logs can only be checked before TiKV starts: choose BEFORE_TIKV");
            }
        }
    }

    /**
     * The volumes of one store. Immutable.
     *
     * @param pod the name of the TiKV pod that uses them, or will
     * @param volumes its volumes
     * @since 0.1.0
     */
    record Store(String pod, List<Volume> volumes) {
        /** Checks that there is a volume, and copies them. */
        public Store {
            volumes = List.copyOf(volumes);
            if (pod.isBlank() || volumes.isEmpty()) {
                throw new IllegalArgumentException("a store to warm up needs a pod's name and a volume");
            }
        }
    }

    /**
     * One claimed volume. Immutable.
     *
     * @param name its name in the pod: {@code tikv} for the data volume, else {@code tikv-} and the name in the TidbCluster
     * @param claim the name of its claim
     * @since 0.1.0
     */
    record Volume(String name, String claim) {
        /** The name of the data volume in the pod. */
        public static final String DATA = "tikv";

        /** Checks that no part is missing. */
        public Volume {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(claim, "claim");
        }

        /** Whether it is the data volume. */
        public boolean data() {
            return name.equals(DATA);
        }
    }

    /**
     * How far the warm-up of one store is.
     *
     * @param pod the store's pod
     * @param state the state
     * @param text what happened, with what was written last if it failed; empty if there is nothing to say
     * @since 0.1.0
     */
    record Progress(String pod, State state, String text) {
        /** Checks that no part is missing. */
        public Progress {
            Objects.requireNonNull(pod, "pod");
            Objects.requireNonNull(state, "state");
            Objects.requireNonNull(text, "text");
        }
    }

    /**
     * States of a warm-up.
     *
     * @since 0.1.0
     */
    enum State {
        /** It was not begun, or what was begun is gone. */
        ABSENT,
        /** It goes on. */
        RUNNING,
        /** Everything was read, and no log was found damaged if they were looked at. */
        DONE,
        /** It ended without having read everything, or found logs damaged. */
        FAILED
    }
}
