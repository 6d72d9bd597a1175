package io.brfed.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.Federation;
import io.brfed.api.Assurance;
import io.brfed.api.BackupReport;
import io.brfed.api.FailureCause;
import io.brfed.api.InvalidRequestException;
import io.brfed.api.OperationKind;
import io.brfed.api.OperationRefusedException;
import io.brfed.api.PauseWindow;
import io.brfed.api.RestoreReport;
import io.brfed.testkit.kubernetes.BackupStage;
import io.brfed.testkit.kubernetes.Verb;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OperatorFederationTest {
    private final OperatorFederation federation = new OperatorFederation();

    @AfterEach
    void close() {
        federation.close();
    }

    @Test
    void aBackupAndItsRestoreRunFromEndToEnd() {
        OperatorFederation.ControlPlane process = federation.process();

        BackupReport backup =
                Federation.backup(process.clusters()).named("nightly").execute();
        RestoreReport restore =
                Federation.restore(backup).into(process.fresh()).named("drill").execute();

        assertThat(backup.complete()).as(backup.toString()).isTrue();
        assertThat(backup.pause()).map(PauseWindow::ending).contains(PauseWindow.Ending.CONFIRMED);
        assertThat(federation.pauses().snapshotsOutsidePause()).isEmpty();
        assertThat(federation.pauses().held()).isFalse();
        assertThat(restore.complete()).as(restore.toString()).isTrue();
        assertThat(restore.commitTs()).isEqualTo(backup.commitTs());
        assertThat(restore.operation().assurance()).isEqualTo(Assurance.VERIFIED);
    }

    @Test
    void aFailingLaterMemberIsNoticedWhileAnEarlierOneIsStillAtWork_B20() {
        federation.operator("k8s-a").script().backup("fed-nightly").stuckAt(BackupStage.SNAPSHOTS_TAKEN);
        federation.operator("k8s-b").script().backup("fed-nightly").stuckAt(BackupStage.SNAPSHOTS_TAKEN);
        federation
                .operator("k8s-c")
                .script()
                .backup("fed-nightly")
                .failsAt(
                        BackupStage.SNAPSHOTS_TAKEN,
                        "VolumeBackupFailed",
                        "BackupDataToRemoteFailed",
                        "quota exceeded");

        BackupReport backup = backup(federation.process());

        assertThat(backup.cause())
                .contains(FailureCause.on(
                        backup.members().get(2).cluster(),
                        FailureCause.Kind.MEMBER_FAILED,
                        "BackupDataToRemoteFailed",
                        "quota exceeded"));
        assertThat(federation.pauses().held()).isFalse();
        assertThat(federation
                        .backup("k8s-a", "nightly")
                        .at("/spec/resumeGcSchedule")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void thePauseEndsBeforeTheExecuteJobOfTheInitializerHasEnded_B8() {
        federation.operator("k8s-a").script().backup("fed-nightly").stuckAt(BackupStage.SNAPSHOTS_TAKEN);
        federation.operator("k8s-b").script().backup("fed-nightly").failsAt(BackupStage.SNAPSHOTS_TAKEN);

        BackupReport backup = backup(federation.process());

        assertThat(backup.complete()).isFalse();
        assertThat(federation.pauses().held()).isFalse();
        assertThat(federation.server("k8s-a").requests().of(Verb.DELETE, "jobs"))
                .hasSize(1);
    }

    @Test
    void aMemberThatCannotBeCreatedFailsTheBackup_B2() {
        federation.server("k8s-c").faults().forbid(Verb.CREATE, "backups");

        BackupReport backup = backup(federation.process());

        assertThat(backup.cause()).map(FailureCause::kind).contains(FailureCause.Kind.MEMBER_REFUSED);
        assertThat(backup.cause().orElseThrow().member()).map(Object::toString).contains("k8s-c");
        assertThat(federation.pauses().held()).isFalse();
    }

    @Test
    void aMemberClusterThatWasForgottenIsNamed() {
        OperatorFederation.ControlPlane process = federation.process();

        assertThatThrownBy(() -> Federation.backup(process.clusters().subList(0, 2))
                        .named("nightly")
                        .execute())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("store 3");
        federation
                .servers()
                .forEach(server ->
                        assertThat(server.requests().of(Verb.CREATE, "backups")).isEmpty());
    }

    @Test
    void aForeignObjectOfTheSameNameIsLeftUntouched_B13() {
        federation.server("k8s-b").objects().create("""
                        {"apiVersion":"pingcap.com/v1alpha1","kind":"Backup",
                         "metadata":{"name":"fed-nightly","namespace":"tidb"},
                         "spec":{"backupMode":"snapshot","br":{"cluster":"other","clusterNamespace":"tidb"}}}""");
        OperatorFederation.ControlPlane process = federation.process();

        assertThatThrownBy(() -> backup(process))
                .isInstanceOf(OperationRefusedException.class)
                .hasMessageContaining("k8s-b");
        assertThat(federation.server("k8s-b").requests().of(Verb.PATCH, "backups"))
                .isEmpty();
        assertThat(federation.server("k8s-a").requests().of(Verb.CREATE, "backups"))
                .isEmpty();
    }

    @Test
    void anUnfinishedBackupOfTheOriginalIsRespected_B18() {
        federation.server("k8s-c").objects().create("""
                        {"apiVersion":"pingcap.com/v1alpha1","kind":"Backup",
                         "metadata":{"name":"fed-other","namespace":"tidb"},
                         "spec":{"backupMode":"volume-snapshot","backupType":"full",
                                 "br":{"cluster":"prod","clusterNamespace":"tidb"},
                                 "s3":{"provider":"aws","bucket":"b","prefix":"other"}}}""");
        OperatorFederation.ControlPlane process = federation.process();

        assertThatThrownBy(() -> backup(process))
                .isInstanceOf(OperationRefusedException.class)
                .hasMessageContaining("fed-other");
        assertThat(federation.server("k8s-a").requests().of(Verb.CREATE, "backups"))
                .isEmpty();
        assertThat(federation.server("k8s-a").objects().list("leases", "tidb")).isEmpty();
    }

    @Test
    void aMemberThatIsDeletedByHandFailsTheBackupAndIsNotCreatedAgain_B6() throws Exception {
        federation.operators().forEach(operator -> operator.script().backups().stuckAt(BackupStage.VOLUME_COMPLETE));
        OperatorFederation.ControlPlane process = federation.process();
        var operation = Federation.backup(process.clusters())
                .named("nightly")
                .deadlines(OperatorFederation.shortDeadlines(OperationKind.BACKUP))
                .pacing(OperatorFederation.quick())
                .start();
        federation.operator("k8s-a").journal().await("fed-nightly", "VolumeBackupInitializeComplete", PATIENCE);

        federation.server("k8s-b").objects().delete("backups", "tidb", "fed-nightly");
        BackupReport backup = operation.await();

        assertThat(backup.cause()).map(FailureCause::kind).contains(FailureCause.Kind.MEMBER_LOST);
        assertThat(federation.server("k8s-b").requests().of(Verb.CREATE, "backups"))
                .hasSize(1);
    }

    @Test
    void aSecondCallWithTheSameNameReturnsTheOutcomeAndWritesNothing() {
        BackupReport first = backup(federation.process());
        federation.servers().forEach(server -> server.requests().clear());

        BackupReport second = backup(federation.process());

        assertThat(second.complete()).isTrue();
        assertThat(second.operation().id()).isEqualTo(first.operation().id());
        assertThat(second.commitTs()).isEqualTo(first.commitTs());
        federation
                .servers()
                .forEach(server -> assertThat(server.requests()
                                .matching(request -> List.of(Verb.CREATE, Verb.PATCH, Verb.UPDATE)
                                                .contains(request.verb())
                                        && request.resource().equals("backups")
                                        && request.body().contains("brfed.io")))
                        .isEmpty());
    }

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static BackupReport backup(OperatorFederation.ControlPlane process) {
        return Federation.backup(process.clusters())
                .named("nightly")
                .deadlines(OperatorFederation.shortDeadlines(OperationKind.BACKUP))
                .pacing(OperatorFederation.quick())
                .execute();
    }
}
