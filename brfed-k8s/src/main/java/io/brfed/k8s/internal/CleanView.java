package io.brfed.k8s.internal;

import io.brfed.api.Condition;
import io.brfed.plane.Member;
import io.brfed.plane.MemberState;
import io.brfed.plane.MemberState.Presence;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Looks whether the job that removes a deleted backup's data is still trying: one failed try marks the backup for good
 * although the job's next one may succeed. Thread-safe.
 */
final class CleanView {
    private final ApiServer server;

    CleanView(ApiServer server) {
        this.server = server;
    }

    /** The state; where the role may read jobs, a failed clean-up that is being tried again is a retry. */
    CompletionStage<MemberState> seen(Member member, Optional<StoredMember> stored, Limit limit) {
        MemberState state = MemberReads.state(member, stored);
        if (stored.isEmpty() || state.presence() != Presence.DELETING || !state.has(Condition.CLEAN_FAILED)) {
            return CompletableFuture.completedFuture(state);
        }
        ObjectKey backup = MemberNames.of(member);
        ObjectKey job = new ObjectKey(ApiResource.JOB, backup.namespace(), "clean-" + backup.name());
        // With half of the time, so that a look that hangs does not cost the answer about the member itself.
        return server.send(ApiRequest.get(job.path()), Limit.in(limit.left().dividedBy(2), server.threads()))
                .handle((answer, error) -> error == null && tries(answer, job, stored.get())
                        ? MemberReading.whileCleaning(member, stored.get())
                        : state);
    }

    /**
     * A job that has succeeded counts too: the operator is about to say so and to let the backup go. So does one that is
     * gone: it went with the backup since that was looked at, or somebody deleted it so that the operator makes another.
     */
    private static boolean tries(ApiAnswer answer, ObjectKey job, StoredMember backup) {
        return answer.absent(ApiResource.JOB, job.name())
                || (answer.ok() && InitJobs.ownedBy(answer.body(), backup) && !InitJobs.failed(answer.body()));
    }
}
