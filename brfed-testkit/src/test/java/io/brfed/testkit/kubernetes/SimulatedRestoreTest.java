package io.brfed.testkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.Tso;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SimulatedRestoreTest {

    private static final String NAME = "fed-r";

    private final OperatorFixture at = OperatorFixture.start();

    @BeforeEach
    void prepare() {
        at.readyToRestore();
    }

    @AfterEach
    void close() {
        at.close();
    }

    @Test
    void setsTheConditionsInTheOrderOfTheRealOperator() {
        at.restore(NAME);
        at.await(NAME, "TikvComplete");
        at.declareRestore(NAME, "restore-data");
        at.await(NAME, "DataComplete");
        at.declareRestore(NAME, "restore-finish");
        at.await(NAME, "Complete");

        assertThat(at.types(NAME))
                .containsExactly(
                        "Scheduled",
                        "Running",
                        "VolumeComplete",
                        "TikvComplete",
                        "Running",
                        "DataComplete",
                        "Complete");
        assertThat(Json.text(at.get("restores", NAME), "status", "commitTs")).isEqualTo("449");
        assertThat(Json.text(at.get("restores", NAME), "status", "timeTaken")).matches("\\d+s");
    }

    @Test
    void startsTikvInRecoveryModeAndRestartsItAtTheEnd() {
        at.restore(NAME);
        at.await(NAME, "TikvComplete");
        assertThat(at.get("tidbclusters", "prod")
                        .path("metadata")
                        .path("annotations")
                        .has(TidbClusterView.VOLUMES_READY))
                .isTrue();
        assertThat(at.exists("pods", "prod-tikv-2")).isTrue();

        at.declareRestore(NAME, "restore-finish");
        at.await(NAME, "Complete");

        assertThat(at.get("tidbclusters", "prod")
                        .path("metadata")
                        .path("annotations")
                        .has(TidbClusterView.VOLUMES_READY))
                .isFalse();
        assertThat(at.get("tidbclusters", "prod")
                        .path("spec")
                        .path("recoveryMode")
                        .asBoolean())
                .isFalse();
        assertThat(at.exists("pods", "prod-tikv-0")).isFalse();
    }

    @Test
    void warmsUpBeforeTikvStarts() {
        create("sync", "hybrid");
        at.await(NAME, "TikvComplete");

        assertThat(at.types(NAME))
                .containsExactly(
                        "Scheduled", "Running", "VolumeComplete", "WarmUpStarted", "WarmUpComplete", "TikvComplete");
    }

    @Test
    void warmsUpBesideTikv() {
        create("async", "fio");
        at.await(NAME, "TikvComplete");
        assertThat(at.types(NAME))
                .containsExactly("Scheduled", "Running", "VolumeComplete", "WarmUpStarted", "TikvComplete");

        at.declareRestore(NAME, "restore-finish");
        at.await(NAME, "Complete");

        assertThat(at.types(NAME)).contains("WarmUpComplete");
    }

    @Test
    void anAsyncWarmUpMayEndAfterCompleteAndMovesThePhase() {
        at.operator.script().restore(NAME).stuckAt(RestoreStage.WARM_UP_COMPLETE);
        create("async", "fio");
        at.await(NAME, "TikvComplete");
        at.declareRestore(NAME, "restore-finish");
        at.await(NAME, "Complete");
        at.operator.script().restore(NAME).proceeds();
        at.await(NAME, "WarmUpComplete");

        assertThat(Json.text(at.get("restores", NAME), "status", "phase")).isEqualTo("WarmUpComplete");
    }

    @Test
    void onlyChecksTheWalIfThatIsAskedFor() {
        create("sync", "check-wal-only");
        at.await(NAME, "Complete");

        assertThat(at.types(NAME))
                .containsExactly(
                        "Scheduled", "Running", "VolumeComplete", "WarmUpStarted", "WarmUpComplete", "Complete");
        assertThat(at.exists("pods", "prod-tikv-0")).isFalse();
    }

    @Test
    void aFailedWarmUpCountsAsFinishedUnlessTheCheckIsAllThatWasWanted_C2() {
        at.operator.script().restores().podKilledAt(RestoreStage.WARM_UP_COMPLETE);
        create("sync", "hybrid");
        at.await(NAME, "TikvComplete");
        at.server.objects().delete("restores", OperatorFixture.NAMESPACE, NAME);
        at.awaitGone("jobs", "fed-r-prod-tikv-0-warm-up");
        create("sync", "check-wal-only");
        at.await(NAME, "Failed");

        assertThat(Json.text(at.condition("restores", NAME, "Failed"), "reason"))
                .isEqualTo("BackoffLimitExceeded");
    }

    @Test
    void neverStartsTikvWhenTheCheckIsNotInTime_C4() {
        create("async", "check-wal-only");
        at.await(NAME, "WarmUpStarted");
        otherMemberPasses();

        assertThat(at.types(NAME)).endsWith("WarmUpStarted");
    }

    @Test
    void retriesForEverWithoutAWarmUpImage_C3() {
        ObjectNode restore = at.restoreJson(NAME);
        Json.child(restore, "spec").put("warmup", "sync");
        at.server.objects().create(restore.toString());
        at.await(NAME, "RetryFailed");

        assertThat(Json.text(at.condition("restores", NAME, "RetryFailed"), "reason"))
                .isEqualTo("NoWarmupImage");
    }

    @Test
    void demandsRecoveryMode() {
        at.patch("tidbclusters", "prod", "{\"spec\":{\"recoveryMode\":false}}");
        at.restore(NAME);
        at.await(NAME, "Invalid");

        assertThat(Json.text(at.condition("restores", NAME, "Invalid"), "reason"))
                .isEqualTo("InvalidSpec");
    }

    @Test
    void demandsABackup_C8() {
        at.federation.bucket().delete(OperatorFixture.LOCATION);
        at.restore(NAME);
        at.await(NAME, "Invalid");

        assertThat(at.types(NAME)).containsExactly("Invalid");
    }

    @Test
    void demandsAsManyTikvReplicasAsWereBackedUp() {
        at.federation.bucket().put(OperatorFixture.LOCATION, StoredBackup.of("prod", 5, new Tso(1)));
        at.restore(NAME);
        at.await(NAME, "Invalid");

        assertThat(Json.text(at.condition("restores", NAME, "Invalid"), "message"))
                .contains("5");
    }

    @Test
    void cannotCleanTheVolumesOfAFailedVolumePhase_C9() {
        at.operator.script().restore(NAME).failsAt(RestoreStage.VOLUME_COMPLETE);
        at.restore(NAME);
        at.await(NAME, "RetryFailed");

        assertThat(at.types(NAME)).containsExactly("Scheduled", "Running", "Failed", "RetryFailed");
    }

    @Test
    void cleansVolumesIfAnEarlierRestoreHasLeftItsNotes_C9() {
        at.federation.bucket().writeRestoreMeta(OperatorFixture.LOCATION);
        at.operator.script().restore(NAME).failsAt(RestoreStage.VOLUME_COMPLETE);
        at.restore(NAME);
        at.await(NAME, "CleanVolumeComplete");

        assertThat(Json.text(at.get("restores", NAME), "status", "phase")).isEqualTo("CleanVolumeComplete");
    }

    @Test
    void reportsAFailedDataPhase() {
        at.operator.script().restore(NAME).failsAt(RestoreStage.DATA_COMPLETE);
        at.restore(NAME);
        at.await(NAME, "TikvComplete");
        at.declareRestore(NAME, "restore-data");
        at.await(NAME, "Failed");

        assertThat(Json.text(at.condition("restores", NAME, "Failed"), "reason"))
                .isEqualTo("RestoreDataFromRemoteFailed");
    }

    @Test
    void aKilledPodIsFoundByItsJob() {
        at.operator.script().restore(NAME).podKilledAt(RestoreStage.VOLUME_COMPLETE);
        at.restore(NAME);
        at.await(NAME, "Failed");

        assertThat(Json.text(at.condition("restores", NAME, "Failed"), "reason"))
                .isEqualTo("AlreadyFailed");
    }

    @Test
    void mayTurnRecoveryModeOffAndNeverRecordIt_C7() {
        at.operator.script().restore(NAME).stuckAt(RestoreStage.COMPLETE);
        at.restore(NAME);
        at.await(NAME, "TikvComplete");
        at.declareRestore(NAME, "restore-finish");
        at.awaitObject(
                "tidbclusters",
                "prod",
                cluster -> !cluster.path("spec").path("recoveryMode").asBoolean());
        otherMemberPasses();

        assertThat(at.types(NAME)).endsWith("TikvComplete");
    }

    @Test
    void restoresWhatWasBackedUpBefore() {
        at.federation.bucket().delete(OperatorFixture.LOCATION);
        at.script("fed-x").commitTs(new Tso(12));
        at.backup("fed-x", "execute");
        at.await("fed-x", "VolumeBackupComplete");
        at.restore(NAME);
        at.await(NAME, "TikvComplete");

        assertThat(Json.text(at.get("restores", NAME), "status", "commitTs")).isEqualTo("12");
    }

    /** Time in which the operator would have done more if it did. */
    private void otherMemberPasses() {
        at.backup("fed-other", "initialize");
        at.await("fed-other", "VolumeBackupInitialized");
    }

    private void create(String warmup, String strategy) {
        ObjectNode restore = at.restoreJson(NAME);
        Json.child(restore, "spec")
                .put("warmup", warmup)
                .put("warmupStrategy", strategy)
                .put("warmupImage", "pingcap/tikv:v8.5.7");
        at.server.objects().create(restore.toString());
    }
}
