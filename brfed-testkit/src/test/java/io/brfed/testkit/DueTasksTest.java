package io.brfed.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.spi.Scheduler.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DueTasksTest {
    private static final int TASKS = 1_000;

    private record Planned(int number, long due, Timer timer) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void tasksRunInTheOrderOfTheirTimesWhicheverOfThemAreCancelled(long seed) {
        SplittableRandom chance = new SplittableRandom(seed);
        VirtualTime time = VirtualTime.create();
        List<Integer> run = new ArrayList<>();
        List<Planned> planned = new ArrayList<>();
        for (int i = 0; i < TASKS; i++) {
            int number = i;
            long due = chance.nextInt(TASKS / 2);
            planned.add(new Planned(number, due, time.schedule(Duration.ofNanos(due), () -> run.add(number))));
            if (chance.nextBoolean()) {
                planned.remove(chance.nextInt(planned.size())).timer().cancel();
            }
        }

        assertThat(time.pending())
                .isEqualTo(planned.stream()
                        .map(task -> Duration.ofNanos(task.due()))
                        .sorted()
                        .toList());
        time.runUntilIdle(Duration.ofSeconds(1));

        assertThat(run)
                .isEqualTo(planned.stream()
                        .sorted(Comparator.comparingLong(Planned::due))
                        .map(Planned::number)
                        .toList());
    }
}
