package io.brfed;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.Assurance;
import io.brfed.api.BackupReport;
import io.brfed.api.Condition;
import io.brfed.api.RestoreReport;
import io.brfed.api.StoreId;
import io.brfed.testkit.FakeDataPlane;
import io.brfed.testkit.FakeFederation;
import io.brfed.testkit.FederationLayout;
import io.brfed.testkit.SnapshotSet;
import io.brfed.testkit.VirtualTime;
import io.brfed.testkit.tidb.Judgement;
import io.brfed.testkit.tidb.RestoreOutcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is on the snapshots of a backup, judged by restoring them. */
class ConsistencyTest {
    private static final Duration INSIDE_THE_PAUSE = Duration.ofSeconds(15);

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void aCompleteBackupGivesEveryAccountBack(long seed) {
        FakeFederation federation = federation(seed);

        BackupReport backup = Runs.backup(federation);

        assertThat(backup.complete()).isTrue();
        assertThat(federation.judge(backup)).get().isInstanceOf(Judgement.Consistent.class);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void aRestoreOfItBringsTheDataBack(long seed) {
        FakeFederation federation = federation(seed);
        FakeFederation target = federation.another(3);
        BackupReport backup = Runs.backup(federation);

        RestoreReport restored = Federation.restore(backup)
                .into(target.clusters())
                .scheduler(federation.time())
                .execute();

        assertThat(restored.complete()).isTrue();
        assertThat(target.restored(restored.operation().id())).get().isInstanceOf(RestoreOutcome.Restored.class);
    }

    @Test
    void aDirectPlaneNoticesAStoreThatStartedAnewAndTheBackupFails() {
        FakeFederation federation = federation(1);
        federation.planes().forEach(plane -> plane.script().directLike());
        Runs.at(
                federation,
                INSIDE_THE_PAUSE,
                () -> federation.tidb().store(new StoreId(2)).restart());

        BackupReport backup = Runs.backup(federation);

        assertThat(backup.complete()).isFalse();
        assertThat(backup.cause()).map(Object::toString).get().asString().contains("RESTARTED");
    }

    @Test
    void anOperatorPlaneCannotSeeItAndSaysSoByWhatItPromises() {
        FakeFederation federation = federation(1);
        Runs.at(
                federation,
                INSIDE_THE_PAUSE,
                () -> federation.tidb().store(new StoreId(2)).restart());

        BackupReport backup = Runs.backup(federation);

        assertThat(backup.operation().assurance()).isEqualTo(Assurance.AS_REPORTED);
        assertThat(federation.snapshots()).extracting(SnapshotSet::pause).contains(SnapshotSet.Pause.HELD_AS_SEEN);
    }

    @Test
    void aForgottenPauseOfSchedulersUnderIntactLeasesDoesNoHarm() {
        FakeFederation federation = federation(1);
        federation.planes().forEach(plane -> plane.script().directLike());
        Runs.at(federation, INSIDE_THE_PAUSE, () -> federation.tidb().pd().leaderChanges());

        BackupReport backup = Runs.backup(federation);

        assertThat(backup.operation().assurance()).isEqualTo(Assurance.VERIFIED);
        assertThat(federation.judge(backup)).get().isInstanceOf(Judgement.Consistent.class);
    }

    @Test
    void snapshotsTakenWithoutAPauseAreWorthlessAndAreNotCalledABackup() {
        int worthless = 0;
        for (long seed = 1; seed <= 20; seed++) {
            FakeFederation federation = federation(seed);
            FakeDataPlane initializer = federation.plane("k8s-a");
            initializer.script().takes(Condition.SNAPSHOTS_CREATED, Duration.ofSeconds(40));
            Runs.at(federation, INSIDE_THE_PAUSE, () -> initializer.breakPause("the init pod"));

            BackupReport backup = Runs.backup(federation);

            assertThat(backup.complete()).isFalse();
            worthless += federation.snapshotsOutsidePause().isEmpty() ? 0 : 1;
        }
        assertThat(worthless).isPositive();
    }

    private static FakeFederation federation(long seed) {
        return FakeFederation.of(FederationLayout.of(3).seed(seed), VirtualTime.seeded(seed));
    }
}
