package io.brfed;

import io.brfed.testkit.Effect;
import io.brfed.testkit.FakeFederation;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The process that drives an operation dies before or after each of its effects, and another one goes on. */
class ProcessDeathTest {
    static Stream<Arguments> deaths() {
        return Arrays.stream(Scenario.values()).flatMap(ProcessDeathTest::deathsIn);
    }

    private static Stream<Arguments> deathsIn(Scenario scenario) {
        return IntStream.rangeClosed(1, scenario.effects())
                .boxed()
                .flatMap(effect ->
                        Arrays.stream(Effect.Moment.values()).map(moment -> Arguments.of(scenario, moment, effect)));
    }

    @ParameterizedTest(name = "{0}, {1} effect {2}")
    @MethodSource("deaths")
    void aNewCallOfTheSameNameFinishesWhatADeadProcessBegan(Scenario scenario, Effect.Moment moment, int effect) {
        FakeFederation federation = scenario.begin();
        scenario.callAndKill(federation, effect, moment);

        Object report = scenario.call(federation, federation.newProcess());

        Aftermath.of(federation).mustBeClean(report);
        scenario.mustBeUndisturbed(report);
    }
}
