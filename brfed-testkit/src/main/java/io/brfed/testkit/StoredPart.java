package io.brfed.testkit;

import io.brfed.api.OperationId;
import io.brfed.api.Tso;
import io.brfed.testkit.tidb.Capture;
import io.brfed.testkit.tidb.FakeTidbCluster;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One member's part of a finished backup as its storage keeps it.
 *
 * @param commitTs the timestamp that the member reported
 * @param tidb the cluster that it was taken of; null if there is none, or if the timestamp is made up
 * @param captures what its snapshots hold
 * @param by the backup that wrote it; null if nobody did
 */
record StoredPart(
        Tso commitTs,
        @Nullable FakeTidbCluster tidb,
        List<Capture> captures,
        @Nullable OperationId by) {
    StoredPart {
        captures = List.copyOf(captures);
    }
}
