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

    /** Reads everything that the snapshots need; refused if they could not be complete. */
    CompletionStage<Discovery.Found> prepare(OperationId id, TidbClusterRef tidbCluster) {
        return new Discovery(ground).all(tidbCluster).thenApply(found -> {
            Discovery.usable(found.plan());
            byOperation.put(id, found);
            if (byOperation.size() > MOST) {
                byOperation.remove(byOperation.keySet().iterator().next());
            }
            return found;
        });
    }

    /** What was found for a member; read now if this process never did. */
    CompletionStage<Discovery.Found> of(BackupMember member) {
        Discovery.Found found = byOperation.get(member.book().id());
        return found == null
                ? prepare(
                        member.book().id(),
                        member.book().journal().request.member().tidbCluster())
                : CompletableFuture.completedFuture(found);
    }
}
