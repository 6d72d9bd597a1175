package io.brfed.aws.internal;

import io.brfed.api.ByteSize;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import io.brfed.spi.SizeLevel;
import io.brfed.spi.SnapshotSizes;
import io.brfed.spi.SnapshotTags;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.SnapshotState;
import software.amazon.awssdk.services.ec2.model.Tag;

/**
 * Sizes as TiDB Operator finds them out, but for two things: what a snapshot holds is taken from EC2's description where it
 * says so, and the snapshot before is one of a backup, not of whoever. Thread-safe.
 */
public final class EbsSizes implements SnapshotSizes {
    private final Ec2Calls calls;
    private final EbsBlocks blocks;
    private final AwsThreads threads;

    /** Sizes by two clients. */
    public EbsSizes(Ec2Calls calls, EbsBlocks blocks, AwsThreads threads) {
        this.calls = calls;
        this.blocks = blocks;
        this.threads = threads;
    }

    @Override
    public CompletionStage<Map<SnapshotId, Size>> measure(
            Collection<SnapshotId> snapshots, SizeLevel level, Duration limit) {
        if (level == SizeLevel.NONE || snapshots.isEmpty()) {
            return CompletableFuture.completedFuture(Map.of());
        }
        Duration end = threads.elapsed().plus(limit);
        return AwsCalls.bare(calls.snapshots(List.copyOf(snapshots), limit)
                .thenApply(found -> found.stream().filter(EbsSizes::isComplete).toList())
                .thenCompose(found ->
                        older(found, level, end).thenCompose(older -> new Measuring(level, end, older).all(found))));
    }

    private static boolean isComplete(Snapshot snapshot) {
        return snapshot.state() == SnapshotState.COMPLETED;
    }

    /** The snapshots of backups of the same volumes. */
    private CompletionStage<Map<VolumeId, List<Snapshot>>> older(List<Snapshot> found, SizeLevel level, Duration end) {
        if (!level.incremental() || found.isEmpty()) {
            return CompletableFuture.completedFuture(Map.of());
        }
        List<VolumeId> volumes = found.stream().map(EbsSizes::volume).distinct().toList();
        return calls.completedOf(volumes, left(end))
                .thenApply(all -> all.stream().collect(Collectors.groupingBy(EbsSizes::volume)));
    }

    private Duration left(Duration end) {
        Duration left = end.minus(threads.elapsed());
        return left.isNegative() ? Duration.ZERO : left;
    }

    private static VolumeId volume(Snapshot snapshot) {
        return new VolumeId(snapshot.volumeId());
    }

    private static SnapshotId id(Snapshot snapshot) {
        return new SnapshotId(snapshot.snapshotId());
    }

    private static Map<String, String> tags(Snapshot snapshot) {
        return snapshot.tags().stream().collect(Collectors.toMap(Tag::key, Tag::value, (first, second) -> second));
    }

    /** One measuring of many snapshots. */
    private final class Measuring {
        private final SizeLevel level;
        private final Duration end;
        private final Map<VolumeId, List<Snapshot>> older;

        Measuring(SizeLevel level, Duration end, Map<VolumeId, List<Snapshot>> older) {
            this.level = level;
            this.end = end;
            this.older = older;
        }

        /** All at a time: the budget keeps them apart. */
        CompletionStage<Map<SnapshotId, Size>> all(List<Snapshot> snapshots) {
            CompletionStage<Map<SnapshotId, Size>> all = CompletableFuture.completedFuture(new HashMap<>());
            for (Snapshot snapshot : snapshots) {
                all = all.thenCombine(ifThere(size(snapshot)), (sizes, size) -> {
                    size.ifPresent(known -> sizes.put(id(snapshot), known));
                    return sizes;
                });
            }
            return all;
        }

        private CompletionStage<Size> size(Snapshot snapshot) {
            Optional<SnapshotId> before = level.incremental() ? before(snapshot) : Optional.empty();
            boolean whole = level.full() || before.isEmpty();
            CompletionStage<Optional<ByteSize>> full = whole ? known(full(snapshot)) : unknown();
            CompletionStage<Optional<ByteSize>> changed = before.map(
                            first -> known(blocks.changed(first, id(snapshot), left(end))))
                    .orElse(full);
            return full.thenCombine(
                    changed,
                    (all, some) -> new Size(
                            level.full() ? all : Optional.empty(), level.incremental() ? some : Optional.empty()));
        }

        private CompletionStage<Long> full(Snapshot snapshot) {
            Long told = snapshot.fullSnapshotSizeInBytes();
            return told == null ? blocks.all(id(snapshot), left(end)) : CompletableFuture.completedFuture(told);
        }

        private Optional<SnapshotId> before(Snapshot snapshot) {
            Map<String, String> tags = tags(snapshot);
            return older.getOrDefault(volume(snapshot), List.of()).stream()
                    .filter(other -> other.startTime().isBefore(snapshot.startTime()))
                    .filter(other -> !SnapshotTags.areOfTheSame(tags(other), tags))
                    .max(Comparator.comparing(Snapshot::startTime))
                    .map(EbsSizes::id);
        }
    }

    private static CompletionStage<Optional<ByteSize>> known(CompletionStage<Long> bytes) {
        return bytes.thenApply(value -> Optional.of(new ByteSize(value)));
    }

    private static CompletionStage<Optional<ByteSize>> unknown() {
        return CompletableFuture.completedFuture(Optional.empty());
    }

    /** Empty for one that was removed meanwhile. */
    private static CompletionStage<Optional<Size>> ifThere(CompletionStage<Size> size) {
        CompletableFuture<Optional<Size>> there = new CompletableFuture<>();
        AwsCalls.bare(size).whenComplete((value, error) -> {
            if (error == null) {
                there.complete(Optional.of(value));
            } else if (error instanceof ProviderException failure && failure.fault() == Fault.GONE) {
                there.complete(Optional.empty());
            } else {
                there.completeExceptionally(error);
            }
        });
        return there;
    }
}
