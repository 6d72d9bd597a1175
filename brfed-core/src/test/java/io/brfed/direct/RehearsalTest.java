package io.brfed.direct;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.DirectPlanes;
import io.brfed.Federation;
import io.brfed.Rehearsal;
import io.brfed.api.DeletionReport;
import io.brfed.api.VerificationReport;
import io.brfed.api.VerificationReport.Rehearsed;
import io.brfed.plane.Cluster;
import io.brfed.testkit.direct.FakeDirectFederation;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A look at a backup that goes as far as the plan of its recovery, in clusters that are made for it. */
class RehearsalTest {
    private final FakeDirectFederation fakes = FakeDirectFederation.create();
    private final RestoringWorld world = new RestoringWorld(fakes);
    private final Rehearsal rehearsal =
            Rehearsal.of(fakes.copyPd(), fakes.copyPdRecovery(), fakes.copy()).scheduler(fakes.time());
    private final List<Cluster> scratch = world.clusters(DirectPlanes.of(fakes.copyPd(), fakes.copyStores())
            .restoring(fakes.copyPdRecovery(), rehearsal)
            .scheduler(fakes.time())
            .build());

    private VerificationReport rehearsed() {
        return Federation.verify(world.backup)
                .from(fakes.storage(), fakes.volumes())
                .rehearsing(rehearsal, scratch)
                .scheduler(fakes.time())
                .execute();
    }

    @Test
    void makesAPlanForEveryRegionAndChangesNothingInAny() {
        VerificationReport report = rehearsed();

        assertThat(report.all()).isEmpty();
        assertThat(report.rehearsed().orElseThrow().regions()).hasValue(24);
        assertThat(fakes.copy().takenBack(100)).isEmpty();
        assertThat(fakes.copyPdRecovery().idBases()).isEmpty();
        assertThat(fakes.ebs().snapshots()).as("the backup").hasSize(12);
    }

    @Test
    void saysWhatIsHeldByTheCallersTidbClustersAndIsRemovedWhenTheyAreGone() {
        Rehearsed rehearsed = rehearsed().rehearsed().orElseThrow();
        assertThat(rehearsed.leftBehind())
                .hasSize(3)
                .allSatisfy(left -> assertThat(left.toString()).contains("delete TidbCluster tidb/copy"));

        fakes.members().forEach(name -> fakes.copy(name).deleteTidbCluster());
        DeletionReport deleted = Federation.delete(scratch)
                .restore(rehearsed.restore().value())
                .limit(Duration.ofMinutes(10))
                .scheduler(fakes.time())
                .execute();

        assertThat(deleted.leftBehind()).isEmpty();
        assertThat(world.made()).isEmpty();
    }

    @Test
    void aRegionThatNoStoreHasIsFound() {
        fakes.copy().loses(110);

        VerificationReport report = rehearsed();

        assertThat(report.sound()).isFalse();
        assertThat(report.rehearsed().orElseThrow().regions()).isEmpty();
        assertThat(report.findings())
                .singleElement()
                .asString()
                .contains("came to no plan of a recovery", "DataNotRestored");
    }

    @Test
    void aPlanOfARehearsalBeforeIsNotTakenForThisOnes() {
        rehearsed();
        FakeDirectFederation next = FakeDirectFederation.seeded(12);
        RestoringWorld others = new RestoringWorld(next);
        next.ebs().failVolumesFrom(next.ebs().snapshots().get(0).id());

        VerificationReport report = Federation.verify(others.backup)
                .from(next.storage(), next.volumes())
                .rehearsing(
                        rehearsal,
                        others.clusters(DirectPlanes.of(next.copyPd(), next.copyStores())
                                .restoring(next.copyPdRecovery(), rehearsal)
                                .scheduler(next.time())
                                .build()))
                .scheduler(next.time())
                .execute();

        assertThat(report.sound()).isFalse();
        assertThat(report.rehearsed().orElseThrow().regions()).isEmpty();
    }

    @Test
    void planesThatRestoreInEarnestAreTold() {
        VerificationReport report = Federation.verify(world.backup)
                .from(fakes.storage(), fakes.volumes())
                .rehearsing(rehearsal, world.clusters())
                .scheduler(fakes.time())
                .execute();

        assertThat(report.findings()).singleElement().asString().contains("was carried out as a whole restore");
    }

    @Test
    void clustersThatAreNotMadeForItAreNamedAndNothingIsDone() {
        fakes.copyPdRecovery().bootstrapped();

        VerificationReport report = rehearsed();

        assertThat(report.sound()).isFalse();
        assertThat(report.findings())
                .extracting(Object::toString)
                .anyMatch(text -> text.contains("has had TiKV stores"));
        assertThat(world.made()).isEmpty();
    }

    @Test
    void nothingIsRehearsedWithABackupThatIsNotSound() {
        fakes.objects().remove(FakeDirectFederation.LOCATION, "nightly-k8s-b/backupmeta");

        assertThat(rehearsed().rehearsed()).isEmpty();
        assertThat(world.made()).isEmpty();
    }
}
