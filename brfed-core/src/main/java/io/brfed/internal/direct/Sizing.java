package io.brfed.internal.direct;

import io.brfed.api.ByteSize;
import io.brfed.api.SnapshotId;
import io.brfed.internal.direct.meta.MeasuredSize;
import io.brfed.spi.SizeLevel;
import io.brfed.spi.SnapshotSizes;
import io.brfed.spi.SnapshotSizes.Size;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Finds out how much the snapshots of a member hold, after the pause and after they are complete. That it cannot be found
 * out is no failure of the backup. Touched by tasks of the scheduler only.
 */
final class Sizing {
    private final Ground ground;

    Sizing(Ground ground) {
        this.ground = ground;
    }

    /** What they hold; never fails. What has changed needs a right of its own, without which the rest is told. */
    CompletionStage<MeasuredSize> of(Collection<SnapshotId> snapshots) {
        SizeLevel level = ground.settings().sizes().level();
        Optional<SnapshotSizes> sizes =
                level == SizeLevel.NONE ? Optional.empty() : ground.snapshots().sizes();
        if (sizes.isEmpty() || snapshots.isEmpty()) {
            return CompletableFuture.completedFuture(MeasuredSize.UNKNOWN);
        }
        Duration endsBy =
                ground.scheduler().elapsed().plus(ground.settings().sizes().limit());
        Question question = new Question(sizes.get(), snapshots, endsBy);
        CompletionStage<MeasuredSize> wanted = measure(question, level);
        CompletionStage<MeasuredSize> known = level == SizeLevel.ALL
                ? wanted.exceptionallyCompose(error -> measure(question, SizeLevel.FULL))
                : wanted;
        return known.exceptionally(error -> MeasuredSize.UNKNOWN);
    }

    private record Question(SnapshotSizes sizes, Collection<SnapshotId> snapshots, Duration endsBy) {}

    /** All questions have one limit together: the member waits for its size. */
    private CompletionStage<MeasuredSize> measure(Question question, SizeLevel level) {
        Collection<SnapshotId> snapshots = question.snapshots();
        Duration limit = question.endsBy().minus(ground.scheduler().elapsed());
        if (limit.isNegative() || limit.isZero()) {
            return CompletableFuture.completedFuture(MeasuredSize.UNKNOWN);
        }
        return ground.calls()
                .read("measuring snapshots", limit, () -> question.sizes().measure(snapshots, level, limit))
                .thenApply(found ->
                        new MeasuredSize(sum(found, snapshots, Size::full), sum(found, snapshots, Size::incremental)));
    }

    private static Optional<ByteSize> sum(
            Map<SnapshotId, Size> found, Collection<SnapshotId> snapshots, Function<Size, Optional<ByteSize>> part) {
        long bytes = 0;
        for (SnapshotId snapshot : snapshots) {
            Optional<ByteSize> one = Optional.ofNullable(found.get(snapshot)).flatMap(part);
            if (one.isEmpty()) {
                return Optional.empty();
            }
            bytes += one.get().bytes();
        }
        return Optional.of(new ByteSize(bytes));
    }
}
