package io.brfed.internal.protocol;

import io.brfed.api.Condition;
import io.brfed.api.RecoveryMark;
import io.brfed.internal.protocol.Decision.Ending;
import io.brfed.internal.protocol.Decision.Tempo;
import io.brfed.plane.Deletion;
import io.brfed.plane.Deletion.Contents;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The end of an operation's members: each is deleted, and gone only when its own system says so. */
public final class DeletionProtocol implements Protocol {
    /** How far a deletion is. */
    public enum Stage {
        /** Members are being deleted. */
        DELETING,
        /** Every member is gone. */
        GONE,
        /** The time is up and something is left. */
        LEFT
    }

    private final Table<Stage> table;
    private final Contents contents;
    private final RecoveryMark mark;
    private final Duration limit;

    /** A deletion that takes a mark away from a PD that is fresh. */
    public DeletionProtocol(Contents contents, Duration limit) {
        this(contents, RecoveryMark.GOES_IF_PD_IS_FRESH, limit);
    }

    /**
     * A deletion.
     *
     * @param contents what becomes of snapshots and stored metadata
     * @param mark what becomes of a mark in PD
     * @param limit how long to wait, from the start in the stamp
     */
    public DeletionProtocol(Contents contents, RecoveryMark mark, Duration limit) {
        this.contents = contents;
        this.mark = mark;
        this.limit = limit;
        this.table = Table.from(Stage.DELETING, Set.of(Stage.GONE, Stage.LEFT))
                .row(Stage.DELETING, "all members gone", s -> s.every(DeletionProtocol::gone), Stage.GONE)
                .row(Stage.DELETING, "time is up or nothing more can be done", this::over, Stage.LEFT)
                .build();
    }

    /** The whole protocol. */
    Table<Stage> table() {
        return table;
    }

    @Override
    public Decision decide(Situation situation) {
        List<Table.Row<Stage>> path = table.walk(situation);
        Stage stage = table.end(path);
        return new Decision(
                stage.name(),
                List.copyOf(path),
                stage == Stage.DELETING ? steps(situation) : List.of(),
                Optional.empty(),
                Limits.next(situation, List.of(end(situation))),
                Tempo.CALM,
                stage == Stage.GONE ? Ending.SUCCEEDED : stage == Stage.LEFT ? Ending.FAILED : Ending.NONE);
    }

    /** Whether nothing of ours is there any more. */
    public static boolean gone(MemberView member) {
        return member.absent() && !member.writing() && member.unsure().isEmpty();
    }

    /** One that is being deleted is told, too: whoever began that may have died. */
    private List<Step> steps(Situation situation) {
        return situation.all().stream()
                .filter(member -> member.live() || member.deleting())
                .filter(situation::ours)
                .<Step>map(member -> new Step.Delete(new Deletion(
                        member.request().member(), situation.stamp().id(), contents, mark)))
                .toList();
    }

    private boolean over(Situation situation) {
        return !situation.now().isBefore(end(situation)) || situation.every(member -> settled(situation, member));
    }

    private static boolean settled(Situation situation, MemberView member) {
        boolean givenUp = member.outage()
                .map(outage -> !situation
                        .now()
                        .isBefore(outage.since()
                                .plus(situation.stamp().deadlines().unreachable())))
                .orElse(false);
        return gone(member)
                || givenUp
                || member.refusal().isPresent()
                || member.has(Condition.CLEAN_FAILED)
                || (member.state().isPresent() && !member.absent() && !situation.ours(member));
    }

    private Instant end(Situation situation) {
        return situation.stamp().startedAt().plus(limit);
    }
}
