package io.brfed.internal.direct;

import io.brfed.api.OperationId;
import io.brfed.api.TidbClusterRef;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What was found for each operation before its pause. Touched by tasks of the scheduler only. */
final class Prepared {
    private static final int MOST = 100;

    private final Ground ground;
    private final Map<OperationId, Discovery.Found> byOperation = new LinkedHashMap<>();

    Prepared(Ground ground) {
        this.ground = ground;
    }

    /**
     * Reads everything that the snapshots need; refused if they could not be complete. Read once for an operation, because
     * a claim may be made again when the pause has begun, and nothing is described in it.
     */
    CompletionStage<Discovery.Found> prepare(OperationId id, TidbClusterRef tidbCluster) {
        Discovery.Found kept = byOperation.get(id);
        if (kept != null) {
            return CompletableFuture.completedFuture(kept);
        }
        return new Discovery(ground).all(tidbCluster).thenApply(all -> {
            Discovery.usable(all.plan());
            Discovery.Found found = all.withoutPeers();
            byOperation.put(id, found);
            if (byOperation.size() > MOST) {
                byOperation.remove(byOperation.keySet().iterator().next());
            }
            return found;
        });
    }

    /** Hands out what was found for a member, and keeps it no longer; read now if this process never did. */
    CompletionStage<Discovery.Found> of(BackupMember member) {
        Discovery.Found found = byOperation.remove(member.book().id());
        return found == null
                ? new Discovery(ground)
                        .all(member.book().journal().request.member().tidbCluster())
                        .thenApply(all -> {
                            Discovery.usable(all.plan());
                            return all;
                        })
                : CompletableFuture.completedFuture(found);
    }
}
