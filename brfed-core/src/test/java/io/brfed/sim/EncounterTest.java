package io.brfed.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EncounterTest {
    @ParameterizedTest
    @EnumSource
    void everyEncounterEndsAsItMust(Encounter encounter) {
        assertThat(encounter.violations()).isEmpty();
    }
}
