package io.brfed.direct;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.Federation;
import io.brfed.Operation;
import io.brfed.api.DeletionReport;
import io.brfed.api.RestoreReport;
import io.brfed.plane.Cluster;
import io.brfed.testkit.direct.FakeRestoreAccess;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A restore that has ended does nothing any more, not even what it was about to do. */
class DirectRestoreEndTest {
    private static final Duration LATE = Duration.ofSeconds(8);

    private final RestoringWorld world = new RestoringWorld();
    private final List<Cluster> clusters = world.clusters();
    private final FakeRestoreAccess kubernetes = world.kubernetes.get(1);

    private Operation<RestoreReport> runUntilPlaced(int objects) {
        Operation<RestoreReport> running = world.restore(clusters).start();
        assertThat(world.time.runUntil(() -> kubernetes.objects().size() >= objects, Duration.ofMinutes(10)))
                .isTrue();
        return running;
    }

    @Test
    void aClaimThatIsOnItsWayWhenTheRestoreIsDeletedIsTakenBackToo() {
        kubernetes.delaysNext("place", LATE);
        Operation<RestoreReport> unused = runUntilPlaced(6);

        DeletionReport deleted = Federation.delete(clusters)
                .restore("back")
                .limit(Duration.ofMinutes(10))
                .scheduler(world.time)
                .execute();
        world.time.advance(Duration.ofHours(1));

        assertThat(deleted.leftBehind()).isEmpty();
        assertThat(kubernetes.objects()).isEmpty();
        assertThat(world.made()).isEmpty();
    }

    @Test
    void tikvIsNotLetStartAfterTheRestoreWasCancelled() {
        Operation<RestoreReport> running = runUntilPlaced(8);
        kubernetes.delaysNext("look", LATE);
        world.time.advance(Duration.ofMillis(100));

        running.cancel();
        running.await();
        world.time.advance(Duration.ofHours(1));

        assertThat(kubernetes.target().volumesReady()).isEmpty();
        assertThat(kubernetes.target().pods()).isEmpty();
    }
}
