package io.brfed.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.Federation;
import io.brfed.api.BackupReport;
import io.brfed.api.FailureCause;
import io.brfed.api.OperationReport.Status;
import io.brfed.testkit.direct.FakeSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A process that backs up by the direct plane is killed inside the pause; PD, TiKV, EC2 and S3 live on. */
@Timeout(300)
class KilledProcessTest {
    private static final int AT_A_TIME = 4;
    private static final Duration AFTER_TIME_TO_LIVE = Duration.ofSeconds(2);

    private static final ExecutorService WORKERS = Executors.newFixedThreadPool(AT_A_TIME);
    private static final Map<KillStep, CompletableFuture<Aftermath>> CASES = new ConcurrentHashMap<>();

    /**
     * What was seen after the kill.
     *
     * @param disturbedFor how long anything of the pause was left
     * @param report what the next call of the same name said
     * @param snapshots what there was after that
     * @param undisturbed whether nothing of a pause was left after that
     */
    private record Aftermath(
            Duration disturbedFor, BackupReport report, List<FakeSnapshot> snapshots, boolean undisturbed) {}

    @BeforeAll
    static void killOneAtEachStep() {
        for (KillStep step : KillStep.values()) {
            CASES.put(step, CompletableFuture.supplyAsync(() -> killedAt(step), WORKERS));
        }
    }

    @AfterAll
    static void stop() {
        WORKERS.shutdownNow();
    }

    private static Aftermath killedAt(KillStep step) {
        try (KillWorld world = KillWorld.start()) {
            Duration disturbedFor = world.killAt(step);
            BackupReport report =
                    Federation.backup(world.clusters()).named(KilledBackup.NAME).execute();
            return new Aftermath(disturbedFor, report, world.snapshots(), world.isUndisturbed());
        }
    }

    private static Aftermath aftermath(KillStep step) throws Exception {
        return CASES.get(step).get(4, TimeUnit.MINUTES);
    }

    @ParameterizedTest
    @EnumSource
    void pdAndTheStoresAreBackToNormalWithinTheTimeToLive(KillStep step) throws Exception {
        assertThat(aftermath(step).disturbedFor())
                .isLessThanOrEqualTo(KilledBackup.TIME_TO_LIVE.plus(AFTER_TIME_TO_LIVE));
    }

    @ParameterizedTest
    @EnumSource
    void theNextCallOfThatNameCleansUp(KillStep step) throws Exception {
        Aftermath after = aftermath(step);

        assertThat(after.report().operation().status()).isEqualTo(Status.FAILED);
        assertThat(after.report().operation().cause().orElseThrow().kind()).isEqualTo(FailureCause.Kind.PAUSE_LOST);
        assertThat(after.snapshots()).isEmpty();
        assertThat(after.undisturbed()).isTrue();
    }
}
