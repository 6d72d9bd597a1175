package io.brfed.direct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.DirectPlanes;
import io.brfed.Federation;
import io.brfed.Operation;
import io.brfed.api.DeletionReport;
import io.brfed.api.InvalidRequestException;
import io.brfed.api.OperationReport.Status;
import io.brfed.api.RestoreReport;
import io.brfed.api.StoreId;
import io.brfed.plane.Cluster;
import io.brfed.testkit.direct.FakeEbs;
import io.brfed.testkit.direct.FakeTikvStores;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Restores by the direct plane that fail or are cancelled, what the report says, and one call that cleans up. */
class DirectRestoreFailureTest {
    private final RestoringWorld world = new RestoringWorld();
    private final List<Cluster> clusters = impatient();

    private List<Cluster> impatient() {
        return world.clusters(DirectPlanes.of(world.pd, FakeTikvStores.on(world.time, world.target))
                .restoring(world.pdRecovery, world.target)
                .tikvStart(Duration.ofMinutes(5))
                .scheduler(world.time)
                .build());
    }

    private RestoreReport failed() {
        RestoreReport report = world.restore(clusters).execute();
        assertThat(report.operation().status()).isEqualTo(Status.FAILED);
        return report;
    }

    private static String message(RestoreReport report) {
        return report.operation().cause().orElseThrow().message();
    }

    private DeletionReport delete() {
        return Federation.delete(clusters)
                .restore("back")
                .limit(Duration.ofMinutes(10))
                .scheduler(world.time)
                .execute();
    }

    private void assertNothingLeft() {
        assertThat(world.made()).as("volumes").isEmpty();
        assertThat(world.kubernetes)
                .allSatisfy(cluster -> assertThat(cluster.objects()).isEmpty());
        assertThat(world.storage.objects().keySet())
                .noneMatch(key -> key.contains("restoremeta") || key.contains("/restore/"));
        assertThat(world.ebs.snapshots()).as("the backup").hasSize(12);
    }

    @Test
    void aPdThatHasHadStoresIsNamedBeforeAnythingIsDone() {
        world.pdRecovery.bootstrapped();

        assertThatThrownBy(this::failed)
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("has had TiKV stores");
        assertThat(world.pdRecovery.isMarkedNow()).isFalse();
        assertThat(world.made()).isEmpty();
    }

    @Test
    void aPdThatGetsStoresAfterTheCheckIsNotTouched() {
        world.storage.onWrite((url, object) -> {
            if (url.contains("/restore/")) {
                world.pdRecovery.bootstrapped();
            }
        });

        RestoreReport report = failed();

        assertThat(message(report)).contains("has had TiKV stores", "nothing was sent to it");
        assertThat(world.pdRecovery.isMarkedNow()).isFalse();
        assertThat(world.pdRecovery.idBases()).isEmpty();
        assertThat(world.made()).isEmpty();
    }

    @Test
    void everythingThatIsWrongIsToldAtOnce() {
        world.pdRecovery.bootstrapped();
        world.kubernetes.get(0).normal();
        world.kubernetes.get(1).hasClaim("tikv-copy-tikv-0").replicas(3);
        world.kubernetes.get(2).hasPod("copy-tikv-0");
        world.ebs.deny(FakeEbs.CREATE_VOLUME);

        assertThat(world.restore(clusters).check())
                .extracting(Object::toString)
                .anyMatch(text -> text.contains("has had TiKV stores"))
                .anyMatch(text -> text.contains("k8s-a") && text.contains("recoveryMode"))
                .anyMatch(text -> text.contains("k8s-b") && text.contains("tikv-copy-tikv-0"))
                .anyMatch(text -> text.contains("k8s-b") && text.contains("spec.tikv.replicas"))
                .anyMatch(text -> text.contains("k8s-c") && text.contains("copy-tikv-0"))
                .anyMatch(text -> text.contains("ec2:CreateVolume"));
    }

    @Test
    void aPartThatIsMissingIsRefused() {
        world.storage.remove(RestoringWorld.ROOT, "nightly-k8s-b/backupmeta");

        assertThatThrownBy(this::failed).hasMessageContaining("k8s-b").hasMessageContaining("no backupmeta");
    }

    @Test
    void aStoreThatDoesNotComeUpFailsTheRestoreAndIsNamed_P16() {
        world.kubernetes.get(1).onTikvStart((pod, volumes) -> {});

        RestoreReport report = failed();

        assertThat(message(report)).contains("stores [3, 4] of the backup are not up");
        assertThat(report.operation().leftBehind())
                .hasSize(3)
                .allSatisfy(left ->
                        assertThat(left.toString()).contains("4 of 4 volumes", "TiKV was let start in recovery mode"));
    }

    @Test
    void aStoreTooManyFailsTheRestoreAndIsNamed_P16() {
        world.kubernetes.get(1).onTikvStart((pod, volumes) -> world.target.joins(new StoreId(77), Map.of()));

        assertThat(message(failed())).contains("stores [77], which are not in the backup");
    }

    @Test
    void aVolumeThatCannotBeMadeFailsTheRestoreAndOneCallCleansUp_C1_C9() {
        world.ebs.failVolumesFrom(world.ebs.snapshots().get(3).id());

        RestoreReport report = failed();
        DeletionReport deleted = delete();

        assertThat(message(report)).contains("were not all made");
        assertThat(deleted.leftBehind()).isEmpty();
        assertNothingLeft();
        assertThat(world.pdRecovery.isMarkedNow())
                .as("a PD that is fresh again")
                .isFalse();
    }

    @Test
    void afterCleaningUpTheSameClustersCanBeRestoredInto_C11() {
        world.ebs.failVolumesFrom(world.ebs.snapshots().get(3).id());
        failed();
        delete();
        world.ebs.mendVolumesFrom(world.ebs.snapshots().get(3).id());

        RestoreReport report = world.restore(clusters).execute();

        assertThat(report.operation().cause()).isEmpty();
        assertThat(world.made()).hasSize(12);
    }

    @Test
    void claimsThatAreInUseAreNamedAndGoWhenTheTidbClusterIsDeleted() {
        world.kubernetes.get(1).onTikvStart((pod, volumes) -> {});
        failed();

        DeletionReport first = delete();
        world.kubernetes.forEach(cluster -> cluster.deleteTidbCluster());
        DeletionReport second = delete();

        assertThat(first.leftBehind().toString()).contains("delete TidbCluster tidb/copy");
        assertThat(second.leftBehind()).isEmpty();
        assertNothingLeft();
        assertThat(world.pdRecovery.isMarkedNow())
                .as("a PD that has had stores keeps its mark")
                .isTrue();
    }

    @Test
    void aRestoreThatIsCompleteKeepsItsVolumesWhenItIsDeleted() {
        world.restore(clusters).execute().orThrow();

        DeletionReport deleted = delete();

        assertThat(deleted.leftBehind()).isEmpty();
        assertThat(world.made()).hasSize(12);
        assertThat(world.kubernetes.get(0).claimed()).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(longs = {50, 400, 2_000, 10_000, 24_000, 28_000, 50_000, 70_000})
    void cancelEndsItInEveryPhase(long millis) {
        Operation<RestoreReport> running = world.restore(clusters).start();
        world.time.advance(Duration.ofMillis(millis));

        running.cancel();
        RestoreReport report = running.await();
        int calls = world.target.flashbackCalls();
        int volumes = world.made().size();
        world.time.advance(Duration.ofHours(1));

        assertThat(report.operation().status()).isEqualTo(Status.CANCELLED);
        assertThat(world.target.flashbackCalls()).isEqualTo(calls);
        assertThat(world.made()).hasSize(volumes);
        assertThat(world.pd.pausedNow()).isEmpty();
    }

    @Test
    void aRestoreThatWasCancelledDoesNotKeepOutAnother() {
        Operation<RestoreReport> running = world.restore(clusters).start();
        world.time.advance(Duration.ofMillis(400));
        running.cancel();
        running.await();
        delete();

        RestoreReport report = world.restore(clusters).named("second").execute();

        assertThat(report.operation().cause()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {600, 2_000, 10_000})
    void aRestoreThatRunsIsEndedAndTakenBackByADeletion(long millis) {
        Operation<RestoreReport> unused = world.restore(clusters).start();
        world.time.advance(Duration.ofMillis(millis));

        DeletionReport deleted = delete();

        assertThat(deleted.leftBehind()).isEmpty();
        world.time.advance(Duration.ofHours(1));
        assertNothingLeft();
    }

    @Test
    void theDataPhaseThatFailsSaysThatTheMarkStays_P26() {
        world.target.loses(110);

        RestoreReport report = failed();

        assertThat(message(report)).contains("PD is still marked as recovering");
        assertThat(world.pdRecovery.isMarkedNow()).isTrue();
    }
}
