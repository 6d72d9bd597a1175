package io.brfed.aws.internal;

import io.brfed.api.Finding;
import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import io.brfed.spi.FastSnapshotRestore;
import io.brfed.spi.VolumeRequest;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Fast snapshot restore of one EC2 client. Thread-safe.
 *
 * @param calls its requests
 * @param check looks for what would keep it from being enabled
 */
public record FastRestores(FastCalls calls, FastCheck check) implements FastSnapshotRestore {
    @Override
    public CompletionStage<List<Finding>> check(Collection<VolumeRequest> requests, Duration limit) {
        return check.of(List.copyOf(requests), limit);
    }

    @Override
    public CompletionStage<Answer> enable(Batch batch, Duration limit) {
        return calls.enable(batch, limit);
    }

    @Override
    public CompletionStage<Answer> disable(Batch batch, Duration limit) {
        return calls.disable(batch, limit);
    }

    @Override
    public CompletionStage<List<Status>> describe(Collection<SnapshotId> snapshots, Duration limit) {
        return calls.describe(List.copyOf(snapshots), limit);
    }

    @Override
    public CompletionStage<Set<VolumeId>> restoredFast(Collection<VolumeId> volumes, Duration limit) {
        return calls.restoredFast(List.copyOf(volumes), limit);
    }
}
