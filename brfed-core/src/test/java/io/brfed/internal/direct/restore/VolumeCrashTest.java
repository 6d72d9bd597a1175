package io.brfed.internal.direct.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.internal.direct.restore.VolumeDuty.Made;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class VolumeCrashTest {
    private static final int VOLUMES = 5;
    private static final Duration DEATH = Duration.ofMinutes(1);
    private static final int MOST = 200;

    @Test
    void whereverAProcessDiesAnotherOneGoesOnAndMakesNothingTwice_V21_V25() {
        for (int tasks = 0; tasks < MOST; tasks++) {
            VolumeWorld world = new VolumeWorld(VOLUMES);
            if (!dies(world, tasks)) {
                assertThat(tasks).isGreaterThan(VOLUMES);
                return;
            }
            Made made = world.make();

            assertThat(made.volumes()).as("after %s tasks", tasks).hasSize(VOLUMES);
            assertThat(world.made()).as("after %s tasks", tasks).hasSize(VOLUMES);
        }
        throw new AssertionError("a run has more than " + MOST + " tasks");
    }

    @Test
    void whereverAProcessDiesAnotherOneRemovesEverything_V24_V25() {
        for (int tasks = 0; tasks < MOST; tasks++) {
            VolumeWorld world = new VolumeWorld(VOLUMES);
            boolean died = dies(world, tasks);

            assertThat(world.removeAll()).as("after %s tasks", tasks).isEmpty();
            world.time.advance(Duration.ofMinutes(5));
            assertThat(world.made()).as("after %s tasks", tasks).isEmpty();
            if (!died) {
                return;
            }
        }
        throw new AssertionError("a run has more than " + MOST + " tasks");
    }

    /** Whether it died before it had made everything. */
    private static boolean dies(VolumeWorld world, int tasks) {
        world.ebs.volumesShowAfter(Duration.ofSeconds(3));
        DyingTime process = new DyingTime(world.time, tasks);
        CompletionStage<Made> making = world.duty(process).begin();
        world.time.advance(DEATH.dividedBy(30));
        boolean early = process.isDead();
        if (!early) {
            world.time.advance(DEATH);
        }
        return !making.toCompletableFuture().isDone();
    }
}
