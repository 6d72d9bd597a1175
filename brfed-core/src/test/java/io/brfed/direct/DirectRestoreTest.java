package io.brfed.direct;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.DirectPlanes;
import io.brfed.api.Assurance;
import io.brfed.api.OperationReport.Status;
import io.brfed.api.RestoreReport;
import io.brfed.api.StoreId;
import io.brfed.spi.RestoreTarget;
import io.brfed.testkit.tidb.Judgement;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A restore by the direct plane, from the entry, of a backup by the direct plane. */
class DirectRestoreTest {
    private final RestoringWorld world = new RestoringWorld();

    private RestoreReport restored() {
        RestoreReport report = world.restore(world.clusters()).execute();
        assertThat(report.operation().cause()).isEmpty();
        return report;
    }

    @Test
    void nothingIsFoundWhereNothingIsWrong() {
        assertThat(world.restore(world.clusters()).check()).isEmpty();
    }

    @Test
    void givesEveryAccountBackAsItWas_P15() {
        RestoreReport report = restored();

        assertThat(report.operation().status()).isEqualTo(Status.COMPLETE);
        assertThat(report.commitTs()).isEqualTo(world.backup.commitTs());
        assertThat(world.judged()).isInstanceOf(Judgement.Consistent.class);
        assertThat(world.target.notTakenBack()).isEmpty();
        assertThat(world.target.panicked()).isEmpty();
    }

    @Test
    void makesEachVolumeOnceAndBringsAllIntoService_V30() {
        RestoreReport report = restored();

        assertThat(world.made()).hasSize(12);
        assertThat(report.operation().assurance()).isEqualTo(Assurance.VERIFIED);
        assertThat(report.operation().leftBehind()).isEmpty();
        assertThat(world.kubernetes)
                .allSatisfy(cluster -> assertThat(cluster.target().service()).isEqualTo(RestoreTarget.Service.READY));
    }

    @Test
    void noTikvStartsBeforePdIsMarkedAndAllAreStartedAnewAfterTheMarkIsGone_P26() {
        restored();

        assertThat(world.refused()).isEmpty();
        assertThat(world.pdRecovery.isMarkedNow()).isFalse();
        assertThat(world.restarted()).hasSize(6);
        assertThat(world.restarted().values()).containsOnly("normal");
    }

    @Test
    void theRecoveryOfTheDataEndsWhenTheTimeSetForItIsOver() {
        DirectPlanes planes = DirectPlanes.of(world.pd, world.copyStores())
                .restoring(world.pdRecovery, world.target)
                .recoveryLimit(Duration.ofSeconds(4))
                .scheduler(world.time)
                .build();

        RestoreReport report = world.restore(world.clusters(planes)).execute();

        assertThat(report.operation().cause().orElseThrow())
                .asString()
                .contains("the recovery did not end within PT4S");
    }

    @Test
    void theTimeSetForAStoreToLeadIsKept() {
        world.target.leadsAtATime(new StoreId(1), 0);
        DirectPlanes planes = DirectPlanes.of(world.pd, world.copyStores())
                .restoring(world.pdRecovery, world.target)
                .leaderLimit(Duration.ofMinutes(60))
                .scheduler(world.time)
                .build();
        Duration before = world.time.elapsed();

        RestoreReport report = world.restore(world.clusters(planes)).execute();

        assertThat(report.complete()).isTrue();
        assertThat(world.time.elapsed().minus(before)).isGreaterThan(Duration.ofMinutes(60));
    }

    @Test
    void nothingOfTheRecoveryIsLeftInPd() {
        restored();

        assertThat(world.pd.pausedNow()).isEmpty();
        assertThat(world.pd.temporaryNow()).isEmpty();
        assertThat(world.pd.gcHoldsNow()).isEmpty();
    }

    @Test
    void aSecondCallOfTheSameNameReturnsTheOutcome() {
        restored();
        long requests = world.ebs.requests().size();

        RestoreReport again = world.restore(world.clusters()).execute();

        assertThat(again.complete()).isTrue();
        assertThat(world.ebs.requests()).hasSize((int) requests);
    }
}
