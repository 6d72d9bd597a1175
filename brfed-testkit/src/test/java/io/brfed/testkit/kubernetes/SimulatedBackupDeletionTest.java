package io.brfed.testkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SimulatedBackupDeletionTest {

    private static final String NAME = "fed-x";

    private final OperatorFixture at = OperatorFixture.start();

    @AfterEach
    void close() {
        at.close();
    }

    @Test
    void protectsABackupThatItHasToClean() {
        create("Delete", "execute");
        at.await(NAME, "VolumeBackupComplete");

        assertThat(at.get("backups", NAME)
                        .path("metadata")
                        .path("finalizers")
                        .path(0)
                        .asText())
                .isEqualTo("tidb.pingcap.com/backup-protection");
    }

    @Test
    void cleansABackupBeforeTheObjectGoes() {
        create("Delete", "execute");
        at.await(NAME, "VolumeBackupComplete");
        delete();
        at.awaitGone("backups", NAME);

        assertThat(at.operator.journal().entries().stream()
                        .filter(entry -> entry.type().equals("Clean"))
                        .map(entry -> entry.content().status()))
                .containsExactly("False", "True");
        assertThat(at.federation.bucket().locations()).isEmpty();
    }

    @Test
    void retainsABackupWithoutAFinalizer() {
        create("Retain", "execute");
        at.await(NAME, "VolumeBackupComplete");
        assertThat(at.get("backups", NAME).path("metadata").has("finalizers")).isFalse();

        delete();
        at.awaitGone("backups", NAME);

        assertThat(at.federation.bucket().backup(OperatorFixture.LOCATION)).isPresent();
    }

    @Test
    void onFailureKeepsTheSnapshotsOfAMemberThatDidNotFail_B9() {
        create("OnFailure", "execute");
        at.await(NAME, "VolumeBackupComplete");
        delete();
        at.awaitGone("backups", NAME);

        assertThat(at.federation.bucket().backup(OperatorFixture.LOCATION)).isPresent();
        assertThat(at.types(NAME)).doesNotContain("Clean");
    }

    @Test
    void onFailureCleansAMemberThatFailed() {
        at.script(NAME).failsAt(BackupStage.VOLUME_COMPLETE);
        create("OnFailure", "execute");
        at.await(NAME, "VolumeBackupFailed");
        at.declare(NAME, "teardown");
        at.await(NAME, "Failed");
        delete();
        at.awaitGone("backups", NAME);

        assertThat(at.federation.bucket().locations()).isEmpty();
    }

    @Test
    void isCleanAtOnceIfNothingWasBackedUp() {
        create("Delete", "initialize");
        at.await(NAME, "VolumeBackupInitialized");
        delete();
        at.awaitGone("backups", NAME);

        assertThat(at.exists("jobs", "clean-fed-x")).isFalse();
        at.federation.pauses().awaitReleased(OperatorFixture.LIMIT);
        assertThat(at.federation.pauses().pauses().get(0).end()).contains(PauseLedger.End.MEMBER_DELETED);
    }

    @Test
    void holdsThePauseUntilTheObjectIsGone_D5() {
        at.script(NAME).stuckAt(BackupStage.CLEANED);
        create("Delete", "initialize");
        at.await(NAME, "VolumeBackupInitialized");
        at.declare(NAME, "execute");
        at.await(NAME, "VolumeBackupComplete");
        delete();
        at.await(NAME, "Clean");
        assertThat(at.federation.pauses().held()).isTrue();

        at.script(NAME).proceeds();
        at.awaitGone("backups", NAME);

        at.federation.pauses().awaitReleased(OperatorFixture.LIMIT);
    }

    @Test
    void aFailedCleaningIsTriedAgainOnlyWhenItsJobIsDeleted_D3() {
        at.script(NAME).failsAt(BackupStage.CLEANED);
        create("Delete", "execute");
        at.await(NAME, "VolumeBackupComplete");
        delete();
        at.await(NAME, "CleanFailed");
        at.awaitObject(
                "jobs", "clean-fed-x", job -> job.path("status").path("failed").asInt() == 1);
        at.script(NAME).proceeds();
        assertThat(at.exists("backups", NAME)).isTrue();

        at.server.objects().delete("jobs", OperatorFixture.NAMESPACE, "clean-fed-x");

        at.awaitGone("backups", NAME);
    }

    @Test
    void stopsARunningExecuteJobWhenTheObjectIsDeleted() {
        at.script(NAME).stuckAt(BackupStage.SNAPSHOTS_TAKEN);
        create("Delete", "execute");
        at.await(NAME, "Prepare");
        delete();
        at.awaitGone("backups", NAME);

        assertThat(at.federation.pauses().snapshots()).isEmpty();
        assertThat(at.exists("jobs", "backup-fed-x")).isFalse();
    }

    @Test
    void aBackupOfTheSameNameStartsFromScratch() {
        create("Retain", "initialize");
        at.await(NAME, "VolumeBackupInitialized");
        delete();
        at.awaitGone("jobs", "backup-fed-x-init");
        create("Retain", "initialize");
        at.awaitObject(
                "backups", NAME, backup -> Json.text(backup, "status", "phase").equals("VolumeBackupInitialized"));

        assertThat(at.types(NAME)).filteredOn("Scheduled"::equals).hasSize(2);
    }

    private void create(String cleanPolicy, String phase) {
        ObjectNode backup = at.backupJson(NAME, phase);
        Json.child(backup, "spec").put("cleanPolicy", cleanPolicy);
        at.server.objects().create(backup.toString());
    }

    private void delete() {
        at.server.objects().delete("backups", OperatorFixture.NAMESPACE, NAME);
    }
}
