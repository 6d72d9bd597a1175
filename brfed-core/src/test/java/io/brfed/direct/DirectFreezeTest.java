package io.brfed.direct;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.Operation;
import io.brfed.api.BackupReport;
import io.brfed.api.FailureCause;
import io.brfed.api.OperationReport.Status;
import io.brfed.testkit.DriverProcess;
import io.brfed.testkit.direct.FakeStorage.Action;
import java.time.Duration;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A process that stands still inside the pause, as a suspended machine does, and goes on later. */
class DirectFreezeTest {
    /** From the first effect on PD to a little after the pause, for less than a lease and for longer than the pause. */
    static Stream<Arguments> moments() {
        return LongStream.rangeClosed(0, 80)
                .boxed()
                .flatMap(index ->
                        Stream.of(7L, 20L, 40L, 65L, 150L, 1_000L).map(seconds -> Arguments.of(index * 5, seconds)));
    }

    @ParameterizedTest
    @MethodSource("moments")
    void whatIsLostIsThePause(long millis, long seconds) {
        DirectWorld world = DirectWorld.of(3);
        DriverProcess process = DriverProcess.on(world.time);
        Operation<BackupReport> operation = world.backup(world.clusters(process.scheduler()))
                .scheduler(process.scheduler())
                .start();
        assertThat(world.time.runUntil(() -> !world.pd.gcHoldsNow().isEmpty(), Duration.ofMinutes(1)))
                .isTrue();
        world.time.advance(Duration.ofMillis(millis));
        world.storage
                .landLate(Action.WRITE, Duration.ofSeconds(3))
                .landLate(Action.WRITE, Duration.ofSeconds(30))
                .loseAnswerOf(Action.READ);
        world.time.advance(Duration.ofMillis(12));
        process.freeze();
        world.time.advance(Duration.ofSeconds(seconds));
        process.thaw();

        BackupReport report = world.time.await(operation.completion(), Duration.ofHours(1));

        assertThat(world.isUndisturbed()).isTrue();
        if (report.operation().status() == Status.COMPLETE) {
            assertThat(world.ebs.snapshots()).hasSize(6);
        } else {
            assertThat(report.operation().cause().orElseThrow().kind())
                    .as(report.operation().cause().toString())
                    .isIn(FailureCause.Kind.PAUSE_LOST, FailureCause.Kind.TIMED_OUT);
            assertThat(report.operation().cause().toString()).doesNotContain("ProcessGone");
            assertThat(world.ebs.snapshots()).isEmpty();
        }
    }
}
