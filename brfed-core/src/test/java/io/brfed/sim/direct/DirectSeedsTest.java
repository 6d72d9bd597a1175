package io.brfed.sim.direct;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Seeded backups by the direct plane, with faults in everything it works with. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class DirectSeedsTest {
    private static final int SEEDS = 300;

    @Test
    void noSeedViolatesAnything() {
        List<String> violating = LongStream.range(0, SEEDS)
                .mapToObj(seed -> new DirectRun(seed).play())
                .filter(run -> !run.violations.isEmpty())
                .map(run -> "seed " + run.seed + " " + run.violations + "\n" + String.join("\n", run.story))
                .toList();

        assertThat(violating).isEmpty();
    }

    /**
     * Seeds that violated something once: a request that landed after the clean-up of another process, a pause given back
     * before it was known whose it was, a manifest that was written late, a proof that was seen before it was stored, an epoch
     * that was never stored and kept out its own driver, a process that died before it had described its snapshots; and seeds
     * that the checker misjudged: a request that landed after its process was dead, a name whose first operation stored
     * nothing.
     */
    @ParameterizedTest
    @ValueSource(
            longs = {
                155, 2056, 3084, 4095, 4398, 4438, 4581, 4944, 5018, 5154, 5682, 6582, 10_063, 100_417, 100_556,
                101_623, 103_088, 105_103, 111_718, 116_106
            })
    void aSeedThatViolatedSomethingOnceDoesSoNoMore(long seed) {
        DirectRun run = new DirectRun(seed).play();

        assertThat(run.violations).as(String.join("\n", run.story)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7})
    void aStoreThatIsOutOfReachUntilItsLeaseHasExpiredFailsTheBackup(long seed) {
        DirectRun run = new DirectRun(seed).playCutOff();

        assertThat(run.violations).isEmpty();
        assertThat(run.outcome).isEqualTo("FAILED");
    }
}
