package io.brfed.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Seeds that violated something once. The file of them says of each what was wrong. */
class RegressionSeedsTest {
    @ParameterizedTest(name = "seed {0}: {1}")
    @CsvFileSource(resources = "/regression-seeds.csv")
    void violatesNothingAnyMore(long seed, String wasWrong) {
        for (Run run : List.of(Simulation.alone(seed), Simulation.run(seed))) {
            assertThat(run.violations())
                    .as(() -> wasWrong + "\n" + run.report())
                    .isEmpty();
        }
    }
}
