package io.brfed.testkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.Tso;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SimulatedBackupFailureTest {

    private static final String NAME = "fed-x";
    private static final String INIT_JOB = "backup-fed-x-init";

    private final OperatorFixture at = OperatorFixture.start();

    @AfterEach
    void close() {
        at.close();
    }

    @Test
    void reportsWhyTheInitPodFailed() {
        at.script(NAME).failsAt(BackupStage.INITIALIZED);
        at.backup(NAME, "initialize");
        at.await(NAME, "VolumeBackupInitializeFailed");

        assertThat(reason("VolumeBackupInitializeFailed")).isEqualTo("InitializeVolumeBackupFailed");
        assertThat(at.federation.pauses().pauses()).isEmpty();
    }

    @Test
    void theDeadlineOfTheInitJobEndsThePauseAndFailsTheMember_B4() {
        try (OperatorFixture hurried = OperatorFixture.hurried()) {
            hurried.backup(NAME, "initialize");
            hurried.await(NAME, "VolumeBackupInitializeFailed");

            assertThat(Json.text(hurried.condition("backups", NAME, "VolumeBackupInitializeFailed"), "reason"))
                    .isEqualTo("InitializeJobCompletedOrFailed");
            assertThat(hurried.federation.pauses().pauses()).singleElement().satisfies(pause -> {
                assertThat(pause.end()).contains(PauseLedger.End.DEADLINE);
                assertThat(pause.until().orElseThrow()).isAfter(pause.since());
            });
            assertThat(Json.text(
                            hurried.get("jobs", INIT_JOB)
                                    .path("status")
                                    .path("conditions")
                                    .path(0),
                            "reason"))
                    .isEqualTo("DeadlineExceeded");
        }
    }

    @Test
    void theDeadlineCountsAlsoWhenAllSnapshotsExistButNobodyAskedForTheResume_B4() {
        try (OperatorFixture hurried = OperatorFixture.hurried()) {
            hurried.backup(NAME, "initialize");
            hurried.await(NAME, "VolumeBackupInitialized");
            hurried.declare(NAME, "execute");
            hurried.await(NAME, "VolumeBackupComplete");
            hurried.await(NAME, "VolumeBackupInitializeFailed");
            hurried.declare(NAME, "teardown");
            hurried.await(NAME, "Failed");

            assertThat(hurried.federation.pauses().snapshotsOutsidePause()).isEmpty();
        }
    }

    @Test
    void theDeadlineFiresThoughTheApiServerDoesNotAnswer() {
        try (OperatorFixture hurried = OperatorFixture.hurried()) {
            hurried.backup(NAME, "initialize");
            hurried.await(NAME, "VolumeBackupInitialized");
            Outage outage = hurried.server.faults().freeze();
            hurried.federation.pauses().awaitReleased(OperatorFixture.LIMIT);
            outage.end();

            hurried.await(NAME, "VolumeBackupInitializeFailed");
        }
    }

    @Test
    void theInitJobDeletedBySomebodyElseEndsThePauseAndFailsTheMember() {
        at.backup(NAME, "initialize");
        at.await(NAME, "VolumeBackupInitialized");
        at.server.objects().delete("jobs", OperatorFixture.NAMESPACE, INIT_JOB);
        at.await(NAME, "VolumeBackupInitializeFailed");

        assertThat(reason("VolumeBackupInitializeFailed")).isEqualTo("InitializeJobDeleted");
        at.federation.pauses().awaitReleased(OperatorFixture.LIMIT);
        assertThat(at.federation.pauses().pauses().get(0).end()).contains(PauseLedger.End.JOB_DELETED);
        at.awaitGone("pods", "backup-fed-x-init-pod");
    }

    @Test
    void aPodThatWasLeftWithoutItsJobHoldsThePauseUntilItIsDeletedItself() {
        at.backup(NAME, "initialize");
        at.await(NAME, "VolumeBackupInitialized");
        at.server.objects().change("pods", OperatorFixture.NAMESPACE, "backup-fed-x-init-pod", pod -> {
            ((ObjectNode) pod.path("metadata")).remove("ownerReferences");
            return pod;
        });
        at.server.objects().delete("jobs", OperatorFixture.NAMESPACE, INIT_JOB);
        at.await(NAME, "VolumeBackupInitializeFailed");
        assertThat(at.federation.pauses().held()).isTrue();

        at.server.objects().delete("pods", OperatorFixture.NAMESPACE, "backup-fed-x-init-pod");

        at.federation.pauses().awaitReleased(OperatorFixture.LIMIT);
    }

    @Test
    void theInitJobMayEndEarlyOnceTheResumeWasAskedForAndTheSnapshotsExist() {
        at.script(NAME).stuckAt(BackupStage.INITIALIZE_COMPLETE);
        at.backup(NAME, "initialize");
        at.await(NAME, "VolumeBackupInitialized");
        at.declare(NAME, "execute");
        at.await(NAME, "VolumeBackupComplete");
        at.resumeGc(NAME);
        at.server.objects().delete("jobs", OperatorFixture.NAMESPACE, INIT_JOB);
        at.federation.pauses().awaitReleased(OperatorFixture.LIMIT);
        at.script(NAME).proceeds();
        at.await(NAME, "VolumeBackupInitializeComplete");

        assertThat(at.types(NAME)).doesNotContain("VolumeBackupInitializeFailed");
    }

    @Test
    void anInitPodDeletedByHandFailsItsJob() {
        at.backup(NAME, "initialize");
        at.await(NAME, "VolumeBackupInitialized");
        at.server.objects().delete("pods", OperatorFixture.NAMESPACE, "backup-fed-x-init-pod");
        at.await(NAME, "VolumeBackupInitializeFailed");

        assertThat(reason("VolumeBackupInitializeFailed")).isEqualTo("InitializeJobCompletedOrFailed");
        at.federation.pauses().awaitReleased(OperatorFixture.LIMIT);
    }

    @Test
    void executesAlsoAfterAFailedInitialization_B3() {
        at.script(NAME).podKilledAt(BackupStage.INITIALIZED);
        at.backup(NAME, "initialize");
        at.await(NAME, "VolumeBackupInitializeFailed");
        at.declare(NAME, "execute");
        at.await(NAME, "VolumeBackupComplete");

        assertThat(at.federation.pauses().snapshotsOutsidePause()).hasSize(1);
    }

    @Test
    void overwritesTheCauseOfAFailedExecuteJobAndThenReactsOnlyToTeardown_B10() {
        at.script(NAME).failsAt(BackupStage.SNAPSHOTS_TAKEN);
        at.backup(NAME, "execute");
        at.awaitObject(
                "backups",
                NAME,
                backup -> backup.path("status")
                        .path("conditions")
                        .valueStream()
                        .anyMatch(entry -> Json.text(entry, "reason").equals("AlreadyFailed")));
        at.declare(NAME, "teardown");
        at.await(NAME, "Failed");

        assertThat(at.types(NAME))
                .containsExactly(
                        "Scheduled", "Prepare", "Running", "VolumeBackupFailed", "VolumeBackupFailed", "Failed");
        assertThat(at.condition("backups", NAME, "Failed").has("reason")).isFalse();
        assertThat(at.condition("backups", NAME, "Failed").has("message")).isFalse();
    }

    @Test
    void endsTheInitJobOfAMemberWhoseBackupFailed() {
        at.backup(NAME, "initialize");
        at.await(NAME, "VolumeBackupInitialized");
        at.script(NAME).failsAt(BackupStage.VOLUME_COMPLETE);
        at.declare(NAME, "execute");
        at.await(NAME, "VolumeBackupFailed");

        at.federation.pauses().awaitReleased(OperatorFixture.LIMIT);
    }

    @Test
    void aKilledExecutePodLeavesTheInitJobAloneUntilTeardown() {
        at.backup(NAME, "initialize");
        at.await(NAME, "VolumeBackupInitialized");
        at.script(NAME).podKilledAt(BackupStage.SNAPSHOTS_TAKEN);
        at.declare(NAME, "execute");
        at.await(NAME, "VolumeBackupFailed");
        at.resumeGc(NAME);
        assertThat(reason("VolumeBackupFailed")).isEqualTo("AlreadyFailed");
        assertThat(at.federation.pauses().held()).isTrue();

        at.declare(NAME, "teardown");
        at.await(NAME, "Failed");

        assertThat(at.federation.pauses().held()).isFalse();
    }

    @Test
    void refusesAPrefixThatIsInUse() {
        at.federation.bucket().put(OperatorFixture.LOCATION, StoredBackup.of("prod", 3, new Tso(1)));
        at.backup(NAME, "execute");
        at.await(NAME, "Failed");

        assertThat(reason("Failed")).isEqualTo("FileExistedInExternalStorage");
        assertThat(at.types(NAME)).containsExactly("VolumeBackupSnapshotsCreated", "Failed");
    }

    @Test
    void anInvalidMemberIsNeverTouchedAgain_B17() {
        at.backup(NAME, "initialize");
        at.await(NAME, "VolumeBackupInitialized");
        at.script(NAME).invalid("cluster should be configured");
        at.await(NAME, "Invalid");
        at.script(NAME).proceeds();
        at.declare(NAME, "teardown");
        at.backup("fed-other", "execute");
        at.await("fed-other", "VolumeBackupComplete");

        assertThat(at.types(NAME)).endsWith("VolumeBackupInitialized", "Invalid");
        assertThat(at.federation.pauses().held()).isTrue();
    }

    @Test
    void demandsAClusterThatIsSpreadOverKubernetesClusters() {
        at.patch("tidbclusters", "prod", "{\"spec\":{\"acrossK8s\":false}}");
        at.backup(NAME, "initialize");
        at.await(NAME, "Invalid");

        assertThat(reason("Invalid")).isEqualTo("InvalidSpec");
        assertThat(at.exists("jobs", INIT_JOB)).isFalse();
    }

    @Test
    void demandsABucket() {
        var backup = at.backupJson(NAME, "initialize");
        Json.child(Json.child(backup, "spec"), "s3").remove("bucket");
        at.server.objects().create(backup.toString());
        at.await(NAME, "Invalid");

        assertThat(reason("Invalid")).isEqualTo("InvalidSpec");
    }

    @Test
    void triesForEverWhileTheTidbClusterIsMissing_B1() {
        at.server.objects().delete("tidbclusters", OperatorFixture.NAMESPACE, "prod");
        at.backup(NAME, "initialize");
        at.await(NAME, "RetryFailed");
        at.server
                .objects()
                .create(SimulatedTidbCluster.named("prod")
                        .namespace(OperatorFixture.NAMESPACE)
                        .stores(1, 2, 3)
                        .toJson());
        at.await(NAME, "VolumeBackupInitialized");

        assertThat(at.types(NAME)).containsExactly("RetryFailed", "Scheduled", "Running", "VolumeBackupInitialized");
        assertThat(at.condition("backups", NAME, "RetryFailed").path("status").asText())
                .isEqualTo("True");
    }

    @Test
    void staysInRetryFailedAsLongAsItsScriptSays() {
        at.script(NAME).retryFailed("GetSecretFailed", "secret aws was not found");
        at.backup(NAME, "execute");
        at.await(NAME, "RetryFailed");
        at.script(NAME).proceeds();
        at.await(NAME, "VolumeBackupComplete");

        assertThat(reason("RetryFailed")).isEqualTo("GetSecretFailed");
    }

    @Test
    void anInitPodMayComplainWhenItIsEnded_B19() {
        at.script(NAME).complainsWhenEnded();
        at.backup(NAME, "initialize");
        at.await(NAME, "VolumeBackupInitialized");
        at.declare(NAME, "execute");
        at.await(NAME, "VolumeBackupComplete");
        at.resumeGc(NAME);
        at.await(NAME, "VolumeBackupInitializeFailed");
        at.declare(NAME, "teardown");
        at.await(NAME, "Failed");

        assertThat(at.types(NAME))
                .containsSubsequence("VolumeBackupInitializeComplete", "VolumeBackupInitializeFailed", "Failed");
    }

    @Test
    void mayBecomeCompleteWithoutATimestamp_B11() {
        at.script(NAME).withoutCommitTs();
        at.backup(NAME, "execute");
        at.await(NAME, "VolumeBackupComplete");

        assertThat(Json.text(at.get("backups", NAME), "status", "commitTs")).isEmpty();
    }

    @Test
    void aNameThatIsTooLongForItsJobsIsTriedForEver() {
        String name = "fed-" + "x".repeat(50);
        at.backup(name, "initialize");
        at.await(name, "RetryFailed");

        assertThat(Json.text(at.condition("backups", name, "RetryFailed"), "reason"))
                .isEqualTo("CreateBackupJobFailed");
    }

    @Test
    void podsGoOnWhileTheOperatorIsDead() {
        at.script(NAME).stuckAt(BackupStage.SNAPSHOTS_TAKEN);
        at.backup(NAME, "execute");
        at.await(NAME, "Prepare");
        at.operator.pause();
        at.script(NAME).proceeds();
        at.await(NAME, "VolumeBackupComplete");
        at.declare(NAME, "teardown");
        assertThat(at.types(NAME)).doesNotContain("VolumeBackupSnapshotsCreated", "Complete");

        at.operator.resume();

        at.await(NAME, "Complete");
    }

    @Test
    void anotherOperatorOnTheSameServerGoesOnWithWhatTheFirstHasBegun() {
        at.backup(NAME, "initialize");
        at.await(NAME, "VolumeBackupInitialized");
        at.operator.close();
        try (SimulatedTidbOperator next =
                at.federation.operator("k8s-a", URI.create(at.server.url())).start()) {
            at.declare(NAME, "execute");
            next.journal().await(NAME, "VolumeBackupComplete", OperatorFixture.LIMIT);
            at.resumeGc(NAME);
            next.journal().await(NAME, "VolumeBackupInitializeComplete", OperatorFixture.LIMIT);

            assertThat(next.journal().types(NAME)).doesNotContain("VolumeBackupInitialized");
        }
    }

    private String reason(String type) {
        return Json.text(at.condition("backups", NAME, type), "reason");
    }
}
