package io.brfed.internal.protocol;

import io.brfed.api.ClusterName;
import io.brfed.api.FailureCause;
import io.brfed.api.Verdict;
import io.brfed.plane.MemberState;
import io.brfed.plane.Stamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Everything a protocol decides on.
 *
 * @param now the time
 * @param stamp the operation: the keeper's stamp, with the verdict of any member that carries a worse one
 * @param all what is known of each member, in the order of the request
 * @param stop the first cause for which the operation can no longer succeed, once one was found or the caller cancelled
 * @param pauseAsked when this driver asked for the pause, if it did
 * @param exclusive whether it is settled that no other operation works on the same TiDB cluster
 */
public record Situation(
        Instant now,
        Stamp stamp,
        List<MemberView> all,
        Optional<Stop> stop,
        Optional<Instant> pauseAsked,
        boolean exclusive) {
    /** Copies the list. */
    public Situation {
        all = List.copyOf(all);
    }

    /** The first cause of a failure and when it was found. */
    public record Stop(FailureCause cause, Instant since) {}

    /** The names of all members. */
    public List<ClusterName> names() {
        return all.stream().map(MemberView::name).toList();
    }

    /** The member that takes the pause. */
    public MemberView initializer() {
        return member(stamp.initializer());
    }

    /** The member whose stamp counts. */
    public MemberView keeper() {
        return member(stamp.keeper());
    }

    /** One member. */
    public MemberView member(ClusterName name) {
        MemberView view = find(name);
        if (view == null) {
            throw new IllegalStateException("member '" + name + "' is not part of " + names());
        }
        return view;
    }

    /** One member, if it is part of this. */
    @Nullable
    MemberView find(ClusterName name) {
        for (MemberView member : all) {
            if (member.name().equals(name)) {
                return member;
            }
        }
        return null;
    }

    /** Whether a fact holds for every member. */
    public boolean every(Predicate<MemberView> fact) {
        for (MemberView member : all) {
            if (!fact.test(member)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a fact holds for some member. */
    public boolean some(Predicate<MemberView> fact) {
        for (MemberView member : all) {
            if (fact.test(member)) {
                return true;
            }
        }
        return false;
    }

    /** The first member that a fact holds for. */
    Optional<MemberView> first(Predicate<MemberView> fact) {
        for (MemberView member : all) {
            if (fact.test(member)) {
                return Optional.of(member);
            }
        }
        return Optional.empty();
    }

    /** Whether a member carries the stamp of this very operation. */
    public boolean ours(MemberView member) {
        Stamp carried = member.state().flatMap(MemberState::stamp).orElse(null);
        return carried != null && carried.id().equals(stamp.id());
    }

    /** Whether a member has not heard yet that the operation goes on after a failure: what it reports is from before. */
    public boolean behind(MemberView member) {
        return ours(member)
                && member.state()
                        .flatMap(MemberState::stamp)
                        .filter(carried ->
                                carried.reopened().times() < stamp.reopened().times())
                        .isPresent();
    }

    /** Whether everything that needed the pause was seen to be done. */
    public boolean verdictOk() {
        return stamp.verdict().orElse(null) instanceof Verdict.Ok;
    }

    /** Whether nothing of the operation exists or can still come into being. */
    public boolean untouched() {
        return every(member -> member.absent()
                && !member.created()
                && !member.writing()
                && member.unsure().isEmpty());
    }
}
