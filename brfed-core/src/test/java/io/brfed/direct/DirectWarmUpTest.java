package io.brfed.direct;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.DirectPlanes;
import io.brfed.Federation;
import io.brfed.api.OperationReport.Status;
import io.brfed.api.RestoreReport;
import io.brfed.plane.Cluster;
import io.brfed.spi.VolumeWarmUp.Moment;
import io.brfed.spi.VolumeWarmUp.Strategy;
import io.brfed.testkit.DriverProcess;
import io.brfed.testkit.direct.FakeWarmUp;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Restores by the direct plane that warm volumes up. */
class DirectWarmUpTest {
    private final RestoringWorld world = new RestoringWorld();
    private final Map<String, FakeWarmUp> jobs = new TreeMap<>(Map.of(
            "k8s-a", FakeWarmUp.create(world.time).takes(Duration.ofHours(1)),
            "k8s-b", FakeWarmUp.create(world.time).takes(Duration.ofHours(1)),
            "k8s-c", FakeWarmUp.create(world.time).takes(Duration.ofHours(1))));
    private final FakeWarmUp first = jobs.get("k8s-a");

    private List<String> pods() {
        return jobs.values().stream().flatMap(all -> all.pods().stream()).toList();
    }

    private List<Cluster> clusters(Moment moment) {
        return clusters(moment, DriverProcess.on(world.time));
    }

    private List<Cluster> clusters(Moment moment, DriverProcess process) {
        return clusters(moment, Strategy.HYBRID, process);
    }

    private List<Cluster> clusters(Moment moment, Strategy strategy, DriverProcess process) {
        DirectPlanes planes = DirectPlanes.of(world.pd, world.copyStores())
                .restoring(world.pdRecovery, world.target)
                .scheduler(process.scheduler())
                .build();
        return world.clusters(planes, (name, restore) -> restore.warmingUp(jobs.get(name), moment, strategy));
    }

    private RestoreReport restored(Moment moment) {
        RestoreReport report = world.restore(clusters(moment)).execute();
        assertThat(report.operation().cause()).isEmpty();
        assertThat(report.operation().status()).isEqualTo(Status.COMPLETE);
        assertThat(world.judged().isConsistent()).isTrue();
        return report;
    }

    @Test
    void tikvWaitsForVolumesThatAreWarmedUpBeforeAndTheJobsAreGone() {
        Duration before = world.time.elapsed();

        restored(Moment.BEFORE_TIKV);

        assertThat(world.time.elapsed().minus(before)).isGreaterThan(Duration.ofHours(1));
        assertThat(pods()).isEmpty();
    }

    @Test
    void nobodyWaitsForVolumesThatAreWarmedUpBesideTikv() {
        Duration before = world.time.elapsed();

        restored(Moment.BESIDE_TIKV);

        assertThat(world.time.elapsed().minus(before)).isLessThan(Duration.ofHours(1));
        assertThat(pods()).hasSize(6);
    }

    @Test
    void aWarmUpThatFailsIsToldAndNotTakenForDone_C2() {
        first.fails("copy-tikv-0", "fio: no such device");

        RestoreReport report = restored(Moment.BEFORE_TIKV);

        assertThat(report.toString()).contains("copy-tikv-0 were not warmed up: fio: no such device");
    }

    @Test
    void aWarmUpBesideTikvThatFailsIsToldAndNotTakenForDone_C2() {
        first.fails("copy-tikv-0", "fio: no such device");

        RestoreReport report = restored(Moment.BESIDE_TIKV);

        assertThat(report.operation().notices())
                .anyMatch(notice -> notice.contains("copy-tikv-0 were not warmed up: fio: no such device"));
    }

    @Test
    void aWarmUpBesideTikvThatGoesOnWhenTheRestoreEndsIsToldAndNotTakenForDone_C2() {
        RestoreReport report = restored(Moment.BESIDE_TIKV);

        assertThat(report.operation().notices())
                .anyMatch(
                        notice -> notice.contains("copy-tikv-0, copy-tikv-1 were not warm yet when the restore ended"));
    }

    @Test
    void aWarmUpBesideTikvThatHasEndedWellIsNothingToTell() {
        jobs.values().forEach(all -> all.takes(Duration.ofSeconds(1)));

        assertThat(restored(Moment.BESIDE_TIKV).operation().notices()).isEmpty();
    }

    @Test
    void aWarmUpThatCannotBeBegunKeepsNothingFromGoingOn() {
        first.refusesNext();

        assertThat(restored(Moment.BEFORE_TIKV).toString()).contains("were not warmed up", "it does not want to");
    }

    @Test
    void aBeginningThatFailsOnceIsMadeAgain() {
        first.failsNext("begin");

        assertThat(restored(Moment.BEFORE_TIKV).operation().notices()).isEmpty();
    }

    @Test
    void aBeginningWhoseAnswerIsLostIsMadeAgain() {
        first.losesNextAnswer("begin");

        assertThat(restored(Moment.BEFORE_TIKV).operation().notices()).isEmpty();
    }

    @Test
    void anotherProcessGoesOnWithAWarmUp() {
        DriverProcess mortal = DriverProcess.on(world.time);
        var unused = world.restore(clusters(Moment.BEFORE_TIKV, mortal))
                .scheduler(mortal.scheduler())
                .start();
        world.time.advance(Duration.ofMinutes(30));
        assertThat(pods()).isNotEmpty();
        mortal.kill();
        world.time.advance(Duration.ofMinutes(1));

        restored(Moment.BEFORE_TIKV);

        assertThat(pods()).isEmpty();
    }

    @Test
    void aRestoreThatIsDeletedWhileItWarmsUpLeavesNoJobs() {
        var running = world.restore(clusters(Moment.BEFORE_TIKV)).start();
        world.time.advance(Duration.ofMinutes(30));
        running.cancel();
        world.time.advance(Duration.ofMinutes(10));

        Federation.delete(clusters(Moment.BEFORE_TIKV))
                .restore("back")
                .limit(Duration.ofMinutes(10))
                .scheduler(world.time)
                .execute();

        assertThat(pods()).isEmpty();
        assertThat(world.made()).isEmpty();
    }

    @Test
    void aCompleteRestoreThatIsDeletedKeepsItsVolumesAndEndsTheirWarmUp() {
        restored(Moment.BESIDE_TIKV);
        assertThat(pods()).hasSize(6);

        Federation.delete(clusters(Moment.BESIDE_TIKV))
                .restore("back")
                .limit(Duration.ofMinutes(10))
                .scheduler(world.time)
                .execute();

        assertThat(pods()).isEmpty();
        assertThat(world.made()).hasSize(12);
    }
}
