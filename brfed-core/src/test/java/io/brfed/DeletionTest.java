package io.brfed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.brfed.api.BackupReport;
import io.brfed.api.ClusterName;
import io.brfed.api.DeletionReport;
import io.brfed.api.DeletionReport.Completeness;
import io.brfed.api.InvalidRequestException;
import io.brfed.api.LeftBehind;
import io.brfed.api.ProviderException.Fault;
import io.brfed.plane.MemberState;
import io.brfed.testkit.FakeDataPlane;
import io.brfed.testkit.FakeFederation;
import io.brfed.testkit.PlaneCall;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is deleted, what is not, and what the report says about it. */
class DeletionTest {
    @Test
    void anEndedBackupIsDeletedEverywhere() {
        FakeFederation federation = FakeFederation.of(3);
        Runs.backup(federation);

        DeletionReport report = delete(federation).execute();

        assertThat(report.complete()).isEqualTo(Completeness.COMPLETE);
        assertThat(report.gone()).extracting(ClusterName::value).containsExactly("k8s-a", "k8s-b", "k8s-c");
        assertThat(federation.planes()).allMatch(plane -> plane.members().isEmpty());
    }

    @Test
    void withSnapshotsAlsoTheSnapshotsOfAFailedBackupGo_B9() {
        FakeFederation federation = Scenario.FAILING_BACKUP.begin();
        Runs.backup(federation);
        assertThat(federation.snapshots()).isNotEmpty();

        delete(federation).withSnapshots().execute();

        assertThat(federation.snapshots()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"UNREACHABLE", "RETRY", "REFUSED", "OUTCOME_UNKNOWN"})
    void anErrorIsNotAbsence_D1(Fault fault) {
        FakeFederation federation = FakeFederation.of(3);
        Runs.backup(federation);
        federation.plane("k8s-b").faults().failNext(PlaneCall.OBSERVE, fault, Integer.MAX_VALUE);

        DeletionReport report = delete(federation).execute();

        assertThat(report.complete()).isEqualTo(Completeness.PARTIAL);
        assertThat(report.gone()).extracting(ClusterName::value).containsExactly("k8s-a", "k8s-c");
        assertThat(members(report)).contains("k8s-b");
        assertThat(federation.plane("k8s-b").members()).hasSize(1);
    }

    @Test
    void aClusterThatIsGoneForGoodDoesNotKeepTheOthers_D2() {
        FakeFederation federation = FakeFederation.of(3);
        Runs.backup(federation);
        federation.plane("k8s-c").faults().hangs();

        DeletionReport report = delete(federation).execute();

        assertThat(report.complete()).isEqualTo(Completeness.PARTIAL);
        assertThat(report.gone()).extracting(ClusterName::value).containsExactly("k8s-a", "k8s-b");
        assertThat(members(report)).containsExactly("k8s-c");
        assertThat(federation.time().elapsed()).isLessThan(Duration.ofMinutes(25));
    }

    @Test
    void deletingACompleteBackupOfWhichOneClusterIsGoneMakesItNoFailure_D2() {
        FakeFederation federation = FakeFederation.of(3);
        Runs.backup(federation);
        long declared = Runs.count(federation, "DECLARE");
        federation.plane("k8s-c").faults().becomesUnreachable();

        delete(federation).execute();

        assertThat(Runs.count(federation, "DECLARE")).isEqualTo(declared);
    }

    @Test
    void aClusterThatComesBackIsDeletedByTheNextCall_D2() {
        FakeFederation federation = FakeFederation.of(3);
        Runs.backup(federation);
        federation.plane("k8s-a").faults().becomesUnreachable();
        delete(federation).execute();
        federation.plane("k8s-a").faults().comesBack();

        DeletionReport report = delete(federation).execute();

        assertThat(report.complete()).isEqualTo(Completeness.COMPLETE);
        assertThat(federation.planes()).allMatch(plane -> plane.members().isEmpty());
    }

    @Test
    void aRunningBackupIsResumedBeforeItIsDeleted_D5() {
        FakeFederation federation = FakeFederation.of(3);
        Operation<BackupReport> running = Runs.nightly(federation).start();
        federation.time().advance(Duration.ofSeconds(20));

        DeletionReport report = delete(federation).execute();

        assertThat(report.complete()).isEqualTo(Completeness.COMPLETE);
        assertThat(Runs.times(federation, "k8s-a", "pause ended").get(0)).isLessThan(Duration.ofSeconds(22));
        assertThat(Runs.times(federation, "k8s-a", "DELETE").get(0))
                .isGreaterThan(Runs.times(federation, "k8s-a", "pause ended").get(0));
        assertThat(running.completion().toCompletableFuture()).isCompletedExceptionally();
    }

    @Test
    void membersThatWereNotNamedAreReported_D6() {
        FakeFederation federation = FakeFederation.of(3);
        Runs.backup(federation);

        DeletionReport report = Federation.delete(federation.clusters().subList(0, 2))
                .backup(Scenario.NAME)
                .scheduler(federation.time())
                .execute();

        assertThat(report.complete()).isEqualTo(Completeness.PARTIAL);
        assertThat(members(report)).containsExactly("k8s-c");
    }

    @Test
    void withoutTheInitializerTheOthersAreDeletedAndItIsReported_D6() {
        FakeFederation federation = FakeFederation.of(3);
        Runs.backup(federation);
        federation.plane("k8s-c").faults().becomesUnreachable();

        DeletionReport report = Federation.delete(federation.clusters().subList(1, 3))
                .backup(Scenario.NAME)
                .scheduler(federation.time())
                .execute();

        assertThat(report.gone()).extracting(ClusterName::value).containsExactly("k8s-b");
        assertThat(members(report)).containsExactlyInAnyOrder("k8s-a", "k8s-c");
        assertThat(report.leftBehind()).anyMatch(left -> left.what().contains("pause"));
    }

    @Test
    void somebodyElsesObjectIsNeverDeleted_B13() {
        FakeFederation federation = FakeFederation.of(3);
        Runs.backup(federation);
        federation.plane("k8s-b").replaceByForeign();

        DeletionReport report = delete(federation).execute();

        assertThat(report.complete()).isEqualTo(Completeness.PARTIAL);
        assertThat(members(report)).containsExactly("k8s-b");
        assertThat(Runs.times(federation, "k8s-b", "DELETE")).isEmpty();
    }

    @Test
    void aRefusedDeletionIsReported() {
        FakeFederation federation = FakeFederation.of(3);
        Runs.backup(federation);
        federation.plane("k8s-b").faults().refuse(PlaneCall.DELETE, "backups is forbidden");

        DeletionReport report = delete(federation).execute();

        assertThat(report.leftBehind()).extracting(LeftBehind::what).anyMatch(what -> what.contains("is forbidden"));
        assertThat(report.complete()).isEqualTo(Completeness.PARTIAL);
        assertThat(federation.time().elapsed()).isLessThan(Duration.ofMinutes(15));
    }

    @Test
    void aCleanJobThatFailedIsReported_D3() {
        FakeFederation federation = FakeFederation.of(3);
        Runs.backup(federation);
        federation.plane("k8s-b").script().cleanFails("access denied");

        DeletionReport report = delete(federation).execute();

        assertThat(report.complete()).isEqualTo(Completeness.PARTIAL);
        assertThat(members(report)).containsExactly("k8s-b");
    }

    @Test
    void deletionWaitsUntilMembersAreGone_C11() {
        FakeFederation federation = FakeFederation.of(3);
        Runs.backup(federation);
        Duration before = federation.time().elapsed();
        federation.plane("k8s-b").script().deletionTakes(Duration.ofMinutes(7));

        DeletionReport report = delete(federation).execute();

        assertThat(report.complete()).isEqualTo(Completeness.COMPLETE);
        assertThat(federation.time().elapsed()).isGreaterThanOrEqualTo(before.plusMinutes(7));
    }

    @Test
    void deletionEndsAtItsLimitAndSaysWhatIsLeft() {
        FakeFederation federation = FakeFederation.of(3);
        Runs.backup(federation);
        Duration before = federation.time().elapsed();
        federation.plane("k8s-b").script().deletionTakes(Duration.ofHours(7));

        DeletionReport report = delete(federation).limit(Duration.ofMinutes(5)).execute();

        assertThat(members(report)).containsExactly("k8s-b");
        assertThat(federation.time().elapsed()).isLessThan(before.plusMinutes(6));
    }

    @Test
    void whatDoesNotExistIsGone() {
        FakeFederation federation = FakeFederation.of(3);

        DeletionReport report = delete(federation).execute();

        assertThat(report.complete()).isEqualTo(Completeness.COMPLETE);
        assertThat(Runs.count(federation, "DELETE")).isZero();
    }

    @Test
    void otherOperationsAreLeftAlone() {
        FakeFederation federation = FakeFederation.of(3);
        Runs.backup(federation);
        Federation.backup(federation.clusters())
                .named("weekly")
                .scheduler(federation.time())
                .execute();

        delete(federation).execute();

        assertThat(federation.planes())
                .flatExtracting(FakeDataPlane::members)
                .extracting(MemberState::member)
                .extracting(member -> member.operation().value())
                .containsOnly("weekly")
                .hasSize(3);
    }

    @Test
    void aRestoreIsDeletedByItsOwnName() {
        FakeFederation federation = Scenario.RESTORE.begin();
        Scenario.restore(federation, federation.newProcess());

        DeletionReport report = Federation.delete(federation.clusters())
                .restore(Scenario.NAME)
                .scheduler(federation.time())
                .execute();

        assertThat(report.complete()).isEqualTo(Completeness.COMPLETE);
        assertThat(federation.planes()).allMatch(plane -> plane.members().isEmpty());
    }

    @Test
    void nothingCanBeDeletedWithoutClustersOrAName() {
        FakeFederation federation = FakeFederation.of(1);

        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> Federation.delete(List.of()).backup("x").execute());
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> Federation.delete(federation.clusters()).execute());
    }

    private static DeleteBuilder delete(FakeFederation federation) {
        return Federation.delete(federation.clusters()).backup(Scenario.NAME).scheduler(federation.time());
    }

    private static List<String> members(DeletionReport report) {
        return report.leftBehind().stream()
                .map(LeftBehind::member)
                .flatMap(Optional::stream)
                .map(ClusterName::value)
                .toList();
    }
}
