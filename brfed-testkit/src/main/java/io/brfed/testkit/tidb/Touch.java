package io.brfed.testkit.tidb;

import io.brfed.api.StoreId;
import io.brfed.spi.Scheduler;
import java.time.Duration;

/** The only way to a world: brings it to the scheduler's time first. */
final class Touch {
    private static final long NANOS_PER_MICRO = 1000;

    private final Scheduler scheduler;
    private final ClusterState world;
    private final Course course;

    Touch(Scheduler scheduler, ClusterState world) {
        this.scheduler = scheduler;
        this.world = world;
        this.course = new Course(world);
    }

    ClusterState world() {
        course.catchUp(micros(scheduler.elapsed()));
        return world;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    Node node(StoreId store) {
        ClusterState now = world();
        for (int i = 0; i < now.nodeCount; i++) {
            if (now.nodes[i].id.equals(store)) {
                return now.nodes[i];
            }
        }
        throw new IllegalArgumentException("store " + store + " is not of this cluster");
    }

    Region region(long id) {
        ClusterState now = world();
        if (id < 1 || id > now.regionCount || now.region((int) id - 1).gone) {
            throw new IllegalArgumentException("there is no region " + id);
        }
        return now.region((int) id - 1);
    }

    /** The moment so long from now. */
    long in(Duration ttl) {
        return world.now + micros(ttl);
    }

    static long micros(Duration duration) {
        return duration.toNanos() / NANOS_PER_MICRO;
    }

    static Duration duration(long micros) {
        return Duration.ofNanos(micros * NANOS_PER_MICRO);
    }
}
