package io.brfed.sim.direct;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Seeded restores by the direct plane of backups by the direct plane, with faults in everything that they work with. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class RestoreSeedsTest {
    private static final int SEEDS = 200;

    @Test
    void noSeedViolatesAnythingAndMostAreRestored() {
        List<RestoreRun> runs = LongStream.range(0, SEEDS)
                .mapToObj(seed -> new RestoreRun(seed).play())
                .toList();

        assertThat(runs.stream()
                        .filter(run -> !run.violations.isEmpty())
                        .map(run -> "seed " + run.seed + " " + run.violations + "\n" + String.join("\n", run.story)))
                .isEmpty();
        Map<String, Long> outcomes =
                runs.stream().collect(Collectors.groupingBy(run -> run.outcome, Collectors.counting()));
        assertThat(outcomes.getOrDefault("COMPLETE", 0L)).isGreaterThan(SEEDS / 2);
    }
}
