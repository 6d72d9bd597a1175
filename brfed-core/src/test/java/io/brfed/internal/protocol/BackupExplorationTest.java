package io.brfed.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.Phase;
import io.brfed.internal.protocol.BackupMember.End;
import io.brfed.internal.protocol.BackupMember.Kept;
import io.brfed.internal.protocol.BackupMember.Order;
import io.brfed.internal.protocol.BackupMember.Pause;
import io.brfed.internal.protocol.Decision.Ending;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Every way a backup can go: members that advance, fail, vanish, fall silent and come back, in any order, while limits
 * pass, writes fail or come late, and the driver is replaced by one that remembers nothing.
 */
class BackupExplorationTest {
    private final BackupProtocol protocol = new BackupProtocol();
    private final Set<Table.Row<?>> rows = new HashSet<>();
    private final Set<BackupWorld> successes = new HashSet<>();

    @Test
    void noWayThroughTwoMembersBreaksAPromiseAndEveryRowIsTaken() {
        explore(2, 2);

        assertThat(rows).isEqualTo(Set.copyOf(BackupProtocol.TABLE.rows()));
    }

    @Test
    void noWayThroughThreeMembersBreaksAPromise() {
        explore(3, 1);
    }

    private void explore(int members, int faults) {
        BackupSight sight = new BackupSight(members);
        Exploration<BackupWorld> explored =
                Exploration.from(BackupWorld.of(members, faults), world -> next(world, sight));

        System.out.println("backup of " + members + " members, at most " + faults + " faults: " + explored.size()
                + " worlds, " + explored.transitions() + " transitions, " + successes.size()
                + " successes, " + explored.count(world -> !world.driving()) + " reported failures");
        assertThat(successes).isNotEmpty();
        explored.everyWorldReaches(
                world -> successes.contains(world) || !world.driving(),
                world -> world.time() < BackupSight.TIMES.size() - 1);
    }

    private List<BackupWorld> next(BackupWorld found, BackupSight sight) {
        if (!found.driving()) {
            if (found.faults() == 0) {
                return List.of();
            }
            List<BackupWorld> next = new ArrayList<>(found.moves());
            next.addAll(found.drivenAnew());
            return next;
        }
        BackupWorld world = found.looked();
        Situation situation = sight.of(world);
        Decision decision = protocol.decide(situation);
        rows.addAll(decision.path());
        boolean idle = world.members().stream().allMatch(member -> member.order() == null);
        if (decision.ending() == Ending.SUCCEEDED) {
            mayHaveSucceeded(world);
            successes.add(found);
            return List.of();
        }
        if (decision.ending() == Ending.FAILED && idle) {
            mayHaveFailed(world);
            return List.of(world.stopped().reportedFailure());
        }
        return carriedOut(decision.failure().isPresent() ? world.stopped() : world, decision);
    }

    private static List<BackupWorld> carriedOut(BackupWorld world, Decision decision) {
        List<BackupWorld> next = new ArrayList<>();
        for (Step step : decision.steps()) {
            if (step instanceof Step.Declare declare) {
                declared(next, world, declare, decision);
            } else if (world.members().stream().allMatch(BackupMember::up)) {
                next.add(world.readOnceMore());
            }
        }
        boolean idle = next.isEmpty();
        next.addAll(world.moves());
        next.addAll(world.drivenAnew());
        if (world.faults() > 0 && world.stopAt() < 0) {
            next.add(world.stopped().troubled());
        }
        if (idle && world.stopAt() >= 0) {
            next.addAll(world.later());
        } else if (world.faults() > 0) {
            world.later().forEach(late -> next.add((idle ? late : late.slowed()).troubled()));
        }
        if (idle) {
            next.addAll(world.outForLonger());
        }
        return next;
    }

    /** A write to a member that answers takes effect at once, but for a fault that delays it. */
    private static void declared(List<BackupWorld> next, BackupWorld world, Step.Declare declare, Decision decision) {
        int index = BackupSight.index(declare);
        BackupMember member = world.members().get(index);
        if (member.order() != null) {
            return;
        }
        Order order = BackupSight.order(declare, world.members().size());
        mayBeDeclared(world, index, order, decision);
        BackupWorld ordered = world.ordered(index, order);
        if (member.up()) {
            next.add(ordered.arrived(index));
        }
        if (world.faults() > 0) {
            next.add(ordered.slowed().troubled());
        }
    }

    private static void mayBeDeclared(BackupWorld world, int index, Order order, Decision decision) {
        boolean hope = decision.failure().isEmpty() && world.stopAt() < 0;
        if (order.phase() == Phase.EXECUTE) {
            require(world.initializer().pause() == Pause.TAKEN, "EXECUTE without a pause");
            require(hope, "EXECUTE without hope");
        }
        if (order.create()) {
            boolean decided = world.members().stream().anyMatch(member -> member.kept() != Kept.NOTHING);
            require(!decided && hope, "a member is created after the verdict");
            require(order.phase() == Phase.INITIALIZE || world.paused(), "a member is created outside the pause");
            require(!world.members().get(index).seen(), "a lost member is created again");
        }
        if (order.phase() == Phase.RESUME && order.kept() == Kept.OK) {
            require(hope, "a resume of a success without hope");
            require(world.verdict() != Kept.FAILED, "a resume of a success after a failed verdict");
            require(
                    world.members().stream().allMatch(member -> member.work().snapshots()),
                    "a resume of a success before all snapshots");
            require(world.confirmed() || world.verdict() == Kept.OK, "a resume of a success that was not confirmed");
        }
    }

    private static void mayHaveSucceeded(BackupWorld world) {
        require(!world.reported() || world.slow(), "a success after a failure was reported");
        require(world.stopAt() < 0, "a success without hope");
        for (BackupMember member : world.members()) {
            require(member.live() && member.end() == End.COMPLETE, "a success without a complete member");
            require(member.told(Phase.TEARDOWN) && member.kept() == Kept.OK, "a success without a verdict");
            require(!member.outside(), "a success with snapshots from outside the pause");
        }
    }

    private static void mayHaveFailed(BackupWorld world) {
        BackupMember holder = world.initializer();
        boolean asked = holder.told(Phase.RESUME) && holder.kept() == Kept.FAILED;
        boolean reachable = holder.live() && holder.up() && holder.known();
        require(!world.paused() || !reachable || asked || world.slow(), "a failure that leaves the pause to itself");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
