package io.brfed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.brfed.api.BackupReport;
import io.brfed.api.ClusterName;
import io.brfed.api.Condition;
import io.brfed.api.FailureCause;
import io.brfed.api.FoundOperations;
import io.brfed.api.LeftBehind;
import io.brfed.api.OperationName;
import io.brfed.api.OperationSummary;
import io.brfed.api.OperationSummary.State;
import io.brfed.api.Phase;
import io.brfed.api.ReleaseReport;
import io.brfed.plane.MemberState;
import io.brfed.testkit.CallSelector;
import io.brfed.testkit.DriverProcess;
import io.brfed.testkit.Effect;
import io.brfed.testkit.FakeDataPlane;
import io.brfed.testkit.FakeFederation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The emergency resume, and the survey of what is running or left over. */
class ReleaseTest {
    private static final OperationName NIGHTLY = new OperationName(Scenario.NAME);

    @ParameterizedTest
    @ValueSource(ints = {5, 25, 35})
    void aPauseThatADeadProcessLeftIsGivenBack(int seconds) {
        FakeFederation federation = abandoned(seconds);

        ReleaseReport report = release(federation);

        assertThat(report.released()).containsExactly(NIGHTLY);
        assertThat(report.clean()).isTrue();
        assertThat(federation.pauseHeldAnywhere()).isFalse();
    }

    @Test
    void onlyTheInitializerIsTouched() {
        FakeFederation federation = abandoned(25);
        long before = writes(federation, "k8s-b") + writes(federation, "k8s-c");

        release(federation);

        assertThat(writes(federation, "k8s-b") + writes(federation, "k8s-c")).isEqualTo(before);
        assertThat(federation.planes()).allMatch(plane -> plane.members().size() == 1);
    }

    @Test
    void releasingAgainDoesNothing() {
        FakeFederation federation = abandoned(25);
        release(federation);
        long before = writes(federation, "k8s-a");

        ReleaseReport again = release(federation);

        assertThat(again.clean()).isTrue();
        assertThat(writes(federation, "k8s-a")).isEqualTo(before);
        assertThat(again.released()).isEmpty();
    }

    @Test
    void aReleasedBackupIsAFailedBackupForWhoeverGoesOnWithIt() {
        FakeFederation federation = abandoned(25);
        release(federation);

        BackupReport report = Runs.backup(federation);

        assertThat(report.cause()).hasValueSatisfying(cause -> {
            assertThat(cause.kind()).isEqualTo(FailureCause.Kind.CANCELLED);
            assertThat(cause.reason()).isEqualTo("Released");
        });
        Aftermath.of(federation).mustBeClean(report);
    }

    @Test
    void aBackupThatIsBeingDrivenFailsWhenItsPauseIsReleased() {
        FakeFederation federation = FakeFederation.of(3);
        Operation<BackupReport> running = Runs.nightly(federation).start();
        federation.time().advance(Duration.ofSeconds(20));

        ReleaseReport released = release(federation);
        BackupReport report = running.await();

        assertThat(released.released()).containsExactly(NIGHTLY);
        assertThat(report.complete()).isFalse();
        Aftermath.of(federation).mustBeClean(report);
    }

    @Test
    void aReleaseThatCrossesATakeOverIsCarriedOutAllTheSame() {
        FakeFederation federation = abandoned(25);
        DriverProcess second = federation.newProcess();
        boolean[] taken = {false};
        federation.onEffect(effect -> {
            if (effect.moment() == Effect.Moment.BEFORE && !taken[0]) {
                taken[0] = true;
                federation.plane("k8s-a").faults().landLate(CallSelector.anyWrite(), Duration.ofMillis(200));
                Federation.backup(federation.clustersSeenBy(second))
                        .named(Scenario.NAME)
                        .scheduler(second.scheduler())
                        .start();
            }
        });

        release(federation);

        assertThat(federation.pauseHeldAnywhere()).isFalse();
    }

    @Test
    void whatHasEndedIsLeftAlone() {
        FakeFederation federation = FakeFederation.of(3);
        Runs.backup(federation);
        FakeFederation failed = Scenario.FAILING_BACKUP.begin();
        Runs.backup(failed);
        long before = Runs.count(federation, "DECLARE") + Runs.count(failed, "DECLARE");

        assertThat(release(federation)).isEqualTo(new ReleaseReport(List.of(), List.of(), List.of()));
        assertThat(release(failed)).isEqualTo(new ReleaseReport(List.of(), List.of(), List.of()));

        assertThat(Runs.count(federation, "DECLARE") + Runs.count(failed, "DECLARE"))
                .isEqualTo(before);
    }

    @Test
    void aClusterThatDoesNotAnswerIsNamedAndDelaysTheOthersLittle() {
        FakeFederation federation = abandoned(25);
        federation.plane("k8s-b").faults().hangs();

        ReleaseReport report = release(federation);

        assertThat(report.released()).containsExactly(NIGHTLY);
        assertThat(report.failures()).extracting(LeftBehind::member).containsExactly(Optional.of(cluster("k8s-b")));
        assertThat(federation.pauseHeldAnywhere()).isFalse();
        assertThat(federation.time().elapsed()).isLessThan(Duration.ofSeconds(25 + 41));
    }

    @Test
    void aPauseWhoseEndIsNotConfirmedIsPending() {
        FakeFederation federation = abandoned(25);
        federation.planes().forEach(plane -> plane.script().cannotEndPauseEarly());
        federation.plane("k8s-a").script().never(Condition.SNAPSHOTS_CREATED);

        ReleaseReport report = release(federation);

        assertThat(report.clean()).isEqualTo(report.pending().isEmpty());
        assertThat(federation.time().elapsed()).isLessThan(Duration.ofSeconds(25 + 41));
    }

    @Test
    void operationsAreFoundWithTheirStates() {
        FakeFederation federation = FakeFederation.of(3);
        federation.planes().forEach(plane -> plane.script().takes(Condition.VOLUMES_COMPLETE, Duration.ofMinutes(1)));
        Runs.backup(federation);
        federation
                .plane("k8s-b")
                .script()
                .failsWith(Condition.VOLUMES_FAILED, "Broken", "")
                .told(Phase.EXECUTE);
        named(federation, "weekly").execute();
        federation.plane("k8s-b").script().recovers();
        named(federation, "monthly").start();
        federation.time().advance(Duration.ofSeconds(20));

        FoundOperations found = operations(federation);

        assertThat(found.unanswered()).isEmpty();
        assertThat(found.operations())
                .extracting(summary -> summary.name().value(), OperationSummary::state, OperationSummary::pauseHolder)
                .containsExactly(
                        tuple("monthly", State.RUNNING, Optional.of(cluster("k8s-a"))),
                        tuple("weekly", State.FAILED, Optional.empty()),
                        tuple("nightly", State.COMPLETE, Optional.empty()));
        assertThat(found.operations().get(0).members()).hasSize(3);
    }

    @Test
    void clustersThatDoNotAnswerAreNamedInTheSurvey() {
        FakeFederation federation = FakeFederation.of(3);
        Runs.backup(federation);
        federation.plane("k8s-c").faults().becomesUnreachable();

        FoundOperations found = operations(federation);

        assertThat(found.operations()).hasSize(1);
        assertThat(found.unanswered()).extracting(LeftBehind::member).containsExactly(Optional.of(cluster("k8s-c")));
    }

    @Test
    void theSurveyChangesNothing() {
        FakeFederation federation = abandoned(25);
        List<MemberState> before = states(federation);

        operations(federation);

        assertThat(states(federation)).hasSameSizeAs(before);
        assertThat(federation.pauseHeldAnywhere()).isTrue();
    }

    private static List<MemberState> states(FakeFederation federation) {
        return federation.planes().stream()
                .map(FakeDataPlane::members)
                .flatMap(List::stream)
                .toList();
    }

    private static FakeFederation abandoned(int seconds) {
        FakeFederation federation = FakeFederation.of(3);
        DriverProcess process = federation.newProcess();
        Federation.backup(federation.clustersSeenBy(process))
                .named(Scenario.NAME)
                .scheduler(process.scheduler())
                .start();
        federation.time().advance(Duration.ofSeconds(seconds));
        process.kill();
        return federation;
    }

    private static ReleaseReport release(FakeFederation federation) {
        return Federation.release(federation.clusters(), federation.time());
    }

    private static FoundOperations operations(FakeFederation federation) {
        return Federation.operations(federation.clusters(), federation.time());
    }

    private static BackupBuilder named(FakeFederation federation, String name) {
        return Federation.backup(federation.clusters()).named(name).scheduler(federation.time());
    }

    private static long writes(FakeFederation federation, String cluster) {
        return Runs.times(federation, cluster, "DECLARE").size();
    }

    private static ClusterName cluster(String name) {
        return new ClusterName(name);
    }
}
