package io.brfed.spi;

import io.brfed.api.BackupLocation;
import io.brfed.api.ClusterName;
import io.brfed.api.Finding;
import io.brfed.api.OperationId;
import io.brfed.api.OperationName;
import io.brfed.api.StoreId;
import io.brfed.api.TidbClusterRef;
import io.brfed.api.Tso;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Makes the data of a TiDB cluster consistent whose stores have come up from restored volumes in recovery mode: done once for
 * all members of a restore together. When it is begun, every store of the backup is up, and PD was marked by the same
 * restore. Safe for use by several threads; no method blocks its caller.
 *
 * @since 0.1.0
 */
public interface DataRecovery {
    /** What reports call it, for example {@code native}. */
    String name();

    /**
     * Whether it recovers the data of a TiDB cluster that has TiFlash: TiFlash's learners stay in the regions' peer lists, and
     * their data is on no snapshot. Default: no.
     */
    default boolean recoversTiflash() {
        return false;
    }

    /** What would keep it from recovering this, as far as that can be told before anything is restored. Changes nothing. */
    CompletionStage<List<Finding>> check(Task task, Duration limit);

    /**
     * Begins, or goes on with what another process began and {@linkplain Notebook#kept() kept}. Called once for a recovery in
     * a process.
     */
    Running begin(Task task, Notebook notebook);

    /**
     * A recovery that goes on.
     *
     * @since 0.1.0
     */
    interface Running {
        /**
         * Ends with words about the recovery for the report when the data is consistent and PD's mark is gone. Fails with what
         * happened; {@link io.brfed.api.ProviderException} says whether beginning again may help.
         */
        CompletionStage<String> outcome();

        /** Ends it early, as soon as possible; the outcome is a failure then unless it came before. Idempotent. */
        void cancel();

        /**
         * As {@link #cancel}, because another process goes on with it: what is held for the recovery stays held, and runs out by
         * itself if nobody does.
         */
        default void leave() {
            cancel();
        }

        /**
         * Says that PD is still marked although the outcome was a success: the data is not consistent. What was kept is to
         * change so that beginning again does the work, and does not say once more that it was done.
         *
         * @return ends when that is kept; by default at once
         */
        default CompletionStage<Void> refuted() {
            return CompletableFuture.completedFuture(null);
        }
    }

    /**
     * Where a recovery keeps how far it is, for itself in another process, and tells it.
     *
     * @since 0.1.0
     */
    interface Notebook {
        /** What was kept last; empty if nothing was. */
        String kept();

        /**
         * Replaces what was kept.
         *
         * @param state at most a few hundred kilobytes, in words of the recovery's own
         * @return ends when it is stored; what is not stored must not be relied on
         */
        CompletionStage<Void> keep(String state);

        /**
         * Tells how far it is; may be called often, on any thread.
         *
         * @param part of the whole, 0 to 1
         */
        void progress(double part);
    }

    /**
     * What is to be recovered. Immutable.
     *
     * @param id the restore
     * @param name its name
     * @param cluster the member in whose name it is done
     * @param tidbCluster the TidbCluster there
     * @param source where that member's part of the backup lies
     * @param stores exactly the stores of the backup, of all members
     * @param resolved what the data goes back to
     * @param latestCommit no commit on the volumes is above this
     * @param recordedId the greatest id that the backup's PD had given out; unsigned; 0 if that was not recorded
     * @since 0.1.0
     */
    record Task(
            OperationId id,
            OperationName name,
            ClusterName cluster,
            TidbClusterRef tidbCluster,
            BackupLocation source,
            Set<StoreId> stores,
            Tso resolved,
            Tso latestCommit,
            long recordedId) {
        /** Checks that no part is missing and copies the stores. */
        public Task {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(cluster, "cluster");
            Objects.requireNonNull(tidbCluster, "tidbCluster");
            Objects.requireNonNull(source, "source");
            Objects.requireNonNull(resolved, "resolved");
            Objects.requireNonNull(latestCommit, "latestCommit");
            stores = Set.copyOf(stores);
        }
    }
}
