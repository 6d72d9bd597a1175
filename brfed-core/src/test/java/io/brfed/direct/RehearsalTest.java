package io.brfed.direct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.DirectPlanes;
import io.brfed.Federation;
import io.brfed.Rehearsal;
import io.brfed.api.DeletionReport;
import io.brfed.api.FederationCancelledException;
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
    private final List<Cluster> scratch = clusters(rehearsal);

    private List<Cluster> clusters(Rehearsal how) {
        return world.clusters(DirectPlanes.of(fakes.copyPd(), fakes.copyStores())
                .restoring(fakes.copyPdRecovery(), how)
                .scheduler(fakes.time())
                .build());
    }

    private VerificationReport rehearsed() {
        return rehearsed(rehearsal, scratch);
    }

    private VerificationReport rehearsed(Rehearsal how, List<Cluster> into) {
        return Federation.verify(world.backup)
                .from(fakes.storage(), fakes.volumes())
                .rehearsing(how, into)
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
                .filteredOn(left -> left.member().isPresent())
                .hasSize(3)
                .allSatisfy(left -> assertThat(left.toString()).contains("delete TidbCluster tidb/copy"));
        assertThat(rehearsed.leftBehind())
                .filteredOn(left -> left.member().isEmpty())
                .singleElement()
                .asString()
                .contains("PD is marked as recovering");

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
    void removesAllButPdsMarkWhereTheTidbClustersAreGivenUp() {
        Rehearsal ending = rehearsal.givingUpTidbClusters();

        VerificationReport report = rehearsed(ending, clusters(ending));

        Rehearsed rehearsed = report.rehearsed().orElseThrow();
        assertThat(rehearsed.regions()).hasValue(24);
        assertThat(rehearsed.leftBehind()).singleElement().asString().contains("PD is marked as recovering");
        assertThat(world.made()).isEmpty();
        assertThat(world.kubernetes)
                .allSatisfy(cluster -> assertThat(cluster.objects()).isEmpty());
    }

    @Test
    void whatWasMadeIsRemovedIfTheCallingThreadIsInterrupted() {
        interruptOnceThereAreVolumes(10_000);

        assertThatThrownBy(this::rehearsed).isInstanceOf(FederationCancelledException.class);

        assertThat(Thread.interrupted()).isTrue();
        fakes.time().advance(Duration.ofMinutes(30));
        assertThat(world.made()).isEmpty();
    }

    private void interruptOnceThereAreVolumes(int looks) {
        if (!world.made().isEmpty()) {
            Thread.currentThread().interrupt();
        } else if (looks > 0) {
            fakes.time().schedule(Duration.ofMillis(100), () -> interruptOnceThereAreVolumes(looks - 1));
        }
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
