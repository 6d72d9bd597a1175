package io.brfed.internal.direct;

import io.brfed.api.Finding;
import io.brfed.internal.loop.Calls;
import io.brfed.plane.JointCheck;
import io.brfed.plane.Readiness;
import io.brfed.spi.InstanceSnapshots;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** What one member asks of its account and region, which all members there share. */
record AccountShare(Ground ground, List<InstanceSnapshots> requests) implements JointCheck {
    AccountShare {
        requests = List.copyOf(requests);
    }

    @Override
    public Object group() {
        return ground.snapshots().budget();
    }

    @Override
    public CompletionStage<List<Finding>> check(List<JointCheck> all, List<Readiness> members, Duration limit) {
        List<InstanceSnapshots> together = all.stream()
                .filter(AccountShare.class::isInstance)
                .map(AccountShare.class::cast)
                .flatMap(share -> share.requests().stream())
                .toList();
        return new Calls(ground.scheduler())
                .read("checking the account", limit, () -> ground.snapshots().check(together, limit));
    }
}
