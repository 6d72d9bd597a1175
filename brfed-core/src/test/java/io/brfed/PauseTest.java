package io.brfed;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.Assurance;
import io.brfed.api.BackupReport;
import io.brfed.api.ClusterName;
import io.brfed.api.Condition;
import io.brfed.api.Deadlines;
import io.brfed.api.FailureCause;
import io.brfed.api.FederationEvent;
import io.brfed.api.OperationKind;
import io.brfed.api.PauseWindow;
import io.brfed.api.Phase;
import io.brfed.testkit.FakeFederation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the pause costs, and what bounds it. */
class PauseTest {
    private static final Duration LIMIT = Duration.ofSeconds(570);
    private static final Duration NEARLY = Duration.ofSeconds(510);

    @Test
    void thePauseOfAUsualBackupLastsAsLongAsItsSlowestMember() {
        FakeFederation federation = FakeFederation.of(3);
        federation.plane("k8s-b").script().snapshotsCreatedAfter(Duration.ofSeconds(45));

        BackupReport report = Runs.backup(federation);

        PauseWindow pause = report.pause().orElseThrow();
        Duration reaction = Duration.ofMillis(100);
        assertThat(pause.ending()).isEqualTo(PauseWindow.Ending.CONFIRMED);
        assertThat(pause.length())
                .isBetween(Duration.ofSeconds(56), Duration.ofSeconds(56).plus(reaction));
        assertThat(pause.latestEnd()).isEqualTo(pause.end().orElseThrow().plusSeconds(150));
    }

    @Test
    void thePauseBeginsWhenItIsAskedForAndEndsWhenItsEndIsSeen() {
        FakeFederation federation = FakeFederation.of(3);
        Instant start = federation.time().now();

        PauseWindow pause = Runs.backup(federation).pause().orElseThrow();

        Duration asked = Runs.times(federation, "k8s-a", "DECLARE").get(0);
        Duration ended = Runs.times(federation, "k8s-a", "pause ended").get(0);
        assertThat(pause.start()).isEqualTo(start.plus(asked));
        assertThat(pause.end().orElseThrow())
                .isBetween(start.plus(ended), start.plus(ended).plusMillis(10));
    }

    @Test
    void aNearlyUsedUpPauseIsToldOfAMinuteBeforeItsLimit_B4() {
        FakeFederation federation = FakeFederation.of(3);
        List<FederationEvent> events = new ArrayList<>();
        federation.plane("k8s-b").script().never(Condition.SNAPSHOTS_CREATED);

        Runs.nightly(federation).listener(events::add).execute();

        assertThat(Runs.of(FederationEvent.PauseNearlyUsedUp.class, events))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.at()).isEqualTo(Runs.instant(federation, NEARLY));
                    assertThat(event.limit()).isEqualTo(Runs.instant(federation, LIMIT));
                });
    }

    @Test
    void thePauseIsGivenUpBeforeItEndsByItself_B4() {
        FakeFederation federation = FakeFederation.of(3);
        federation.plane("k8s-b").script().never(Condition.SNAPSHOTS_CREATED);

        BackupReport report = Runs.backup(federation);

        assertThat(report.cause()).hasValueSatisfying(cause -> {
            assertThat(cause.kind()).isEqualTo(FailureCause.Kind.TIMED_OUT);
            assertThat(cause.reason()).isEqualTo("PauseLimit");
            assertThat(cause.message()).contains("k8s-b").doesNotContain("k8s-a", "k8s-c");
        });
        assertThat(Runs.times(federation, "k8s-a", "pause ended").get(0)).isBetween(LIMIT, LIMIT.plusMillis(1_100));
    }

    @Test
    void aQuickBackupIsNotWarnedAbout_B4() {
        FakeFederation federation = FakeFederation.of(3);
        List<FederationEvent> events = new ArrayList<>();

        Runs.nightly(federation).listener(events::add).execute();

        assertThat(Runs.of(FederationEvent.PauseNearlyUsedUp.class, events)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {-90, 90, 3600})
    void anotherClockInTheClusterDoesNotExtendThePause(long ahead) {
        FakeFederation federation = FakeFederation.of(3);
        federation.plane("k8s-a").script().clockAhead(Duration.ofSeconds(ahead));
        federation.plane("k8s-b").script().never(Condition.SNAPSHOTS_CREATED);

        BackupReport report = Runs.backup(federation);

        assertThat(report.complete()).isFalse();
        assertThat(Runs.times(federation, "k8s-a", "pause ended").get(0)).isLessThan(LIMIT.plusSeconds(2));
    }

    @ParameterizedTest
    @ValueSource(longs = {-3600, -5, 5, 3600})
    void aClockThatJumpsMovesNoLimit(long by) {
        FakeFederation federation = FakeFederation.of(3);
        federation.plane("k8s-b").script().never(Condition.SNAPSHOTS_CREATED);
        Runs.at(federation, Duration.ofSeconds(60), () -> federation.time().jumpClock(Duration.ofSeconds(by)));

        BackupReport report = Runs.backup(federation);

        assertThat(report.cause()).map(FailureCause::reason).contains("PauseLimit");
        assertThat(Runs.times(federation, "k8s-a", "pause ended").get(0)).isBetween(LIMIT, LIMIT.plusMillis(1_100));
    }

    @ParameterizedTest
    @ValueSource(longs = {-3600, 3600})
    void aClockThatJumpsFailsNothing(long by) {
        FakeFederation federation = FakeFederation.of(3);
        Runs.at(federation, Duration.ofSeconds(20), () -> federation.time().jumpClock(Duration.ofSeconds(by)));

        assertThat(Runs.backup(federation).complete()).isTrue();
    }

    @Test
    void aPauseThatWasProvenToHoldVerifiesTheBackup() {
        FakeFederation federation = FakeFederation.of(3);
        federation.planes().forEach(plane -> plane.script().directLike());

        BackupReport report = Runs.backup(federation);

        assertThat(report.operation().assurance()).isEqualTo(Assurance.VERIFIED);
        assertThat(report.pauseIdentity()).isPresent();
        assertThat(report.pause().orElseThrow())
                .satisfies(pause -> assertThat(pause.end()).contains(pause.latestEnd()));
    }

    @Test
    void aPauseThatNobodyCanProveLeavesTheBackupAsReported() {
        FakeFederation federation = FakeFederation.of(3);

        BackupReport report = Runs.backup(federation);

        assertThat(report.operation().assurance()).isEqualTo(Assurance.AS_REPORTED);
    }

    @Test
    void aPauseThatBrokeUnnoticedIsFoundBeforeTheBackupIsCalledGood() {
        FakeFederation federation = FakeFederation.of(3);
        Runs.at(
                federation,
                Duration.ofSeconds(25),
                () -> federation.plane("k8s-a").breakPause("the init pod"));

        BackupReport report = Runs.backup(federation);

        assertThat(report.cause()).map(FailureCause::kind).contains(FailureCause.Kind.PAUSE_LOST);
    }

    @Test
    void aPauseWhoseEndNobodyConfirmsIsReportedWithItsLatestEnd() {
        FakeFederation federation = FakeFederation.of(3);
        federation.plane("k8s-a").script().never(Condition.PAUSE_ENDED);

        BackupReport report = Runs.backup(federation);

        assertThat(report.complete()).isFalse();
        assertThat(report.cause())
                .hasValueSatisfying(cause -> assertThat(cause.member()).contains(new ClusterName("k8s-a")));
        assertThat(federation.pauseHeldAnywhere()).isFalse();
        assertThat(report.pause().orElseThrow().latestEnd())
                .isAfterOrEqualTo(Runs.instant(
                        federation,
                        Runs.times(federation, "k8s-a", "pause ended").get(0)));
    }

    @Test
    void resumeIsAskedForOnlyAfterAllSnapshotsAndExecuteOnlyAfterThePause() {
        FakeFederation federation = FakeFederation.of(3);
        List<FederationEvent> events = new ArrayList<>();

        Runs.nightly(federation).listener(events::add).execute();

        List<String> story = events.stream()
                .map(PauseTest::told)
                .filter(text -> !text.isEmpty())
                .toList();
        assertThat(story.indexOf("EXECUTE")).isGreaterThan(story.indexOf("INITIALIZED"));
        assertThat(story.indexOf("RESUME")).isGreaterThan(story.lastIndexOf("SNAPSHOTS_CREATED"));
        assertThat(story.indexOf("TEARDOWN")).isGreaterThan(story.lastIndexOf("VOLUMES_COMPLETE"));
    }

    @Test
    void everyLimitCanBeSet() {
        FakeFederation federation = FakeFederation.of(3);
        federation.plane("k8s-b").script().never(Condition.VOLUMES_COMPLETE);
        Deadlines deadlines = Deadlines.defaults(OperationKind.BACKUP)
                .withCompletion(Duration.ofMinutes(20))
                .withSettle(Duration.ofMinutes(1));

        BackupReport report = Runs.nightly(federation).deadlines(deadlines).execute();

        assertThat(report.cause()).hasValueSatisfying(cause -> {
            assertThat(cause.reason()).isEqualTo("CompletionLimit");
            assertThat(cause.message()).contains("k8s-b");
        });
        assertThat(federation.time().elapsed()).isBetween(Duration.ofMinutes(21), Duration.ofMinutes(22));
    }

    private static String told(FederationEvent event) {
        if (event instanceof FederationEvent.PhaseDeclared declared) {
            Phase phase = declared.phase();
            return phase.name();
        }
        return event instanceof FederationEvent.ConditionReached reached
                ? reached.reached().condition().name()
                : "";
    }
}
