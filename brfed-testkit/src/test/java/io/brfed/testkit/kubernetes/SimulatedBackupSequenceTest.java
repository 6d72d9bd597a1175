package io.brfed.testkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.brfed.api.ByteSize;
import io.brfed.api.Tso;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SimulatedBackupSequenceTest {

    private static final String NAME = "fed-x";

    private final OperatorFixture at = OperatorFixture.start();

    @AfterEach
    void close() {
        at.close();
    }

    @Test
    void setsTheConditionsOfAnInitializerInTheOrderOfTheRealOperator() {
        at.backup(NAME, "initialize");
        at.await(NAME, "VolumeBackupInitialized");
        at.declare(NAME, "execute");
        at.await(NAME, "VolumeBackupComplete");
        at.resumeGc(NAME);
        at.await(NAME, "VolumeBackupInitializeComplete");
        at.declare(NAME, "teardown");
        at.await(NAME, "Complete");

        assertThat(at.types(NAME))
                .containsExactly(
                        "Scheduled",
                        "Running",
                        "VolumeBackupInitialized",
                        "Scheduled",
                        "Prepare",
                        "Running",
                        "VolumeBackupSnapshotsCreated",
                        "VolumeBackupComplete",
                        "VolumeBackupInitializeComplete",
                        "Complete");
        assertThat(Json.text(at.get("backups", NAME), "status", "phase")).isEqualTo("Complete");
    }

    @Test
    void setsTheConditionsOfAnyOtherMemberInTheOrderOfTheRealOperator() {
        at.backup(NAME, "execute");
        at.await(NAME, "VolumeBackupComplete");
        at.declare(NAME, "teardown");
        at.await(NAME, "Complete");

        assertThat(at.types(NAME))
                .containsExactly(
                        "Scheduled",
                        "Prepare",
                        "Running",
                        "VolumeBackupSnapshotsCreated",
                        "VolumeBackupComplete",
                        "Complete");
        assertThat(at.exists("jobs", "backup-fed-x-init")).isFalse();
    }

    @Test
    void fillsTheStatusAsTheExecutePodDoes() {
        at.script(NAME).commitTs(new Tso(4711)).size(new ByteSize(9_500_000_000L));
        at.backup(NAME, "execute");

        JsonNode status = at.awaitObject(
                        "backups", NAME, backup -> backup.path("status").has("backupSize"))
                .path("status");

        assertThat(Json.text(status, "backupPath")).isEqualTo("s3://bucket/nightly-k8s-a");
        assertThat(Json.text(status, "commitTs")).isEqualTo("4711");
        assertThat(status.path("backupSize").asLong()).isEqualTo(9_500_000_000L);
        assertThat(Json.text(status, "backupSizeReadable")).isEqualTo("9.5 GB");
        assertThat(Json.text(status, "timeStarted")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        assertThat(Json.text(status, "timeCompleted")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        assertThat(Json.text(status, "timeTaken")).matches("\\d+s");
        assertThat(Json.text(status.path("progresses").path(0), "step")).isEqualTo("Full Backup");
        assertThat(status.path("progresses").path(0).path("progress").asInt()).isEqualTo(100);
    }

    @Test
    void keepsTheInitJobActiveWithItsPodAndNodeReadyWhileThePauseIsHeld() {
        at.backup(NAME, "initialize");
        at.await(NAME, "VolumeBackupInitialized");

        JsonNode job = at.get("jobs", "backup-fed-x-init");
        JsonNode pod = at.get("pods", "backup-fed-x-init-pod");
        JsonNode node = at.server.objects().get("nodes", "", Json.text(pod, "spec", "nodeName"));

        assertThat(job.path("status").path("active").asInt()).isEqualTo(1);
        assertThat(job.path("spec").path("activeDeadlineSeconds").asInt()).isEqualTo(600);
        assertThat(job.path("metadata").path("labels").properties().stream()
                        .map(label -> label.getKey() + "=" + label.getValue().asText()))
                .contains(
                        "app.kubernetes.io/name=backup",
                        "app.kubernetes.io/managed-by=backup-operator",
                        "app.kubernetes.io/component=backup",
                        "tidb.pingcap.com/backup=fed-x",
                        "team=blue");
        assertThat(JobWrites.belongsTo(job, Json.text(at.get("backups", NAME), "metadata", "uid")))
                .isTrue();
        assertThat(Json.text(pod.path("status").path("conditions").path(0), "type"))
                .isEqualTo("Ready");
        assertThat(Json.text(pod, "metadata", "labels", "job-name")).isEqualTo("backup-fed-x-init");
        assertThat(Json.text(node.path("status").path("conditions").path(0), "status"))
                .isEqualTo("True");
        assertThat(at.federation.pauses().held()).isTrue();
    }

    @Test
    void endsTheInitJobOnlyWhenItIsToldToAndItsOwnSnapshotsExist() {
        at.script(NAME).stuckAt(BackupStage.SNAPSHOTS_TAKEN);
        at.backup(NAME, "initialize");
        at.await(NAME, "VolumeBackupInitialized");
        at.declare(NAME, "execute");
        at.resumeGc(NAME);
        at.awaitObject(
                "backups", NAME, backup -> Json.text(backup, "status", "phase").equals("Running"));
        assertThat(at.federation.pauses().held()).isTrue();

        at.script(NAME).proceeds();
        at.await(NAME, "VolumeBackupInitializeComplete");

        at.federation.pauses().awaitReleased(OperatorFixture.LIMIT);
        assertThat(at.federation.pauses().pauses())
                .singleElement()
                .satisfies(pause -> assertThat(pause.end()).contains(PauseLedger.End.ENDED_BY_OPERATOR));
        assertThat(at.federation.pauses().snapshotsOutsidePause()).isEmpty();
        assertThat(at.federation.pauses().snapshots()).hasSize(1);
        at.awaitGone("jobs", "backup-fed-x-init");
    }

    @Test
    void mayFindItsSnapshotsOnlyAfterTheVolumeBackupIsComplete() {
        at.script(NAME).snapshotsSeenLate();
        at.backup(NAME, "execute");
        at.await(NAME, "VolumeBackupSnapshotsCreated");

        assertThat(at.types(NAME))
                .containsSubsequence("Running", "VolumeBackupComplete", "VolumeBackupSnapshotsCreated");
    }

    @Test
    void becomesCompleteInTeardownEvenIfItNeverExecuted_B9() {
        at.backup(NAME, "initialize");
        at.await(NAME, "VolumeBackupInitialized");
        at.declare(NAME, "teardown");
        at.await(NAME, "Complete");

        assertThat(Json.text(at.get("backups", NAME), "status", "backupPath")).isEmpty();
        assertThat(at.federation.pauses().held()).isFalse();
        assertThat(at.exists("jobs", "backup-fed-x-init")).isFalse();
    }

    @Test
    void waitsInTeardownForItsRunningExecuteJobAndEndsTheInitJobOnlyThen_B8() {
        at.script(NAME).stuckAt(BackupStage.SNAPSHOTS_TAKEN);
        at.backup(NAME, "initialize");
        at.await(NAME, "VolumeBackupInitialized");
        at.declare(NAME, "execute");
        at.await(NAME, "Prepare");
        at.resumeGc(NAME);
        at.declare(NAME, "teardown");
        at.script(NAME).proceeds().stuckAt(BackupStage.VOLUME_COMPLETE);
        at.federation.pauses().awaitSnapshots(1, OperatorFixture.LIMIT);
        assertThat(at.federation.pauses().held()).isTrue();

        at.script(NAME).proceeds();
        at.await(NAME, "Complete");

        assertThat(at.federation.pauses().held()).isFalse();
        assertThat(at.types(NAME))
                .contains("VolumeBackupComplete")
                .doesNotContain("VolumeBackupSnapshotsCreated", "VolumeBackupInitializeComplete");
    }

    @Test
    void takesAsLongAsItsScriptSays() {
        at.script(NAME).initializedAfter(Duration.ofMillis(120));
        long begun = System.nanoTime();
        at.backup(NAME, "initialize");
        at.await(NAME, "VolumeBackupInitialized");

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(120));
    }

    @Test
    void aScriptForAllCountsWhereNoOtherDoes() {
        at.operator.script().backups().stuckAt(BackupStage.INITIALIZED);
        at.script("fed-other").failsAt(BackupStage.INITIALIZED);
        at.backup(NAME, "initialize");
        at.backup("fed-other", "initialize");
        at.await("fed-other", "VolumeBackupInitializeFailed");
        at.await(NAME, "Running");

        assertThat(at.types(NAME)).doesNotContain("VolumeBackupInitialized");
    }

    @Test
    void survivesConflictsOfItsWritesWithOthers() {
        try (OperatorFixture chatty = OperatorFixture.chatty()) {
            chatty.script(NAME).snapshotsAfter(Duration.ofMillis(200));
            chatty.backup(NAME, "execute");
            for (int edit = 0; edit < 200; edit++) {
                chatty.patch("backups", NAME, "{\"metadata\":{\"annotations\":{\"edit\":\"" + edit + "\"}}}");
            }
            chatty.await(NAME, "VolumeBackupComplete");

            assertThat(Json.text(chatty.get("backups", NAME), "metadata", "annotations", "edit"))
                    .isEqualTo("199");
        }
    }

    @Test
    void ignoresBackupsOfOtherModes() {
        var snapshot = at.backupJson("plain", "execute");
        snapshot.putObject("spec").put("backupMode", "snapshot").putObject("br").put("cluster", "prod");
        at.server.objects().create(snapshot.toString());
        at.backup(NAME, "execute");
        at.await(NAME, "VolumeBackupComplete");

        assertThat(at.types("plain")).isEmpty();
    }
}
