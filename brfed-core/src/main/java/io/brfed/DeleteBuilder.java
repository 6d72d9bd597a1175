package io.brfed;

import io.brfed.api.DeletionReport;
import io.brfed.api.OperationKind;
import io.brfed.api.OperationName;
import io.brfed.api.RecoveryMark;
import io.brfed.api.RestoreReport;
import io.brfed.internal.SystemScheduler;
import io.brfed.internal.drive.Deleting;
import io.brfed.plane.Cluster;
import io.brfed.plane.Deletion.Contents;
import io.brfed.spi.Scheduler;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A deletion to be run: made by {@link Federation#delete}, ended by {@link #execute}. A running operation is ended first:
 * its pause is given back and its members are torn down. Only members that carry the operation's stamp are deleted, and
 * a member counts as gone only when its own system says so. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class DeleteBuilder {
    private static final Duration DEFAULT_LIMIT = Duration.ofHours(1);

    private final List<Cluster> clusters;
    private OperationKind kind = OperationKind.BACKUP;
    private @Nullable OperationName name;
    private Contents contents = Contents.AS_RECORDED;
    private RecoveryMark mark = RecoveryMark.GOES_IF_PD_IS_FRESH;
    private Duration limit = DEFAULT_LIMIT;
    private Pacing pacing = Pacing.defaults();
    private Scheduler scheduler = SystemScheduler.shared();

    DeleteBuilder(List<Cluster> clusters) {
        this.clusters = clusters;
    }

    /** Names the backup to be deleted. */
    public DeleteBuilder backup(String operation) {
        kind = OperationKind.BACKUP;
        name = new OperationName(operation);
        return this;
    }

    /**
     * Names the restore to be deleted. The volumes of one that is complete stay. Of one that failed, the direct plane removes what
     * it has made, by its stamp: claims, persistent volumes and volumes, unless the TidbCluster is in service; TiDB Operator's
     * volumes stay. The other way out of a failure is {@link RestoreBuilder#goingOnAfterFailure}, which needs what this removes.
     */
    public DeleteBuilder restore(String operation) {
        kind = OperationKind.RESTORE;
        name = new OperationName(operation);
        return this;
    }

    /** Names the restore that a report is about, as {@link #restore(String)} does. */
    public DeleteBuilder restore(RestoreReport report) {
        return restore(report.name().value());
    }

    /**
     * Sets what becomes of the mark by which a restore that failed has told PD that its TiDB cluster is recovering; the report
     * says what did, in its notices. Default: {@link RecoveryMark#GOES_IF_PD_IS_FRESH}. Nothing else leaves such a mark; that of
     * TiDB Operator's restores is not touched.
     */
    public DeleteBuilder recoveryMark(RecoveryMark value) {
        mark = Objects.requireNonNull(value, "value");
        return this;
    }

    /** Deletes snapshots and stored metadata too, whatever was recorded. Default: as recorded with the backup. */
    public DeleteBuilder withSnapshots() {
        contents = Contents.REMOVED;
        return this;
    }

    /** Sets how long to wait for members to be gone. Default: 1 hour. */
    public DeleteBuilder limit(Duration value) {
        limit = Objects.requireNonNull(value, "value");
        return this;
    }

    /** Sets how often and how long to ask. Default: {@link Pacing#defaults}. */
    public DeleteBuilder pacing(Pacing value) {
        pacing = Objects.requireNonNull(value, "value");
        return this;
    }

    /** Sets the source of time and execution. Default: the system clock. For tests in virtual time. */
    public DeleteBuilder scheduler(Scheduler value) {
        scheduler = Objects.requireNonNull(value, "value");
        return this;
    }

    /**
     * Deletes. Safe to repeat: members that are gone already count as gone.
     *
     * @throws IllegalStateException if neither a backup nor a restore was named
     * @throws io.brfed.api.FederationCancelledException if the calling thread is interrupted; the deletion goes on
     */
    public DeletionReport execute() {
        if (name == null) {
            throw new IllegalStateException("name what to delete: backup(name) or restore(name)");
        }
        return new Deleting(Deleting.request(clusters, kind, name, pacing), scheduler).execute(contents, mark, limit);
    }
}
