package io.brfed.internal.direct;

import io.brfed.api.OperationId;
import io.brfed.internal.direct.OpenMembers.Mark;
import io.brfed.plane.Member;
import io.brfed.plane.MemberState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Looks for members of other operations that have not ended. Touched by tasks of the scheduler only. */
final class Unfinished {
    private static final int LOOKS_AT_ONCE = 32;

    private final Ground ground;
    private final OpenMembers open;
    private final Members members;
    private final Set<Mark> sweeping = new HashSet<>();

    Unfinished(Ground ground, OpenMembers open, Members members) {
        this.ground = ground;
        this.open = open;
        this.members = members;
    }

    /** One that has not ended; empty if this operation is alone. */
    CompletionStage<Optional<MemberState>> beside(Member member, OperationId id) {
        return open.list(member.tidbCluster()).thenCompose(marks -> {
            List<CompletableFuture<Optional<MemberState>>> looks = new ArrayList<>();
            Turns turns = new Turns(ground.scheduler(), LOOKS_AT_ONCE);
            marks.stream()
                    .filter(mark -> !mark.id().equals(id))
                    .forEach(mark ->
                            looks.add(turns.take(() -> unlessEnded(mark)).toCompletableFuture()));
            return CompletableFuture.allOf(looks.toArray(CompletableFuture[]::new))
                    .thenApply(all ->
                            looks.stream().flatMap(look -> look.join().stream()).findFirst());
        });
    }

    private CompletionStage<Optional<MemberState>> unlessEnded(Mark mark) {
        return members.latest(mark.member()).thenApply(found -> {
            Optional<MemberState> own = found.filter(state -> has(state, mark.id()));
            if (own.isEmpty()) {
                sweepIfOld(mark);
            }
            if (own.filter(Ends::hasEnded).isEmpty()) {
                return own;
            }
            open.remove(mark);
            return Optional.empty();
        });
    }

    /**
     * Whoever made a mark without a journal may be about to write one, and makes the mark anew before that. An old one is of
     * a process that died, and all that still names what it left; it goes when nothing is left.
     */
    private void sweepIfOld(Mark mark) {
        if (!sweeping.add(mark)) {
            return;
        }
        open.age(mark)
                .thenCompose(age -> age.compareTo(ground.settings().sweep()) < 0
                        ? CompletableFuture.completedFuture(false)
                        : new LeftOver(ground)
                                .remove(mark.member(), mark.id())
                                .thenCompose(left ->
                                        left.isEmpty() ? open.remove(mark) : CompletableFuture.completedFuture(false)))
                .whenComplete((gone, error) -> sweeping.remove(mark));
    }

    /**
     * Removes what the operation left that held the lock before and has no member. Its mark stays until it is old, and with
     * it the name of what could not be removed now.
     */
    void cleanAfter(Member member, OperationId id) {
        CompletionStage<List<String>> unused = isKnown(member, id)
                .thenCompose(known -> known
                        ? CompletableFuture.completedFuture(List.<String>of())
                        : new LeftOver(ground).remove(member, id));
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
