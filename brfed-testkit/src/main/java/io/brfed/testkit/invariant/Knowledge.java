package io.brfed.testkit.invariant;

import io.brfed.api.ClusterName;
import io.brfed.api.Condition;
import io.brfed.api.OperationId;
import io.brfed.plane.Member;
import io.brfed.plane.MemberState;
import io.brfed.plane.Placement;
import io.brfed.plane.Stamp;
import io.brfed.testkit.DriverProcess;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What each process was told of each member, and which epoch it met. */
final class Knowledge {
    private record Key(@Nullable DriverProcess who, OperationId id, ClusterName cluster) {}

    private record Who(DriverProcess who, OperationId id) {}

    private final Map<Key, Set<Condition>> conditions = new HashMap<>();
    private final Map<Who, Long> epochs = new HashMap<>();
    private final Map<DriverProcess, Map<Member, MemberState>> last = new HashMap<>();

    void learned(Event.Learned event) {
        MemberState state = event.state();
        MemberState before =
                last.computeIfAbsent(event.by(), by -> new HashMap<>()).put(state.member(), state);
        if (state.equals(before)) {
            return;
        }
        state.stamp().ifPresent(stamp -> {
            epochs.merge(new Who(event.by(), stamp.id()), stamp.epoch(), Math::max);
            Set<Condition> known = conditions.computeIfAbsent(
                    new Key(event.by(), stamp.id(), state.member().cluster()), key -> EnumSet.noneOf(Condition.class));
            state.conditions().forEach(reached -> known.add(reached.condition()));
        });
    }

    void happened(Event.Fact event) {
        event.state()
                .stamp()
                .ifPresent(stamp -> conditions
                        .computeIfAbsent(
                                new Key(null, stamp.id(), event.state().member().cluster()),
                                key -> EnumSet.noneOf(Condition.class))
                        .add(event.condition()));
    }

    /** Whether a process was told of a condition; of nobody: whether it is true. */
    boolean knows(@Nullable DriverProcess who, OperationId id, ClusterName cluster, Condition condition) {
        return conditions.getOrDefault(new Key(who, id, cluster), Set.of()).contains(condition);
    }

    boolean knowsOfAll(@Nullable DriverProcess who, Stamp stamp, Condition condition) {
        return stamp.members().stream()
                .map(Placement::cluster)
                .allMatch(cluster -> knows(who, stamp.id(), cluster, condition));
    }

    boolean knowsOfSome(@Nullable DriverProcess who, Stamp stamp, Condition condition) {
        return stamp.members().stream()
                .map(Placement::cluster)
                .anyMatch(cluster -> knows(who, stamp.id(), cluster, condition));
    }

    long epoch(DriverProcess who, OperationId id) {
        return epochs.getOrDefault(new Who(who, id), 0L);
    }

    @Nullable
    MemberState last(DriverProcess who, Member member) {
        return last.getOrDefault(who, Map.of()).get(member);
    }
}
