package io.brfed.direct;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.DirectPlanes;
import io.brfed.Operation;
import io.brfed.api.Finding;
import io.brfed.api.OperationReport.Status;
import io.brfed.api.RestoreReport;
import io.brfed.api.Tso;
import io.brfed.plane.Cluster;
import io.brfed.spi.PdClient;
import io.brfed.spi.PdIdentity;
import io.brfed.spi.PdRecovery;
import io.brfed.spi.Scheduler;
import io.brfed.testkit.DriverProcess;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a restore looks for in PD, and sends nothing to it otherwise. */
class DirectRestorePdTest {
    private static final long ANOTHER = 77;

    private final RestoringWorld world = new RestoringWorld();
    private final Answering pd = new Answering();
    private final Answering recovery = new Answering();

    private List<Cluster> clusters(Scheduler process) {
        return world.clusters(DirectPlanes.of(pd.over(PdClient.class, world.pd), world.copyStores())
                .restoring(recovery.over(PdRecovery.class, world.pdRecovery), world.target)
                .scheduler(process)
                .build());
    }

    private RestoreReport restored() {
        return world.restore(clusters(world.time)).execute();
    }

    private String failure() {
        RestoreReport report = restored();
        assertThat(report.operation().status()).isEqualTo(Status.FAILED);
        return report.operation().cause().orElseThrow().message();
    }

    private void isOf(long cluster) {
        pd.changes("identity", answer -> {
            PdIdentity now = (PdIdentity) answer;
            return new PdIdentity(cluster, now.leader(), now.leaderAddress(), now.version(), now.clusterVersion());
        });
    }

    private long source() {
        String meta = world.storage.objects().entrySet().stream()
                .filter(object -> object.getKey().endsWith("/backupmeta"))
                .map(object -> new String(object.getValue().content(), StandardCharsets.UTF_8))
                .findFirst()
                .orElseThrow();
        return Long.parseUnsignedLong(meta.replaceAll("(?s).*\"pd_cluster_id\"\\s*:\\s*\"?(\\d+).*", "$1"));
    }

    /** As soon as a member of the restore has written a journal with these words. */
    private void onceWritten(String words, Runnable then) {
        boolean[] told = {false};
        world.storage.onWrite((url, object) -> {
            boolean says = url.contains("/restore/")
                    && new String(object.content(), StandardCharsets.UTF_8)
                            .replace(" ", "")
                            .contains(words);
            if (says && !told[0]) {
                told[0] = true;
                then.run();
            }
        });
    }

    private void diesOnceWritten(String words) {
        DriverProcess mortal = DriverProcess.on(world.time);
        onceWritten(words, mortal::kill);
        Operation<RestoreReport> unused = world.restore(clusters(mortal.scheduler()))
                .scheduler(mortal.scheduler())
                .start();
        world.time.advance(Duration.ofMinutes(5));
        assertThat(mortal.alive()).isFalse();
    }

    private void assertNothingWasSent() {
        assertThat(recovery.calls()).doesNotContain("mark", "unmark", "raiseTimestamp", "setIdBase");
        assertThat(world.made()).isEmpty();
    }

    @Test
    void aPdThatAnotherRestoreMarkedAndBroughtStoresToIsNotTouched() {
        diesOnceWritten("\"pd\":\"FRESH\"");
        world.pdRecovery.bootstrapped().marked();

        assertThat(failure()).contains("has had TiKV stores", "nothing was sent to it");

        assertNothingWasSent();
    }

    @Test
    void thePdOfTheClusterThatWasBackedUpIsNamedBeforeAnythingIsDone() {
        isOf(source());

        List<Finding> findings = world.restore(clusters(world.time)).check();

        assertThat(findings).extracting(Finding::toString).anyMatch(text -> text.contains("that was backed up"));
    }

    @Test
    void aPdThatTurnsOutToBeOfTheClusterThatWasBackedUpIsNotTouched() {
        long source = source();
        onceWritten("\"pd\":\"UNTOUCHED\"", () -> isOf(source));

        assertThat(failure()).contains("the one that was backed up", "nothing was sent to it");

        assertNothingWasSent();
    }

    @Test
    void anotherPdThanTheOneThatWasFreshIsNotTouched() {
        diesOnceWritten("\"pd\":\"FRESH\"");
        isOf(ANOTHER);

        assertThat(failure()).contains("not of", "which this restore began with", "nothing was sent to it");

        assertNothingWasSent();
    }

    @Test
    void tikvDoesNotStartIfAnotherPdAnswersThanTheOneThatWasMarked() {
        onceWritten("\"placed\":true", () -> isOf(ANOTHER));

        assertThat(failure()).contains("is another one than the restore has marked");

        assertNoTikvStarted();
    }

    @Test
    void tikvDoesNotStartWhilePdIsNotMarkedAnyMore_P26() {
        onceWritten("\"placed\":true", () -> recovery.changes("isMarked", answer -> false));

        assertThat(failure()).contains("PD does not say that it is recovering", "no TiKV may start");

        assertNoTikvStarted();
    }

    @Test
    void tikvDoesNotStartWhilePdGivesOutTimestampsThatTheVolumesHaveCommitsAbove_P15() {
        onceWritten("\"placed\":true", () -> pd.changes("timestamp", answer -> Tso.at(Instant.EPOCH)));

        assertThat(failure()).contains("PD gives out timestamp", "no TiKV may start");

        assertNoTikvStarted();
    }

    @Test
    void tikvIsNotTakenForStartedWhosePodsRanBeforeTheWordWasGiven() {
        onceWritten("\"placed\":true", () -> world.kubernetes.get(1).hasPod("copy-tikv-0"));

        assertThat(failure()).contains("1 TiKV pods of tidb/copy exist although nobody let them start");

        assertThat(world.kubernetes.get(1).target().volumesReady()).isEmpty();
    }

    private void assertNoTikvStarted() {
        assertThat(world.kubernetes).allSatisfy(cluster -> {
            assertThat(cluster.target().volumesReady()).isEmpty();
            assertThat(cluster.target().pods()).isEmpty();
        });
        assertThat(world.target.stores()).isEmpty();
    }

    @Test
    void aPdThatSomebodyHasMarkedIsToldBeforehand() {
        world.pdRecovery.marked();

        List<Finding> findings = world.restore(clusters(world.time)).check();

        assertThat(findings)
                .singleElement()
                .asString()
                .contains("is marked as recovering already", "see that no other restore uses this PD");
        assertThat(findings.get(0).severity()).isEqualTo(Finding.Severity.NOTICE);
    }
}
