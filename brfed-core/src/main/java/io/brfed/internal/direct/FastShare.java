package io.brfed.internal.direct;

import io.brfed.api.Finding;
import io.brfed.plane.JointCheck;
import io.brfed.plane.Readiness;
import io.brfed.spi.FastSnapshotRestore;
import io.brfed.spi.VolumeProvider;
import io.brfed.spi.VolumeRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The snapshots that one member enables for fast snapshot restore in its account and region, which all members there share.
 *
 * @param requests the requests for its data volumes
 */
record FastShare(Ground ground, VolumeProvider volumes, List<VolumeRequest> requests) implements JointCheck {
    FastShare {
        requests = List.copyOf(requests);
    }

    @Override
    public Object group() {
        return new Group(volumes.budget());
    }

    /** Not the group of the volumes themselves, whose share does not ask for this. */
    private record Group(Object account) {}

    @Override
    public CompletionStage<List<Finding>> check(List<JointCheck> all, List<Readiness> members, Duration limit) {
        List<VolumeRequest> together = all.stream()
                .filter(FastShare.class::isInstance)
                .map(FastShare.class::cast)
                .flatMap(share -> share.requests().stream())
                .toList();
        return volumes.fastRestore()
                .map(fast -> ask(fast, together, limit))
                .orElseGet(() -> CompletableFuture.completedFuture(List.of(Finding.fault(
                        "fast snapshot restore",
                        "wanted",
                        "the provider of volumes has none",
                        "leave it out, or use EbsVolumeProvider"))));
    }

    private CompletionStage<List<Finding>> ask(FastSnapshotRestore fast, List<VolumeRequest> together, Duration limit) {
        return ground.calls().read("checking fast snapshot restore", limit, () -> fast.check(together, limit));
    }
}
