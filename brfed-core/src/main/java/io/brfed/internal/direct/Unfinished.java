package io.brfed.internal.direct;

import io.brfed.api.OperationId;
import io.brfed.internal.direct.OpenMembers.Mark;
import io.brfed.plane.Member;
import io.brfed.plane.MemberState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Looks for members of other operations that have not ended. Touched by tasks of the scheduler only. */
final class Unfinished {
    private final OpenMembers open;
    private final Members members;

    Unfinished(OpenMembers open, Members members) {
        this.open = open;
        this.members = members;
    }

    /** One that has not ended; empty if this operation is alone. */
    CompletionStage<Optional<MemberState>> beside(Member member, OperationId id) {
        return open.list(member.tidbCluster()).thenCompose(marks -> {
            List<CompletableFuture<Optional<MemberState>>> looks = new ArrayList<>();
            marks.stream()
                    .filter(mark -> !mark.id().equals(id))
                    .forEach(mark -> looks.add(unlessEnded(mark).toCompletableFuture()));
            return CompletableFuture.allOf(looks.toArray(CompletableFuture[]::new))
                    .thenApply(all ->
                            looks.stream().flatMap(look -> look.join().stream()).findFirst());
        });
    }

    /** A mark without a journal stays: whoever made it may be about to write one. */
    private CompletionStage<Optional<MemberState>> unlessEnded(Mark mark) {
        return members.latest(mark.member()).thenApply(found -> {
            Optional<MemberState> own = found.filter(state -> has(state, mark.id()));
            if (own.filter(Ends::hasEnded).isEmpty()) {
                return own;
            }
            open.remove(mark);
            return Optional.empty();
        });
    }

    /** Whether a member of this operation was ever written, ended or not. */
    CompletionStage<Boolean> isKnown(Member member, OperationId id) {
        return members.latest(member)
                .thenApply(found -> found.filter(state -> has(state, id)).isPresent());
    }

    /** Takes the mark away unless the member has work to do. */
    CompletionStage<Boolean> settle(Member member, OperationId id) {
        return members.latest(member)
                .thenCompose(found -> found.filter(state -> has(state, id))
                                .filter(state -> !Ends.hasEnded(state))
                                .isPresent()
                        ? CompletableFuture.completedFuture(true)
                        : open.remove(new Mark(member, id)));
    }

    private static boolean has(MemberState state, OperationId id) {
        return state.stamp().filter(stamp -> stamp.id().equals(id)).isPresent();
    }
}
