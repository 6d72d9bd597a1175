package io.brfed.direct;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.Assurance;
import io.brfed.api.BackupReport;
import io.brfed.api.PauseWindow;
import io.brfed.internal.direct.meta.BackupMeta;
import io.brfed.internal.direct.meta.MetaReader;
import io.brfed.internal.direct.meta.PauseFacts;
import io.brfed.testkit.direct.FakeEbs;
import io.brfed.testkit.direct.FakeEbs.Request;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A backup by the direct plane, from the entry. */
class DirectBackupTest {
    @Test
    void takesAVerifiedBackup() {
        DirectWorld world = DirectWorld.withLogVolumes(3);

        BackupReport report = world.backup(world.clusters()).execute();

        assertThat(report.operation().cause()).isEmpty();
        assertThat(report.operation().assurance()).isEqualTo(Assurance.VERIFIED);
        assertThat(world.ebs.snapshots()).hasSize(12);
        assertThat(world.isUndisturbed()).isTrue();
        assertThat(report.operation().leftBehind()).isEmpty();
        assertThat(world.storage.objects().keySet())
                .contains("s3://backups/prod/nightly-k8s-a/backupmeta", "s3://backups/prod/nightly-k8s-c/pdstate");
    }

    @Test
    void whatItWritesHasOneTimestampOnePauseAndItsProof() {
        DirectWorld world = DirectWorld.of(3);

        BackupReport report = world.backup(world.clusters()).execute();

        List<BackupMeta> metas = Stream.of("a", "b", "c")
                .map(letter -> world.object("nightly-k8s-" + letter + "/backupmeta"))
                .map(MetaReader::backup)
                .toList();
        assertThat(metas)
                .extracting(BackupMeta::commitTs)
                .containsOnly(report.commitTs().orElseThrow());
        assertThat(metas)
                .extracting(meta -> meta.facts().orElseThrow())
                .hasSize(3)
                .containsOnly(metas.get(0).facts().orElseThrow());
        PauseFacts facts = metas.get(0).facts().orElseThrow();
        assertThat(facts.pauseIdentity()).isEqualTo(report.pauseIdentity().orElseThrow());
        assertThat(facts.closingTso()).isGreaterThan(metas.get(0).commitTs());
        assertThat(facts.pdClusterId()).isEqualTo(world.topology.clusterId());
        assertThat(metas)
                .flatExtracting(meta -> meta.content().snapshots())
                .hasSize(6)
                .doesNotHaveDuplicates();
    }

    @Test
    void nothingIsDescribedOrPolledInsideThePause() {
        DirectWorld world = DirectWorld.of(3);

        BackupReport report = world.backup(world.clusters()).execute();

        PauseWindow pause = report.pause().orElseThrow();
        assertThat(world.ebs.requests())
                .filteredOn(request -> !request.at().isBefore(pause.start())
                        && request.at().isBefore(pause.end().orElseThrow()))
                .extracting(Request::action)
                .containsOnly(FakeEbs.CREATE)
                .hasSize(6);
    }

    @Test
    void thePauseLastsNoLongerThanItsRoundsAndTheSnapshotRequest() {
        DirectWorld world = DirectWorld.of(3);
        world.ebs.latency(Duration.ofMillis(100));
        world.storage.latency(Duration.ZERO);

        BackupReport report = world.backup(world.clusters()).execute();

        PauseWindow pause = report.pause().orElseThrow();
        assertThat(Duration.between(pause.start(), pause.end().orElseThrow()))
                .isLessThan(Duration.ofMillis(9 * 5 + 100 + 100));
    }
}
