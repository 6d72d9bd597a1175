package io.brfed.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.Phase;
import io.brfed.internal.protocol.Decision.Ending;
import io.brfed.internal.protocol.RestoreMember.Order;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every way a restore can go, as {@link BackupExplorationTest} does for a backup. */
class RestoreExplorationTest {
    private final RestoreProtocol protocol = new RestoreProtocol();
    private final Set<Table.Row<?>> rows = new HashSet<>();
    private final Set<RestoreWorld> successes = new HashSet<>();

    @Test
    void noWayThroughTwoMembersBreaksAPromiseAndEveryRowIsTaken() {
        explore(RestoreWorld.of(2, false, 3));
        explore(RestoreWorld.of(2, true, 2));

        assertThat(rows).isEqualTo(Set.copyOf(RestoreProtocol.TABLE.rows()));
    }

    @Test
    void noWayThroughThreeMembersBreaksAPromise() {
        explore(RestoreWorld.of(3, false, 1));
    }

    private void explore(RestoreWorld first) {
        successes.clear();
        Exploration<RestoreWorld> explored = Exploration.from(first, this::next);

        System.out.println("restore" + (first.check() ? " (check only)" : "") + " of "
                + first.members().size() + " members, at most " + first.faults() + " faults: " + explored.size()
                + " worlds, " + explored.transitions() + " transitions, " + successes.size() + " successes, "
                + explored.count(world -> !world.driving()) + " reported failures");
        assertThat(successes).isNotEmpty();
        explored.everyWorldReaches(
                world -> successes.contains(world) || !world.driving(),
                world -> world.time() < RestoreWorld.TIMES.size() - 1);
    }

    private List<RestoreWorld> next(RestoreWorld found) {
        if (!found.driving()) {
            List<RestoreWorld> next = new ArrayList<>();
            if (found.faults() > 0) {
                next.addAll(found.moves());
                next.addAll(found.drivenAnew());
            }
            return next;
        }
        RestoreWorld world = found.looked();
        Decision decision = protocol.decide(world.situation());
        rows.addAll(decision.path());
        boolean idle = world.members().stream().allMatch(member -> member.order() == null);
        if (decision.ending() == Ending.SUCCEEDED) {
            mayHaveSucceeded(world);
            successes.add(found);
            return List.of();
        }
        if (decision.ending() == Ending.FAILED && idle) {
            return List.of(world.stopped().reportedFailure());
        }
        return carriedOut(decision.failure().isPresent() ? world.stopped() : world, decision);
    }

    private static List<RestoreWorld> carriedOut(RestoreWorld world, Decision decision) {
        List<RestoreWorld> next = new ArrayList<>();
        for (Step step : decision.steps()) {
            if (step instanceof Step.Declare declare) {
                declared(next, world, declare, decision);
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

    private static void declared(List<RestoreWorld> next, RestoreWorld world, Step.Declare declare, Decision decision) {
        int index = RestoreWorld.index(declare);
        RestoreMember member = world.members().get(index);
        if (member.order() != null) {
            return;
        }
        Order order = RestoreWorld.order(declare, world.members().size());
        mayBeDeclared(world, index, order, decision);
        RestoreWorld ordered = world.ordered(index, order);
        if (member.up()) {
            next.add(ordered.arrived(index));
        }
        if (world.faults() > 0) {
            next.add(ordered.slowed().troubled());
        }
    }

    private static void mayBeDeclared(RestoreWorld world, int index, Order order, Decision decision) {
        List<RestoreMember> members = world.members();
        boolean hope = decision.failure().isEmpty() && world.stopAt() < 0 && !world.failed();
        boolean dataBegun = members.stream().anyMatch(member -> member.told(Phase.RESTORE_DATA));
        if (order.create()) {
            require(hope && !dataBegun, "a member is created too late");
            require(!members.get(index).seen(), "a lost member is created again");
        }
        if (order.phase() == Phase.RESTORE_DATA && !order.failed()) {
            require(hope, "RESTORE_DATA without hope");
            require(index == members.size() - 1, "RESTORE_DATA on a member without the smallest timestamp");
            require(members.stream().allMatch(RestoreMember::tikvReady), "RESTORE_DATA before all TiKV are ready");
        }
        if (order.phase() == Phase.RESTORE_FINISH && !order.failed()) {
            require(hope, "RESTORE_FINISH without hope");
            require(members.stream().anyMatch(RestoreMember::dataRestored), "RESTORE_FINISH before the data");
        }
        boolean told = members.get(index).told(order.phase());
        require(hope || told, "a failed restore declares a further phase");
    }

    private static void mayHaveSucceeded(RestoreWorld world) {
        require(!world.reported() || world.slow(), "a success after a failure was reported");
        require(world.stopAt() < 0 && !world.failed(), "a success without hope");
        for (RestoreMember member : world.members()) {
            require(member.live() && member.complete() && !member.knows(), "a success without a complete member");
            require(world.check() || member.told(Phase.RESTORE_FINISH), "a success before the last phase");
        }
        require(
                world.check() || world.members().stream().anyMatch(RestoreMember::dataRestored),
                "a success without data");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
