package io.brfed.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every call disturbed at every effect, in every way, keeps every invariant. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ExhaustiveTest {
    private static final int PAIRS = 5_000;
    private static final int CORES = Runtime.getRuntime().availableProcessors();

    @Test
    void noSingleDisturbanceOfAnyEffectViolatesAnything() {
        Exhaustive.Result result = Exhaustive.singles(CORES);

        System.out.println("single disturbances: " + result);
        assertThat(result.violations()).as(result::toString).isEmpty();
        assertThat(result.points()).isPositive();
    }

    @Test
    void noneOfManyPairsOfDisturbancesViolatesAnything() {
        Exhaustive.Result result = Exhaustive.somePairs(PAIRS, CORES);

        System.out.println("pairs of disturbances: " + result);
        assertThat(result.violations()).as(result::toString).isEmpty();
        assertThat(result.pairs()).isEqualTo(PAIRS);
    }
}
