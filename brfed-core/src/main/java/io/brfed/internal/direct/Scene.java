package io.brfed.internal.direct;

import io.brfed.api.ClusterName;
import io.brfed.api.OperationId;
import io.brfed.internal.direct.RestoreGroup.Opened;
import io.brfed.internal.loop.Calls;
import io.brfed.plane.Member;
import io.brfed.plane.Placement;
import io.brfed.spi.RestoreTarget;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * What the steps of one member's restore work with. Touched by tasks of the scheduler only.
 *
 * @param ground the plane
 * @param means what it restores with
 * @param group what all members share
 * @param book the member's book
 * @param ending completes when this process is to do no step any more
 */
record Scene(
        Ground ground, RestoreMeans means, RestoreGroup group, MemberBook book, CompletableFuture<Boolean> ending) {
    /** A member's restore that may begin. */
    static Scene of(Ground ground, Restoring restoring, MemberBook book) {
        return new Scene(ground, restoring.means(), restoring.group(), book, new CompletableFuture<>());
    }

    Member member() {
        return book.journal().request.member();
    }

    OperationId id() {
        return book.id();
    }

    RestoreJournal journal() {
        return book.journal().restore;
    }

    RestoreSettings settings() {
        return group.settings();
    }

    private RestoreGroup.Shared shared() {
        return group.of(id());
    }

    void tell(BackupPart part) {
        shared().tell(ground.cluster(), part);
    }

    void tell(Opened pd) {
        shared().tell(pd);
    }

    /** Tells the other members that this one has nothing to check any more before TiKV starts. */
    void tellIfClear() {
        if (journal().warmed || !means.checksLogs()) {
            shared().tellClear(ground.cluster());
        }
    }

    /** Ends when no member has anything to check any more before TiKV starts, or this one ends. */
    CompletionStage<Boolean> clear() {
        return unlessEnded(shared().clear(members()));
    }

    Duration limit() {
        return ground.settings().call();
    }

    Calls calls() {
        return ground.calls();
    }

    List<ClusterName> members() {
        return book.journal().stamp.members().stream().map(Placement::cluster).toList();
    }

    /** What every member restores; ends when all have told it, or this one ends. */
    CompletionStage<List<BackupPart>> parts() {
        return unlessEnded(shared().parts(members()));
    }

    /** What the keeper did to PD; ends when it has told it, or this member ends. */
    CompletionStage<Opened> opened() {
        return unlessEnded(shared().opened());
    }

    private <T> CompletionStage<T> unlessEnded(CompletionStage<T> told) {
        CompletableFuture<T> waited = new CompletableFuture<>();
        told.thenAccept(waited::complete);
        CompletableFuture<Void> unused = ending.thenAccept(over -> waited.completeExceptionally(over()));
        return waited;
    }

    private static IllegalStateException over() {
        return new IllegalStateException("the restore has ended");
    }

    /** Fails if nothing is to be done any more. */
    static <T> CompletionStage<T> ended() {
        return CompletableFuture.failedFuture(over());
    }

    /** A step's call that changes something; not made once the restore has ended. */
    CompletionStage<Boolean> act(String what, Supplier<CompletionStage<Void>> call) {
        return ending.isDone()
                ? ended()
                : calls().write(what, limit(), () -> call.get().thenApply(done -> true));
    }

    /** Tells something in the report; once, because a process that goes on finds the same again. */
    void note(String words) {
        List<String> notes = book.journal().notes;
        if (!notes.contains(words)) {
            notes.add(words);
        }
    }

    CompletionStage<RestoreTarget> look() {
        return calls().read(
                        "looking at " + member().tidbCluster() + " in " + ground.cluster(),
                        limit(),
                        () -> means.access().look(member().tidbCluster(), limit()));
    }

    /** Stores the journal as it is; ends when that is done. */
    CompletionStage<Boolean> keep() {
        CompletableFuture<Boolean> kept = new CompletableFuture<>();
        book.durably(() -> kept.complete(true));
        return kept;
    }
}
