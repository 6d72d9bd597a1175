package io.brfed.direct;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.Operation;
import io.brfed.api.OperationReport.Status;
import io.brfed.api.RestoreReport;
import io.brfed.spi.RestoreTarget.Mode;
import io.brfed.testkit.DriverProcess;
import io.brfed.testkit.tidb.Judgement;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that dies on the way of a restore, and the next call of the same name, which goes on. */
class DirectRestoreCrashTest {
    private static final String JOURNAL = "s3://backups/prod/brfed/journal/";

    private final RestoringWorld world = new RestoringWorld();
    private final DriverProcess mortal = DriverProcess.on(world.time);

    private boolean lost;

    private void start() {
        Operation<RestoreReport> unused = world.restore(world.clusters(mortal.scheduler()))
                .scheduler(mortal.scheduler())
                .start();
    }

    /** Dies when a journal is written for the n-th time, with or without the process knowing that it was. */
    private boolean diesAtWrite(int number) {
        int[] writes = {0};
        world.storage.onWrite((url, object) -> {
            if (url.startsWith(JOURNAL) && url.contains("/restore/") && ++writes[0] == number) {
                mortal.kill();
            }
        });
        start();
        world.time.advance(Duration.ofMinutes(20));
        return writes[0] >= number;
    }

    private void assertRestored() {
        RestoreReport report = world.restore(world.clusters()).execute();

        assertThat(report.operation().cause()).isEmpty();
        assertThat(report.operation().status()).isEqualTo(Status.COMPLETE);
        assertThat(world.judged()).isInstanceOf(Judgement.Consistent.class);
        assertThat(world.target.notTakenBack()).isEmpty();
        assertThat(world.target.panicked()).isEmpty();
        assertThat(world.made()).hasSize(12);
        assertThat(world.refused()).isEmpty();
        assertThat(world.restarted().values()).containsOnly("normal");
        assertThat(world.pdRecovery.isMarkedNow()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("writes")
    void theNextCallGoesOnAfterAnyWriteOfAJournal_V36_C7(int number) {
        if (diesAtWrite(number)) {
            assertRestored();
        }
    }

    static Stream<Integer> writes() {
        return Stream.iterate(1, number -> number + 1).limit(60);
    }

    @ParameterizedTest
    @ValueSource(
            longs = {1, 30, 70, 200, 500, 1_500, 4_000, 9_000, 16_000, 22_000, 29_000, 45_000, 60_000, 75_000, 100_000})
    void theNextCallGoesOnAfterAnyTime(long millis) {
        start();
        world.time.advance(Duration.ofMillis(millis));
        mortal.kill();
        world.time.advance(Duration.ofMinutes(1));

        assertRestored();
    }

    @Test
    void theNextCallSeesTikvInServiceBeforeItCallsTheRestoreComplete() {
        start();
        boolean released = world.time.runUntil(
                () -> world.kubernetes.stream()
                        .allMatch(cluster -> cluster.target().mode() == Mode.NORMAL),
                Duration.ofMinutes(20));
        world.time.advance(Duration.ofMillis(100));
        mortal.kill();

        assertThat(released).isTrue();
        assertThat(world.restarted()).isEmpty();
        assertRestored();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mark", "raiseTimestamp", "unmark", "setIdBase"})
    void anAnswerOfPdThatIsLostDoesNotMatter(String call) {
        world.pdRecovery.losesNextAnswer(call);

        assertRestored();
    }

    @ParameterizedTest
    @ValueSource(strings = {"place", "startTikv", "restartTikv", "endRecovery", "look"})
    void anAnswerOfKubernetesThatIsLostDoesNotMatter(String call) {
        world.storage.onWrite((url, object) -> {
            if (url.contains("/restore/") && !lost) {
                lost = true;
                world.kubernetes.forEach(cluster -> cluster.losesNextAnswer(call));
            }
        });

        assertRestored();
    }
}
