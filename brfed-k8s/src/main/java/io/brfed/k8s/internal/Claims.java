package io.brfed.k8s.internal;

import io.brfed.api.OperationId;
import io.brfed.plane.Exclusion;
import io.brfed.plane.Member;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Sees to it that at most one operation works on a TidbCluster: a lease where the role allows it, and always a look at
 * the unfinished members, because the original control plane takes no lease. Thread-safe.
 */
final class Claims {
    private final ApiServer server;
    private final Leases leases;
    private final UnfinishedMembers unfinished;

    Claims(ApiServer server, Duration duration) {
        this.server = server;
        leases = new Leases(server, duration);
        unfinished = new UnfinishedMembers(server);
    }

    CompletionStage<Exclusion> claim(Member member, OperationId id, Limit limit) {
        // The lease first: whoever comes later finds it, whoever came before is found by the look after it.
        return leases.take(member, id, limit)
                .thenCompose(lease -> lease instanceof Exclusion.Taken
                        ? CompletableFuture.completedFuture(lease)
                        : look(member, id, lease, limit));
    }

    private CompletionStage<Exclusion> look(Member member, OperationId id, Exclusion lease, Limit limit) {
        return unfinished
                .find(member, id, limit)
                .thenCompose(other -> {
                    if (other.isEmpty()) {
                        return CompletableFuture.completedFuture(lease);
                    }
                    Exclusion taken = other.get();
                    return unclaim(member, id, limit).handle((none, error) -> taken);
                })
                .exceptionallyCompose(error -> unchecked(Stages.cause(error)));
    }

    private CompletionStage<Exclusion> unchecked(Throwable error) {
        if (error instanceof UnfinishedMembers.NoRightException) {
            return CompletableFuture.completedFuture(new Exclusion.Unchecked(
                    "the role on " + server.name() + " may not list backups and restores: " + error.getMessage()));
        }
        return CompletableFuture.failedFuture(error);
    }

    CompletionStage<Void> unclaim(Member member, OperationId id, Limit limit) {
        return leases.give(member, id, limit);
    }
}
