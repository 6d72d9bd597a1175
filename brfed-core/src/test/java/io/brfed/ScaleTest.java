package io.brfed;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.BackupReport;
import io.brfed.testkit.FakeFederation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many members cost calls in proportion, and no more. */
class ScaleTest {
    @ParameterizedTest
    @ValueSource(ints = {10, 100})
    void callsGrowWithTheNumberOfMembersOnly(int members) {
        FakeFederation small = FakeFederation.of(2);
        FakeFederation large = FakeFederation.of(members);
        Runs.backup(small);

        BackupReport report = Runs.backup(large);

        assertThat(report.complete()).isTrue();
        assertThat(Runs.count(large, "DECLARE")).isLessThanOrEqualTo(2L * members + 4);
        assertThat((double) Runs.count(large, "OBSERVE") / members).isLessThan(1.1 * Runs.count(small, "OBSERVE") / 2);
        assertThat((double) large.time().eventsRun() / members)
                .isLessThan(1.1 * small.time().eventsRun() / 2);
    }
}
