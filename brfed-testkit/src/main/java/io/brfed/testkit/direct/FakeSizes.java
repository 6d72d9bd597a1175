package io.brfed.testkit.direct;

import io.brfed.api.ByteSize;
import io.brfed.api.SnapshotId;
import io.brfed.spi.SizeLevel;
import io.brfed.spi.SnapshotSizes;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Measures the snapshots of a {@link FakeEbs}: one question for all of them, and one for what has changed in each. */
final class FakeSizes implements SnapshotSizes {
    private final FakeEbs ebs;

    FakeSizes(FakeEbs ebs) {
        this.ebs = ebs;
    }

    @Override
    public CompletionStage<Map<SnapshotId, Size>> measure(
            Collection<SnapshotId> snapshots, SizeLevel level, Duration limit) {
        if (level == SizeLevel.NONE || snapshots.isEmpty()) {
            return CompletableFuture.completedFuture(Map.of());
        }
        Set<SnapshotId> wanted = Set.copyOf(snapshots);
        CompletableFuture<Map<SnapshotId, Size>> sizes = new CompletableFuture<>();
        new EbsTrip<>(ebs, "DescribeSnapshots", limit, account -> complete(account, wanted))
                .begin()
                .thenCompose(shots -> all(shots, level, limit))
                .whenComplete((found, error) -> {
                    if (error == null) {
                        sizes.complete(found);
                    } else {
                        Throwable cause = error.getCause();
                        sizes.completeExceptionally(cause == null ? error : cause);
                    }
                });
        return sizes;
    }

    private static List<EbsShot> complete(EbsAccount account, Set<SnapshotId> wanted) {
        return account.visible().stream()
                .filter(shot -> wanted.contains(shot.id) && shot.isComplete(account.now()))
                .toList();
    }

    private CompletionStage<Map<SnapshotId, Size>> all(List<EbsShot> shots, SizeLevel level, Duration limit) {
        CompletionStage<Map<SnapshotId, Size>> all = CompletableFuture.completedFuture(new HashMap<>());
        for (EbsShot shot : shots) {
            all = all.thenCombine(size(shot, level, limit), (sizes, size) -> {
                sizes.put(shot.id, size);
                return sizes;
            });
        }
        return all;
    }

    private CompletionStage<Size> size(EbsShot shot, SizeLevel level, Duration limit) {
        ByteSize full = new ByteSize(EbsBlocks.bytes(shot));
        Optional<ByteSize> told = level.full() ? Optional.of(full) : Optional.empty();
        Optional<EbsShot> before = level.incremental() ? ebs.with(account -> EbsBlocks.before(account, shot)) : none();
        if (before.isEmpty()) {
            Optional<ByteSize> changed = level.incremental() ? Optional.of(full) : Optional.empty();
            return CompletableFuture.completedFuture(new Size(told, changed));
        }
        EbsShot first = before.get();
        return new EbsTrip<>(
                        ebs,
                        EbsBlocks.LIST_CHANGED,
                        limit,
                        account -> EbsBlocks.changed(first, shot).size())
                .begin()
                .thenApply(blocks -> new Size(told, Optional.of(new ByteSize((long) blocks * EbsBlocks.BLOCK_BYTES))));
    }

    private static Optional<EbsShot> none() {
        return Optional.empty();
    }
}
