package io.brfed.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.testkit.FaultKind;
import io.brfed.testkit.invariant.Invariant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whole operations decided by seeds keep every invariant. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class RandomSeedsTest {
    private static final long FIRST = 0;
    private static final long SEEDS = 10_000;
    private static final double DISTURBED = 0.8;

    @Test
    void tenThousandSeedsViolateNothing() {
        Seeds.Sum sum = Seeds.run(FIRST, SEEDS, Runtime.getRuntime().availableProcessors(), Simulation::run);

        assertThat(sum.violating())
                .as(() ->
                        sum.violating().isEmpty() ? "" : sum.violating().get(0).report())
                .isEmpty();
        assertThat(sum.tally().disturbedShare()).as(sum.tally()::toString).isGreaterThanOrEqualTo(DISTURBED);
        assertThat(sum.tally().faults()).as("every kind of fault happens").containsOnlyKeys(FaultKind.values());
        assertThat(sum.tally().exercised().values())
                .as("every invariant is exercised: " + sum.tally())
                .hasSize(Invariant.values().length)
                .allMatch(times -> times > 0);
    }

    @Test
    void theSameSeedGivesTheSameRunToTheLastEvent() {
        for (long seed = 0; seed < 20; seed++) {
            assertThat(Simulation.run(seed).story().get())
                    .isEqualTo(Simulation.run(seed).story().get());
        }
    }
}
