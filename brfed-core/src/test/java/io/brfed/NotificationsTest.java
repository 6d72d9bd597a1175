package io.brfed;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.BackupReport;
import io.brfed.testkit.FakeFederation;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How soon a change is seen, with and without being told. */
class NotificationsTest {
    @Test
    void aToldChangeIsActedUponAtOnce() {
        FakeFederation federation = FakeFederation.of(3);

        BackupReport report = Runs.backup(federation);

        assertThat(report.pause().orElseThrow().length()).isLessThan(Duration.ofMillis(41_100));
    }

    @Test
    void withoutNotificationsMembersAreLookedAtEverySecondInThePause() {
        FakeFederation federation = FakeFederation.of(3);
        federation.planes().forEach(plane -> plane.faults().withoutNotifications());

        BackupReport report = Runs.backup(federation);

        assertThat(report.complete()).isTrue();
        assertThat(report.pause().orElseThrow().length()).isBetween(Duration.ofSeconds(41), Duration.ofSeconds(45));
    }

    @Test
    void withoutNotificationsMembersAreLookedAtEveryFifteenSecondsOutsideThePause() {
        FakeFederation federation = FakeFederation.of(3);
        federation.planes().forEach(plane -> plane.faults().withoutNotifications());

        BackupReport report = Runs.backup(federation);

        assertThat(report.operation().duration()).isLessThan(Duration.ofSeconds(641 + 2 * 16 + 5));
        assertThat(federation.journal().of("k8s-b").stream()
                        .filter(entry -> entry.what().equals("OBSERVE"))
                        .filter(entry -> entry.at().compareTo(Duration.ofSeconds(100)) > 0)
                        .filter(entry -> entry.at().compareTo(Duration.ofSeconds(400)) < 0))
                .hasSizeBetween(19, 21);
    }

    @Test
    void aWatchThatSilentlyDeliversNothingIsMadeUpForByLooking() {
        FakeFederation federation = FakeFederation.of(3);
        federation.planes().forEach(plane -> plane.faults().dropNotifications());

        BackupReport report = Runs.backup(federation);

        assertThat(report.complete()).isTrue();
        assertThat(report.pause().orElseThrow().length()).isLessThan(Duration.ofSeconds(41 + 3 * 16));
    }

    @Test
    void aStaleReadDoesNotUndoWhatIsKnown() {
        FakeFederation federation = FakeFederation.of(3);
        federation.planes().forEach(plane -> plane.faults().staleReads(Duration.ofMillis(700)));

        BackupReport report = Runs.backup(federation);

        assertThat(report.complete()).isTrue();
        assertThat(federation.snapshotsOutsidePause()).isEmpty();
    }

    @Test
    void anEndedOperationListensNoLonger() {
        FakeFederation federation = FakeFederation.of(3);

        Runs.backup(federation);

        assertThat(federation.planes()).allMatch(plane -> plane.subscriptions() == 0);
    }
}
