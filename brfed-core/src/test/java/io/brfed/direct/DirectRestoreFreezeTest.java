package io.brfed.direct;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.Federation;
import io.brfed.Operation;
import io.brfed.api.DeletionReport;
import io.brfed.api.OperationReport.Status;
import io.brfed.api.RestoreReport;
import io.brfed.testkit.DriverProcess;
import io.brfed.testkit.direct.FakeEbs;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that stands still while it makes volumes, while another one ends its restore, and goes on later. */
class DirectRestoreFreezeTest {
    private final RestoringWorld world = new RestoringWorld();
    private final DriverProcess sleeper = DriverProcess.on(world.time);

    private void start() {
        Operation<RestoreReport> unused = world.restore(world.clusters(sleeper.scheduler()))
                .scheduler(sleeper.scheduler())
                .start();
    }

    private void standsStillOnceVolumesAreIntended() {
        boolean[] frozen = {false};
        world.storage.onWrite((url, object) -> {
            boolean intends = url.contains("/restore/")
                    && new String(object.content(), StandardCharsets.UTF_8).contains("\"attempt\"");
            if (intends && !frozen[0]) {
                frozen[0] = true;
                sleeper.freeze();
            }
        });
        start();
        world.time.advance(Duration.ofSeconds(10));
        assertThat(frozen).containsExactly(true);
    }

    private DeletionReport delete() {
        return Federation.delete(world.clusters())
                .restore("back")
                .limit(Duration.ofMinutes(20))
                .scheduler(world.time)
                .execute();
    }

    private void goesOn() {
        sleeper.thaw();
        world.time.advance(Duration.ofHours(2));
    }

    @Test
    void aProcessThatWakesAfterItsRestoreWasDeletedRequestsNoVolume() {
        standsStillOnceVolumesAreIntended();
        assertThat(delete().leftBehind()).isEmpty();
        long requests = world.ebs.count(FakeEbs.CREATE_VOLUME);

        goesOn();

        assertThat(world.ebs.count(FakeEbs.CREATE_VOLUME)).isEqualTo(requests);
        assertThat(world.made()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 3, 6, 9, 12, 20, 40, 80, 150, 300, 600, 1_000, 2_000, 4_000})
    void whatAProcessMakesWhileItsRestoreIsDeletedGoes(long millis) {
        start();
        assertThat(world.time.runUntil(() -> world.ebs.count(FakeEbs.CREATE_VOLUME) > 0, Duration.ofMinutes(5)))
                .isTrue();
        world.time.advance(Duration.ofMillis(millis));
        sleeper.freeze();
        world.time.advance(Duration.ofSeconds(20));
        assertThat(delete().leftBehind()).isEmpty();

        goesOn();

        assertThat(world.made()).isEmpty();
        assertThat(world.kubernetes)
                .allSatisfy(cluster -> assertThat(cluster.objects()).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 9, 40, 300, 2_000, 8_000})
    void whatAnotherProcessWentOnWithStays(long millis) {
        start();
        assertThat(world.time.runUntil(() -> world.ebs.count(FakeEbs.CREATE_VOLUME) > 0, Duration.ofMinutes(5)))
                .isTrue();
        world.time.advance(Duration.ofMillis(millis));
        sleeper.freeze();
        RestoreReport report = world.restore(world.clusters()).execute();
        assertThat(report.operation().status()).isEqualTo(Status.COMPLETE);
        assertThat(delete().leftBehind()).isEmpty();

        goesOn();

        assertThat(world.made()).hasSize(12);
        assertThat(world.kubernetes)
                .allSatisfy(cluster -> assertThat(cluster.claimed()).hasSize(4));
    }
}
