package io.brfed.internal.direct;

import io.brfed.api.Finding;
import io.brfed.plane.JointCheck;
import io.brfed.plane.Readiness;
import io.brfed.spi.VolumeProvider;
import io.brfed.spi.VolumeRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The volumes that one member makes in its account and region, which all members there share. */
record VolumeShare(Ground ground, VolumeProvider volumes, List<VolumeRequest> requests) implements JointCheck {
    VolumeShare {
        requests = List.copyOf(requests);
    }

    @Override
    public Object group() {
        return volumes.budget();
    }

    @Override
    public CompletionStage<List<Finding>> check(List<JointCheck> all, List<Readiness> members, Duration limit) {
        List<VolumeRequest> together = all.stream()
                .filter(VolumeShare.class::isInstance)
                .map(VolumeShare.class::cast)
                .flatMap(share -> share.requests().stream())
                .toList();
        return ground.calls().read("checking the account", limit, () -> volumes.check(together, limit));
    }
}
