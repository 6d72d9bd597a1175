package io.brfed.direct;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.DeleteBuilder;
import io.brfed.Federation;
import io.brfed.api.DeletionReport;
import io.brfed.api.DeletionReport.Completeness;
import io.brfed.api.OperationReport.Status;
import io.brfed.api.RecoveryMark;
import io.brfed.api.RestoreReport;
import io.brfed.plane.Cluster;
import io.brfed.spi.PdIdentity;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of the mark that a restore which failed has left in PD, and who is told. */
class RecoveryMarkTest {
    private final RestoringWorld world = new RestoringWorld();
    private final Refusing refusing = new Refusing();
    private final List<Cluster> clusters = world.clusters(world.time, refusing);

    private RestoreReport failsAt(String call) {
        refusing.refuses(call);
        RestoreReport report = world.restore(clusters).execute();
        assertThat(report.operation().status()).isEqualTo(Status.FAILED);
        refusing.mends();
        return report;
    }

    private DeleteBuilder deletion() {
        return Federation.delete(clusters)
                .restore("back")
                .limit(Duration.ofMinutes(10))
                .scheduler(world.time);
    }

    private void tikvHasRun() {
        failsAt("recover");
        world.kubernetes.forEach(cluster -> cluster.deleteTidbCluster());
    }

    @Test
    void theReportOfAFailureSaysThatPdIsStillMarked_P26() {
        RestoreReport report = failsAt("place");

        assertThat(world.pdRecovery.isMarkedNow()).isTrue();
        assertThat(report.operation().leftBehind())
                .filteredOn(left -> left.toString().contains("PD was marked as recovering"))
                .singleElement()
                .asString()
                .contains("every TiKV store that starts enters recovery mode");
    }

    @Test
    void theReportOfAFailureAfterTheMarkWentDoesNotNameIt_P26() {
        RestoreReport report = failsAt("restartTikv");

        assertThat(world.pdRecovery.isMarkedNow()).isFalse();
        assertThat(report.operation().leftBehind().toString()).doesNotContain("PD was marked");
    }

    @Test
    void aPdThatIsFreshIsUnmarkedUnlessSomethingElseIsWished_P26() {
        failsAt("place");

        DeletionReport deleted = deletion().execute();

        assertThat(deleted.complete()).isEqualTo(Completeness.COMPLETE);
        assertThat(deleted.notices()).containsExactly("k8s-a: PD's mark as recovering was taken away");
        assertThat(world.pdRecovery.isMarkedNow()).isFalse();
    }

    @Test
    void aPdThatHasHadStoresKeepsItsMarkAndTheReportSaysWhatThatMeans_P26() {
        tikvHasRun();

        DeletionReport deleted = deletion().execute();

        assertThat(deleted.complete()).isEqualTo(Completeness.COMPLETE);
        assertThat(deleted.leftBehind()).isEmpty();
        assertThat(deleted.notices())
                .singleElement()
                .asString()
                .contains(
                        "stays marked",
                        "has had TiKV stores",
                        "every TiKV store of its TiDB cluster enters recovery mode whenever it starts",
                        "markers/snapshot-recovering");
        assertThat(world.pdRecovery.isMarkedNow()).isTrue();
    }

    @Test
    void theMarkStaysWhereThatIsWished_P26() {
        failsAt("place");

        DeletionReport deleted = deletion().recoveryMark(RecoveryMark.STAYS).execute();

        assertThat(deleted.complete()).isEqualTo(Completeness.COMPLETE);
        assertThat(deleted.notices()).singleElement().asString().contains("as was wished", "enters recovery mode");
        assertThat(world.pdRecovery.isMarkedNow()).isTrue();
    }

    @Test
    void theMarkGoesFromAPdThatHasHadStoresWhereThatIsWished_P26() {
        tikvHasRun();

        DeletionReport deleted = deletion().recoveryMark(RecoveryMark.GOES).execute();

        assertThat(deleted.complete()).isEqualTo(Completeness.COMPLETE);
        assertThat(deleted.notices())
                .singleElement()
                .asString()
                .contains("was taken away", "although it has had TiKV stores");
        assertThat(world.pdRecovery.isMarkedNow()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(RecoveryMark.class)
    void aPdThatTheRestoreDidNotMarkIsNeverTouched_P26(RecoveryMark wish) {
        failsAt("place");
        PdIdentity other =
                new PdIdentity(world.target.clusterId() + 1, "pd-0", "http://other-pd:2379", "8.5.0", "8.5.0");

        DeletionReport deleted = Federation.delete(world.clustersOfPd(other))
                .restore("back")
                .recoveryMark(wish)
                .limit(Duration.ofMinutes(10))
                .scheduler(world.time)
                .execute();

        assertThat(deleted.complete()).isEqualTo(Completeness.COMPLETE);
        assertThat(deleted.notices()).singleElement().asString().contains("PD was not touched");
        assertThat(world.pdRecovery.isMarkedNow()).isTrue();
    }

    @Test
    void aPdThatDoesNotAnswerHoldsUpOnlyWhoWishesTheMarkToGo_P26() {
        failsAt("place");
        refusing.refuses("unmark");

        DeletionReport held = deletion()
                .recoveryMark(RecoveryMark.GOES)
                .limit(Duration.ofMinutes(2))
                .execute();
        DeletionReport deleted = deletion().execute();

        assertThat(held.complete()).isEqualTo(Completeness.PARTIAL);
        assertThat(held.leftBehind().toString()).contains("no right to unmark");
        assertThat(deleted.complete()).isEqualTo(Completeness.COMPLETE);
        assertThat(deleted.notices()).singleElement().asString().contains("may still be marked", "no right to unmark");
    }

    @Test
    void aMarkThatSomebodyElseTookAwayIsNotNamedAsLeft_P26() {
        failsAt("place");
        world.pdRecovery.unmark(Duration.ofSeconds(1));
        world.time.advance(Duration.ofSeconds(1));

        assertThat(deletion().execute().notices()).containsExactly("k8s-a: PD is not marked as recovering any more");
    }

    @Test
    void aRestoreThatNeverMarkedPdHasNothingToTell_P26() {
        world.storage.onWrite((url, object) -> {
            if (url.contains("/restore/")) {
                world.pdRecovery.bootstrapped();
            }
        });
        assertThat(world.restore(clusters).execute().operation().status()).isEqualTo(Status.FAILED);

        assertThat(deletion().execute().notices()).isEmpty();
    }

    @Test
    void aReportNamesWhatIsToBeDeleted() {
        RestoreReport report = failsAt("place");

        DeletionReport deleted = Federation.delete(clusters)
                .restore(report)
                .limit(Duration.ofMinutes(10))
                .scheduler(world.time)
                .execute();

        assertThat(deleted.name()).isEqualTo(report.name());
        assertThat(world.made()).isEmpty();
    }
}
