package io.brfed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.brfed.api.BackupReport;
import io.brfed.api.ProviderException;
import io.brfed.api.RestoreReport;
import io.brfed.api.SupersededException;
import io.brfed.testkit.DriverProcess;
import io.brfed.testkit.Effect;
import io.brfed.testkit.FakeFederation;
import io.brfed.testkit.PlaneCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two processes drive one operation: the older stops, and the operation finishes once. */
class DoubleDriverTest {
    private static final Duration LONG = Duration.ofDays(3);

    static Stream<Arguments> moments() {
        return IntStream.rangeClosed(1, Scenario.COMPLETE_BACKUP.effects())
                .boxed()
                .flatMap(effect -> Arrays.stream(Effect.Moment.values()).map(moment -> Arguments.of(moment, effect)));
    }

    @ParameterizedTest(name = "{0} effect {1}")
    @MethodSource("moments")
    void ofTwoDriversTheOlderStopsAndTheOperationFinishesOnce(Effect.Moment moment, int effect) {
        FakeFederation federation = FakeFederation.of(3);
        List<Operation<BackupReport>> second = new ArrayList<>();
        federation.onEffect(seen -> {
            if (seen.number() == effect && seen.moment() == moment) {
                second.add(start(federation));
            }
        });

        Operation<BackupReport> first = start(federation);
        List<BackupReport> reports = reports(federation, List.of(first), second);

        assertThat(reports).isNotEmpty().allMatch(BackupReport::complete);
        Aftermath.of(federation).mustBeClean(reports.get(0));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5})
    void driversThatBeginAtTheSameInstantBringOneOperationToItsEnd(int drivers) {
        FakeFederation federation = FakeFederation.of(3);
        List<Operation<BackupReport>> all =
                Stream.generate(() -> start(federation)).limit(drivers).toList();

        List<BackupReport> reports = reports(federation, all, List.of());

        assertThat(reports).isNotEmpty().allMatch(BackupReport::complete);
        Aftermath.of(federation).mustBeClean(reports.get(0));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5})
    void driversThatTakeOverAtTheSameInstantBringTheOperationToItsEnd(int drivers) {
        FakeFederation federation = FakeFederation.of(3);
        Scenario.COMPLETE_BACKUP.callAndKill(federation, 6, Effect.Moment.AFTER);
        List<Operation<BackupReport>> all =
                Stream.generate(() -> start(federation)).limit(drivers).toList();

        List<BackupReport> reports = reports(federation, all, List.of());

        assertThat(reports).isNotEmpty().allMatch(BackupReport::complete);
        Aftermath.of(federation).mustBeClean(reports.get(0));
    }

    @Test
    void aDriverThatWasFrozenFindsOutAndStops() {
        FakeFederation federation = FakeFederation.of(3);
        DriverProcess old = federation.newProcess();
        Operation<BackupReport> frozen = start(federation, old);
        federation.time().advance(Duration.ofSeconds(20));
        old.freeze();
        BackupReport report = Scenario.backup(federation, federation.newProcess());

        old.thaw();

        assertThat(report.complete()).isTrue();
        assertThatExceptionOfType(SupersededException.class)
                .isThrownBy(() -> federation.time().await(frozen.completion(), LONG))
                .withMessageContaining("another driver took over");
        Aftermath.of(federation).mustBeClean(report);
    }

    /** The second driver reads one member before the first driver creates it and the other one afterwards. */
    @Test
    void aMemberThatIsCreatedWhileAnotherDriverLooksIsNotTakenForOneThatIsGone() {
        FakeFederation federation = FakeFederation.of(2);
        DriverProcess other = federation.newProcess();
        Operation<RestoreReport> second = Scenario.restoring(federation, other).start();
        federation
                .plane("k8s-b")
                .faults()
                .failNext(seen -> seen.call() == PlaneCall.OBSERVE, ProviderException.Fault.RETRY, 1);
        federation.time().advance(Duration.ofMillis(500));

        Operation<RestoreReport> first =
                Scenario.restoring(federation, federation.newProcess()).start();
        RestoreReport report = federation.time().await(second.completion(), LONG);

        assertThat(report.complete()).isTrue();
        assertThat(first.completion().toCompletableFuture()).isCompletedExceptionally();
    }

    private static Operation<BackupReport> start(FakeFederation federation) {
        return start(federation, federation.newProcess());
    }

    private static Operation<BackupReport> start(FakeFederation federation, DriverProcess process) {
        return Federation.backup(federation.clustersSeenBy(process))
                .named(Scenario.NAME)
                .scheduler(process.scheduler())
                .start();
    }

    /** The reports of those that were not superseded. */
    private static List<BackupReport> reports(
            FakeFederation federation, List<Operation<BackupReport>> first, List<Operation<BackupReport>> second) {
        List<BackupReport> reports = new ArrayList<>();
        first.forEach(operation -> report(federation, operation, reports));
        second.forEach(operation -> report(federation, operation, reports));
        return reports;
    }

    private static void report(
            FakeFederation federation, Operation<BackupReport> operation, List<BackupReport> reports) {
        operation.completion().handle((report, error) -> {
            if (error == null) {
                reports.add(report);
            } else {
                assertThat(error).hasRootCauseInstanceOf(SupersededException.class);
            }
            return true;
        });
        federation.time().await(operation.completion().handle((report, error) -> true), LONG);
    }
}
