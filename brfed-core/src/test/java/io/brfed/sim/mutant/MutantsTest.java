package io.brfed.sim.mutant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The simulation finds every deliberate bug. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class MutantsTest {
    private static final long SEEDS = 300;
    private static final long FEW = 10;
    private static final int FEWEST = 20;

    @Test
    void theSimulationKillsEveryMutant() {
        Hunt.Result result = Hunt.all(SEEDS, Runtime.getRuntime().availableProcessors());

        System.out.println(result);
        assertThat(result.survivors()).as(result::toString).isEmpty();
        assertThat(result.killed()).hasSizeGreaterThanOrEqualTo(FEWEST);
    }

    @Test
    void aChangeThatIsNoBugSurvives() {
        Mutant harmless = Mutant.all().get(0).pristine();

        assertThat(Hunt.of(List.of(harmless), FEW, 1).survivors()).containsExactly(harmless.name());
    }

    @Test
    void aPatchThatNoLongerAppliesIsAnError() {
        String changes = "<<<<\nnowhere\n====\nsomewhere\n>>>>\n";

        assertThatIllegalStateException()
                .isThrownBy(() -> Mutant.patched("lost", changes, "here"))
                .withMessageContaining("lost")
                .withMessageContaining("nowhere");
    }

    @Test
    void aPatchWhoseTextStandsInTwoPlacesIsAnError() {
        String changes = "<<<<\nhere\n====\nthere\n>>>>\n";

        assertThatIllegalStateException()
                .isThrownBy(() -> Mutant.patched("twice", changes, "here and here"))
                .withMessageContaining("exactly once");
    }

    @Test
    void aMutantThatDoesNotCompileIsAnError() {
        Mutant broken = new Mutant(
                "broken", "none", "io/brfed/Broken.java", Mutant.Where.BACKUPS, Optional.empty(), "class Broken {");

        assertThatIllegalStateException()
                .isThrownBy(() -> Hunt.of(List.of(broken), 0, 1))
                .withMessageContaining("broken");
    }
}
