package io.brfed.internal.direct;

import io.brfed.api.OperationId;
import io.brfed.api.OperationKind;
import io.brfed.internal.loop.Causes;
import io.brfed.plane.Member;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What an operation may have left of a member that has no journal: its process died before it was written. */
final class LeftOver {
    private final Ground ground;

    LeftOver(Ground ground) {
        this.ground = ground;
    }

    /**
     * Removes it, if the operation holds the lock; nothing can have been made without.
     *
     * @return what could not be removed
     */
    CompletionStage<List<String>> removeIfLocked(Member member, OperationId id) {
        return new ClusterLock(ground)
                .holder(member.tidbCluster())
                .thenCompose(
                        holder -> holder.filter(found -> found.id().equals(id)).isEmpty()
                                ? CompletableFuture.completedFuture(List.<String>of())
                                : remove(member, id));
    }

    /**
     * Removes whatever carries its stamp. A backup that was written down stays: its journal was deleted, and its contents
     * were to be kept.
     *
     * @return what could not be removed
     */
    CompletionStage<List<String>> remove(Member member, OperationId id) {
        if (member.kind() == OperationKind.RESTORE) {
            // Nothing is made by a restore before its journal names it.
            return CompletableFuture.completedFuture(List.of());
        }
        BackupFolder folder = new BackupFolder(ground, member);
        return folder.committedBy()
                .thenCompose(owner -> owner.filter(id.value()::equals).isPresent()
                        ? CompletableFuture.completedFuture(List.<String>of())
                        : new CleanUp(ground)
                                .remove(id, List.of(), Set.of())
                                .thenCompose(left ->
                                        left.isEmpty() ? folder.remove(id) : CompletableFuture.completedFuture(left)))
                .exceptionally(error -> List.of(Causes.words(error)));
    }
}
