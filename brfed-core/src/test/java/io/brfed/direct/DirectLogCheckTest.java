package io.brfed.direct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.DirectPlanes;
import io.brfed.DirectRestore;
import io.brfed.Federation;
import io.brfed.Rehearsal;
import io.brfed.api.DeletionReport;
import io.brfed.api.InvalidRequestException;
import io.brfed.api.OperationReport.Status;
import io.brfed.api.RestoreReport;
import io.brfed.api.VerificationReport;
import io.brfed.plane.Cluster;
import io.brfed.spi.Scheduler;
import io.brfed.spi.VolumeWarmUp.Moment;
import io.brfed.spi.VolumeWarmUp.Strategy;
import io.brfed.testkit.DriverProcess;
import io.brfed.testkit.direct.FakeDirectFederation;
import io.brfed.testkit.direct.FakeWarmUp;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Restores by the direct plane that let TiKV start only on write-ahead logs that were found sound. */
class DirectLogCheckTest {
    private final FakeDirectFederation fakes = FakeDirectFederation.create();
    private final RestoringWorld world = new RestoringWorld(fakes);
    private final Map<String, FakeWarmUp> jobs = new TreeMap<>(Map.of(
            "k8s-a", FakeWarmUp.create(world.time).takes(Duration.ofMinutes(10)),
            "k8s-b", FakeWarmUp.create(world.time).takes(Duration.ofHours(2)),
            "k8s-c", FakeWarmUp.create(world.time).takes(Duration.ofMinutes(10))));
    private final FakeWarmUp slowest = jobs.get("k8s-b");

    private List<String> pods() {
        return jobs.values().stream().flatMap(all -> all.pods().stream()).toList();
    }

    private List<Cluster> clusters() {
        return clusters(world.time);
    }

    private List<Cluster> clusters(Scheduler process) {
        return checking(DirectPlanes.of(world.pd, world.copyStores())
                .restoring(world.pdRecovery, world.target)
                .scheduler(process)
                .build());
    }

    private List<Cluster> checking(DirectPlanes planes) {
        return world.clusters(
                planes,
                (name, restore) -> restore.warmingUp(jobs.get(name), Moment.BEFORE_TIKV, Strategy.CHECK_WAL_ONLY));
    }

    private boolean nothingStarted() {
        return world.kubernetes.stream()
                .allMatch(kubernetes -> kubernetes.target().pods().isEmpty());
    }

    private String failure() {
        RestoreReport report = world.restore(clusters()).execute();
        assertThat(report.operation().status()).isEqualTo(Status.FAILED);
        assertThat(nothingStarted()).isTrue();
        return report.operation().cause().orElseThrow().toString();
    }

    private void deleted() {
        DeletionReport deleted = Federation.delete(clusters())
                .restore("back")
                .limit(Duration.ofMinutes(10))
                .scheduler(world.time)
                .execute();
        assertThat(deleted.leftBehind()).isEmpty();
        assertThat(pods()).isEmpty();
        assertThat(world.made()).isEmpty();
        world.kubernetes.forEach(kubernetes -> assertThat(kubernetes.objects()).isEmpty());
    }

    private void complete(RestoreReport report) {
        assertThat(report.operation().cause()).isEmpty();
        assertThat(report.operation().status()).isEqualTo(Status.COMPLETE);
        assertThat(world.judged().isConsistent()).isTrue();
        assertThat(pods()).isEmpty();
    }

    @Test
    void soundLogsLetTheRestoreGoOn_C4() {
        complete(world.restore(clusters()).execute());
    }

    @Test
    void noMembersTikvStartsBeforeTheLogsOfAllAreKnownToBeSound() {
        var running = world.restore(clusters()).start();
        world.time.advance(Duration.ofMinutes(90));

        assertThat(jobs.get("k8s-a").pods()).isEmpty();
        assertThat(slowest.pods()).isNotEmpty();
        assertThat(nothingStarted()).isTrue();

        world.time.advance(Duration.ofHours(2));
        complete(running.report().orElseThrow());
    }

    @Test
    void aDamagedLogInOneMemberFailsTheRestoreAndNoTikvIsStarted_C2() {
        slowest.fails("copy-tikv-1", "Corruption: checksum mismatch in 000042.log");

        assertThat(failure())
                .contains("LogsNotSound", "k8s-b", "copy-tikv-1", "checksum mismatch in 000042.log", "No TiKV");
        deleted();
    }

    @Test
    void aJobThatFailsOtherwiseIsNotTakenForSoundLogs() {
        slowest.fails("copy-tikv-0", "job failed (DeadlineExceeded); what it wrote could not be read");

        assertThat(failure()).contains("LogsNotSound", "DeadlineExceeded");
        deleted();
    }

    @Test
    void aCheckThatCannotBeBegunFailsTheRestore() {
        slowest.refusesNext();

        assertThat(failure()).contains("LogsNotSound", "it does not want to");
        deleted();
    }

    @Test
    void aCheckThatDoesNotEndFailsTheRestoreAfterItsTime() {
        slowest.takes(Duration.ofDays(30));

        assertThat(failure()).contains("LogsNotSound", "were not checked", "PT12H");
        deleted();
    }

    @Test
    void jobsThatSomebodyRemovedAreBegunAnew() {
        var running = world.restore(clusters()).start();
        world.time.advance(Duration.ofMinutes(60));
        slowest.removed();
        world.time.advance(Duration.ofHours(3));

        complete(running.report().orElseThrow());
    }

    @Test
    void anotherProcessGoesOnWithTheCheck() {
        DriverProcess mortal = DriverProcess.on(world.time);
        var unused = world.restore(clusters(mortal.scheduler()))
                .scheduler(mortal.scheduler())
                .start();
        world.time.advance(Duration.ofMinutes(60));
        assertThat(jobs.get("k8s-a").pods()).isEmpty();
        assertThat(slowest.pods()).isNotEmpty();
        mortal.kill();
        world.time.advance(Duration.ofMinutes(1));

        complete(world.restore(clusters()).execute());
    }

    @Test
    void damageIsFoundByTheProcessThatGoesOn() {
        DriverProcess mortal = DriverProcess.on(world.time);
        var unused = world.restore(clusters(mortal.scheduler()))
                .scheduler(mortal.scheduler())
                .start();
        world.time.advance(Duration.ofMinutes(60));
        mortal.kill();
        slowest.fails("copy-tikv-0", "Corruption: bad record");
        world.time.advance(Duration.ofMinutes(1));

        assertThat(failure()).contains("LogsNotSound", "bad record");
        deleted();
    }

    @Test
    void aCancelEndsTheCheckAndADeletionLeavesNothing() {
        var running = world.restore(clusters()).start();
        world.time.advance(Duration.ofMinutes(30));
        running.cancel();
        world.time.advance(Duration.ofMinutes(10));

        assertThat(running.report().orElseThrow().operation().status()).isEqualTo(Status.CANCELLED);
        deleted();
    }

    @Test
    void logsThatAreOnTheDataVolumeCannotBeCheckedAndAreTold() {
        world.leavesDataVolumesOnly("nightly-k8s-a/backupmeta");

        assertThatThrownBy(() -> world.restore(clusters()).execute())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("which are on their data volumes");
    }

    @Test
    void aRehearsalTellsOfDamagedLogs() {
        slowest.fails("copy-tikv-1", "Corruption: checksum mismatch");

        VerificationReport report = rehearsed();

        assertThat(report.sound()).isFalse();
        assertThat(report.findings()).singleElement().asString().contains("LogsNotSound", "copy-tikv-1", "mismatch");
        assertThat(report.rehearsed().orElseThrow().leftBehind()).isEmpty();
        assertThat(pods()).isEmpty();
        assertThat(world.made()).isEmpty();
    }

    @Test
    void aRehearsalWithSoundLogsComesToItsPlan() {
        VerificationReport report = rehearsed();

        assertThat(report.all()).isEmpty();
        assertThat(report.rehearsed().orElseThrow().regions()).hasValue(24);
        assertThat(pods()).isEmpty();
    }

    private VerificationReport rehearsed() {
        Rehearsal rehearsal =
                Rehearsal.of(world.pd, world.pdRecovery, world.target).scheduler(world.time);
        DirectPlanes planes = DirectPlanes.of(world.pd, world.copyStores())
                .restoring(world.pdRecovery, rehearsal)
                .scheduler(world.time)
                .build();
        return Federation.verify(world.backup)
                .from(fakes.storage(), fakes.volumes())
                .rehearsing(rehearsal, checking(planes))
                .scheduler(world.time)
                .execute();
    }

    @Test
    void logsAreNotCheckedBesideATikvThatWritesThem_C4() {
        DirectRestore restore = DirectRestore.of(world.kubernetes.get(0), world.ebs.volumeProvider());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> restore.warmingUp(slowest, Moment.BESIDE_TIKV, Strategy.CHECK_WAL_ONLY));
    }
}
