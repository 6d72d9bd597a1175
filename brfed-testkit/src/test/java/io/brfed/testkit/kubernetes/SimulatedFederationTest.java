package io.brfed.testkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SimulatedFederationTest {

    private static final String NAME = "fed-x";

    private final OperatorFixture at = OperatorFixture.start();

    @AfterEach
    void close() {
        at.close();
    }

    @Test
    void knowsWhetherTheSnapshotsOfAnotherMemberWereTakenInsideThePause() {
        try (OperatorFixture other = OperatorFixture.joining(at.federation, "k8s-b")) {
            at.backup(NAME, "initialize");
            at.await(NAME, "VolumeBackupInitialized");
            other.backup(NAME, "execute");
            other.await(NAME, "VolumeBackupComplete");
            at.declare(NAME, "teardown");
            at.await(NAME, "Complete");
            other.backup("fed-late", "execute", "late");
            other.await("fed-late", "VolumeBackupComplete");

            assertThat(at.federation.pauses().snapshots())
                    .extracting(PauseLedger.SnapshotSet::cluster, PauseLedger.SnapshotSet::paused)
                    .containsExactly(tuple("k8s-b", true), tuple("k8s-b", false));
            assertThat(at.federation.pauses().snapshotsOutsidePause())
                    .singleElement()
                    .satisfies(set -> assertThat(set.backup()).isEqualTo("tidb/fed-late"));
        }
    }

    @Test
    void aPauseThatEndsWhileSnapshotsAreTakenMakesThemWorthless() {
        try (OperatorFixture other = OperatorFixture.joining(at.federation, "k8s-b")) {
            at.backup(NAME, "initialize");
            at.await(NAME, "VolumeBackupInitialized");
            other.script(NAME).stuckAt(BackupStage.SNAPSHOTS_TAKEN);
            other.backup(NAME, "execute");
            other.await(NAME, "Running");
            at.declare(NAME, "teardown");
            at.await(NAME, "Complete");
            other.script(NAME).proceeds();
            other.await(NAME, "VolumeBackupComplete");

            assertThat(at.federation.pauses().snapshotsOutsidePause()).hasSize(1);
        }
    }

    @Test
    void aPauseMayOutliveItsInitJob() {
        try (SimulatedTidbOperator slow = lagging()) {
            at.backup(NAME, "initialize");
            slow.journal().await(NAME, "VolumeBackupInitialized", OperatorFixture.LIMIT);
            at.declare(NAME, "teardown");
            slow.journal().await(NAME, "Complete", OperatorFixture.LIMIT);
            assertThat(at.federation.pauses().held()).isTrue();

            at.federation.pauses().awaitReleased(OperatorFixture.LIMIT);
        }
    }

    private SimulatedTidbOperator lagging() {
        at.operator.close();
        return at.federation
                .operator("k8s-a", URI.create(at.server.url()))
                .pauseLag(Duration.ofMillis(500))
                .start();
    }

    @Test
    void timestampsOfTheMembersDifferAndGrow() {
        try (OperatorFixture other = OperatorFixture.joining(at.federation, "k8s-b")) {
            at.backup(NAME, "execute");
            at.await(NAME, "VolumeBackupComplete");
            other.backup(NAME, "execute");
            other.await(NAME, "VolumeBackupComplete");

            assertThat(commitTs(other)).isGreaterThan(commitTs(at));
        }
    }

    private static long commitTs(OperatorFixture fixture) {
        return Long.parseLong(Json.text(fixture.get("backups", NAME), "status", "commitTs"));
    }

    @Test
    void goesOnAfterAnOutage() {
        at.backup(NAME, "initialize");
        at.await(NAME, "VolumeBackupInitialized");
        Outage outage = at.server.faults().outage();
        at.declare(NAME, "execute");
        outage.end();

        at.await(NAME, "VolumeBackupComplete");
    }

    @Test
    void goesOnWhenItsWatchesAreDropped() {
        at.server.faults().dropWatches();
        at.backup(NAME, "execute");

        at.await(NAME, "VolumeBackupComplete");
    }

    @Test
    void goesOnWhenItsWatchesHaveExpired() {
        at.backup(NAME, "initialize");
        at.await(NAME, "VolumeBackupInitialized");
        at.server.faults().goneOnNextWatch(Gone.AS_STATUS);
        at.server.faults().expireWatches();
        at.declare(NAME, "execute");

        at.await(NAME, "VolumeBackupComplete");
    }

    @Test
    void goesOnWhenItsWatchesSayNothing() {
        at.server.faults().silenceWatches();
        at.backup(NAME, "execute");

        at.await(NAME, "VolumeBackupComplete");
    }

    @Test
    void repeatsWritesThatFailOrWhoseAnswerIsLost() {
        at.server.faults().failNext(Verb.PATCH, "backups", 503, 3);
        at.server.faults().failNext(Verb.CREATE, "jobs", 500, 1);
        at.server.faults().on(Verb.PATCH, "backups").after(5).times(2).loseAnswer();
        at.backup(NAME, "initialize");
        at.await(NAME, "VolumeBackupInitialized");
        at.declare(NAME, "execute");
        at.await(NAME, "VolumeBackupComplete");

        assertThat(at.types(NAME))
                .containsExactly(
                        "Scheduled",
                        "Running",
                        "VolumeBackupInitialized",
                        "Scheduled",
                        "Prepare",
                        "Running",
                        "VolumeBackupSnapshotsCreated",
                        "VolumeBackupComplete");
    }

    @Test
    void goesOnWhileEverybodyElseIsCutOff() {
        at.server
                .faults()
                .onAny()
                .when(request -> !SimulatedTidbOperator.sent(request))
                .always()
                .fail(503);
        at.backup(NAME, "execute");

        at.await(NAME, "VolumeBackupComplete");
    }

    @Test
    void looksOnlyAfterItsNamespace() {
        try (OperatorFixture elsewhere = OperatorFixture.joining(at.federation, "k8s-b")) {
            elsewhere.operator.close();
            SimulatedTidbOperator narrow = at.federation
                    .operator("k8s-b", URI.create(elsewhere.server.url()))
                    .namespace("default")
                    .start();
            elsewhere.backup(NAME, "execute");
            var own = elsewhere.backupJson("fed-own", "execute");
            Json.child(own, "metadata").put("namespace", "default");
            elsewhere.server.objects().create(own.toString());
            narrow.journal().await("fed-own", "VolumeBackupComplete", OperatorFixture.LIMIT);

            assertThat(narrow.journal().types(NAME)).isEmpty();
            narrow.close();
        }
    }

    @Test
    void authenticatesWithItsToken() {
        at.operator.close();
        at.server.faults().requireToken("secret");
        try (SimulatedTidbOperator known = SimulatedTidbOperator.on(URI.create(at.server.url()))
                .bearerToken("secret")
                .start()) {
            at.backup(NAME, "execute");
            known.journal().await(NAME, "VolumeBackupComplete", OperatorFixture.LIMIT);

            assertThat(known.journal().types(NAME)).contains("VolumeBackupComplete");
        }
    }

    @Test
    void leavesNoThreadBehindWhenItIsClosed() throws InterruptedException {
        at.backup(NAME, "execute");
        at.await(NAME, "VolumeBackupComplete");
        List<Thread> own = new ArrayList<>(ownThreads());
        assertThat(own).isNotEmpty();

        at.operator.close();

        for (Thread thread : own) {
            thread.join(OperatorFixture.LIMIT.toMillis());
        }
        assertThat(own).noneMatch(Thread::isAlive);
    }

    private static Set<Thread> ownThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("simulated-operator-k8s-a"))
                .collect(Collectors.toSet());
    }

    @Test
    void isWokenByWatchesAndNotByListing() {
        try (SimulatedTidbOperator patient = listingRarely()) {
            at.backup(NAME, "initialize");
            patient.journal().await(NAME, "VolumeBackupInitialized", OperatorFixture.LIMIT);
            at.declare(NAME, "execute");
            patient.journal().await(NAME, "VolumeBackupComplete", OperatorFixture.LIMIT);
            at.declare(NAME, "teardown");

            assertThat(patient.journal().await(NAME, "Complete", OperatorFixture.LIMIT))
                    .isNotNull();
        }
    }

    private SimulatedTidbOperator listingRarely() {
        at.operator.close();
        return at.federation
                .operator("k8s-a", URI.create(at.server.url()))
                .relistInterval(Duration.ofHours(1))
                .start();
    }
}
