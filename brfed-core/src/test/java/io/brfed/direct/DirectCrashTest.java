package io.brfed.direct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.BackupBuilder;
import io.brfed.Operation;
import io.brfed.api.BackupReport;
import io.brfed.api.FailureCause;
import io.brfed.api.OperationRefusedException;
import io.brfed.api.OperationReport.Status;
import io.brfed.testkit.DriverProcess;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A process that dies on the way, and the next call of the same name. */
class DirectCrashTest {
    /** The process is gone: its planes and its driver never run another task. */
    private static DirectWorld dyingAt(Duration moment) {
        DirectWorld world = DirectWorld.of(3);
        DriverProcess mortal = DriverProcess.on(world.time);
        Operation<BackupReport> unused = world.backup(world.clusters(mortal.scheduler()))
                .scheduler(mortal.scheduler())
                .start();
        assertThat(world.time.runUntil(() -> !world.pd.gcHoldsNow().isEmpty(), Duration.ofMinutes(1)))
                .isTrue();
        world.time.advance(moment);
        mortal.kill();
        return world;
    }

    /** From the first effect on PD to the proof and a little longer. */
    static LongStream moments() {
        return LongStream.rangeClosed(0, 60).map(index -> index * 5);
    }

    @ParameterizedTest
    @MethodSource("moments")
    void whateverWasHeldIsFreeAfterTheTimeToLive_P9(long millis) {
        DirectWorld world = dyingAt(Duration.ofMillis(millis));

        world.time.advance(Duration.ofSeconds(62));

        assertThat(world.isUndisturbed()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("moments")
    void theNextCallCleansUpOrGoesOn(long millis) {
        DirectWorld world = dyingAt(Duration.ofMillis(millis));
        world.time.advance(Duration.ofMinutes(1));

        BackupReport report = world.backup(world.clusters()).execute();

        assertThat(world.isUndisturbed()).isTrue();
        if (report.operation().status() == Status.COMPLETE) {
            assertThat(world.ebs.snapshots()).hasSize(6);
        } else {
            assertThat(report.operation().cause().orElseThrow().kind()).isEqualTo(FailureCause.Kind.PAUSE_LOST);
            assertThat(world.ebs.snapshots()).isEmpty();
        }
    }

    @Test
    void aBackupThatWasProvedIsCompletedByTheNextProcess() {
        DirectWorld world = dyingAt(Duration.ofSeconds(2));

        BackupReport report = world.backup(world.clusters()).execute();

        assertThat(report.operation().cause()).isEmpty();
        assertThat(report.operation().status()).isEqualTo(Status.COMPLETE);
        assertThat(world.ebs.snapshots()).hasSize(6);
    }

    @Test
    void whatWasFoundBeforeTheSnapshotsIsFoundAgainIfTheProcessDiedBeforeItWroteIt() {
        DirectWorld world = DirectWorld.of(3);
        DriverProcess mortal = DriverProcess.on(world.time);
        world.storage.onWrite((url, object) -> {
            if (new String(object.content(), StandardCharsets.UTF_8).contains("\"PAUSE_ENDED\"")) {
                mortal.kill();
            }
        });
        Operation<BackupReport> unused = world.backup(world.clusters(mortal.scheduler()))
                .scheduler(mortal.scheduler())
                .start();
        assertThat(world.time.runUntil(() -> !mortal.alive(), Duration.ofMinutes(1)))
                .isTrue();
        world.time.advance(Duration.ofMinutes(1));
        for (String letter : List.of("a", "b", "c")) {
            world.storage.remove(DirectWorld.ROOT, "nightly-k8s-" + letter + "/clustermeta");
        }

        BackupReport report = world.backup(world.clusters()).execute();

        assertThat(report.operation().cause()).isEmpty();
        assertThat(report.operation().status()).isEqualTo(Status.COMPLETE);
    }

    @Test
    void aBackupOfAnotherNameIsKeptOutByTheUnfinishedOne() {
        DirectWorld world = dyingAt(Duration.ofMillis(50));
        world.time.advance(Duration.ofMinutes(10));

        BackupBuilder other = world.backup(world.clusters()).named("other");

        assertThatThrownBy(other::execute)
                .isInstanceOf(OperationRefusedException.class)
                .hasMessageContaining("nightly");
    }
}
