package io.brfed.testkit;

import io.brfed.api.ClusterName;
import io.brfed.plane.Member;
import io.brfed.plane.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who wants to be told about the members of one fake plane. */
final class Watchers {
    private final World world;
    private final ClusterName cluster;
    private final FaultPlan faults;
    private final Map<Member, List<Watcher>> watchers = new LinkedHashMap<>();

    Watchers(World world, ClusterName cluster, FaultPlan faults) {
        this.world = world;
        this.cluster = cluster;
        this.faults = faults;
    }

    Subscription add(Member member, Runnable changed, DriverProcess process) {
        synchronized (world) {
            Watcher watcher = new Watcher(member, changed, process);
            watchers.computeIfAbsent(member, unused -> new ArrayList<>()).add(watcher);
            return watcher;
        }
    }

    void changed(Member member) {
        tell(watchers.getOrDefault(member, List.of()));
    }

    void allChanged() {
        synchronized (world) {
            watchers.values().forEach(this::tell);
        }
    }

    int count() {
        return (int) watchers.values().stream()
                .flatMap(List::stream)
                .filter(watcher -> watcher.process.alive())
                .count();
    }

    private void tell(List<Watcher> list) {
        if (faults.notifications() == FaultPlan.Notifications.DROPPED && !list.isEmpty()) {
            world.happens(FaultKind.MISSED_NOTIFICATION, cluster);
        }
        if (!list.isEmpty()) {
            faults.outage().ifPresent(kind -> world.happens(kind, cluster));
        }
        if (faults.connection() != FaultPlan.Connection.GOOD
                || faults.notifications() != FaultPlan.Notifications.DELIVERED) {
            return;
        }
        if (!faults.staleness().isZero() && !list.isEmpty()) {
            world.happens(FaultKind.STALE_READ, cluster);
        }
        for (Watcher watcher : List.copyOf(list)) {
            if (faults.toldEarly()) {
                watcher.wakeAfter(Duration.ZERO);
            }
            watcher.wakeAfter(faults.staleness());
        }
    }

    private final class Watcher implements Subscription {
        private final Member member;
        private final Runnable changed;
        private final DriverProcess process;
        private boolean closed;
        private boolean waking;

        Watcher(Member member, Runnable changed, DriverProcess process) {
            this.member = member;
            this.changed = process.guarded(changed);
            this.process = process;
        }

        /** Wakes at once, or, if observations lag behind, when they see the change. */
        void wakeAfter(Duration delay) {
            if (delay.isZero() && waking) {
                return;
            }
            waking = true;
            world.scheduler().schedule(delay, this::wake);
        }

        private void wake() {
            synchronized (world) {
                waking = false;
                if (closed) {
                    return;
                }
            }
            changed.run();
        }

        @Override
        public Delivery delivery() {
            synchronized (world) {
                return faults.notifications() == FaultPlan.Notifications.NONE ? Delivery.NONE : Delivery.PUSHED;
            }
        }

        @Override
        public void close() {
            synchronized (world) {
                closed = true;
                watchers.getOrDefault(member, List.of()).remove(this);
            }
        }
    }
}
