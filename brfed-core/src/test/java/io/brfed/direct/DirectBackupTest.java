package io.brfed.direct;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.DirectPlanes;
import io.brfed.api.Assurance;
import io.brfed.api.BackupReport;
import io.brfed.api.ByteSize;
import io.brfed.api.Condition;
import io.brfed.api.OperationId;
import io.brfed.api.OperationKind;
import io.brfed.api.OperationName;
import io.brfed.api.OperationReport;
import io.brfed.api.PauseWindow;
import io.brfed.internal.direct.meta.BackupMeta;
import io.brfed.internal.direct.meta.MetaReader;
import io.brfed.internal.direct.meta.PauseFacts;
import io.brfed.plane.Cluster;
import io.brfed.plane.DataPlane;
import io.brfed.plane.Member;
import io.brfed.plane.MemberRequest;
import io.brfed.spi.SizeLevel;
import io.brfed.spi.TakenSnapshot;
import io.brfed.testkit.direct.FakeEbs;
import io.brfed.testkit.direct.FakeEbs.Request;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    void nothingIsDescribedOrPolledInsideThePause_V1_P28() {
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
    void eachFolderHasTheObjectsOfTheOriginal() {
        DirectWorld world = DirectWorld.of(2);

        world.backup(world.clusters()).execute().orThrow();

        assertThat(Stream.of("nightly-k8s-a/", "nightly-k8s-b/")
                        .flatMap(folder -> Stream.of("backup.lock", "backupmeta", "clustermeta", "pdstate")
                                .map(name -> "s3://backups/prod/" + folder + name)))
                .isSubsetOf(world.storage.objects().keySet());
        assertThat(new String(world.object("nightly-k8s-a/backup.lock"), StandardCharsets.UTF_8))
                .contains("was begun here");
    }

    @Test
    void aClaimThatIsMadeAgainDescribesNothingAnew_P28() {
        DirectWorld world = DirectWorld.of(1);
        DataPlane plane = world.plane(
                DirectPlanes.of(world.pd, world.stores).scheduler(world.time).build(), 0);
        Cluster cluster = world.cluster(0, plane);
        Member member =
                new Member(OperationKind.BACKUP, new OperationName("nightly"), cluster.name(), cluster.tidbCluster());
        MemberRequest request = new MemberRequest(member, Optional.empty());
        OperationId id = new OperationId("operation-1");
        Duration limit = Duration.ofSeconds(30);
        world.time.await(plane.claim(request, id, limit), limit);
        int described = world.ebs.requests().size();

        world.time.await(plane.claim(request, id, limit), limit);

        assertThat(described).isPositive();
        assertThat(world.ebs.requests()).hasSize(described);
    }

    @Test
    void nothingButJournalsIsWrittenInsideThePause() {
        DirectWorld world = DirectWorld.of(3);
        List<String> written = new ArrayList<>();
        world.storage.onWrite((url, object) -> {
            if (!world.pd.gcHoldsNow().isEmpty()) {
                written.add(url);
            }
        });

        world.backup(world.clusters()).execute();

        assertThat(written).isNotEmpty().allMatch(url -> url.contains("/brfed/journal/"));
    }

    @Test
    void thePauseLastsNoLongerThanItsRoundsAndTheSnapshotRequest_P28() {
        DirectWorld world = DirectWorld.of(3);
        world.ebs.latency(Duration.ofMillis(100));
        world.storage.latency(Duration.ZERO);

        BackupReport report = world.backup(world.clusters()).execute();

        PauseWindow pause = report.pause().orElseThrow();
        assertThat(Duration.between(pause.start(), pause.end().orElseThrow()))
                .isLessThan(Duration.ofMillis(9 * 5 + 100 + 100));
    }

    @Test
    void readinessIsAConditionThatIsStoredBeforeTheFirstSnapshot_P7() {
        DirectWorld world = DirectWorld.of(3);
        List<String> journals = new ArrayList<>();
        world.ebs.onCapture(captured -> journals.add(
                new String(world.object("brfed/journal/k8s-a/tidb/prod/backup/nightly.json"), StandardCharsets.UTF_8)));

        world.backup(world.clusters()).execute();

        assertThat(journals)
                .hasSize(6)
                .allSatisfy(journal -> assertThat(journal).contains("\"" + Condition.INITIALIZED + "\""));
    }

    @Test
    void whatMakesItABackupIsWrittenWhenEverySnapshotIsComplete_V7() {
        DirectWorld world = DirectWorld.of(3);
        world.ebs.snapshotTime(Duration.ofMinutes(5));
        List<TakenSnapshot.State> states = new ArrayList<>();
        world.storage.onWrite((url, object) -> {
            if (url.endsWith("/backupmeta")) {
                world.ebs.snapshots().forEach(snapshot -> states.add(snapshot.state()));
            }
        });

        world.backup(world.clusters()).execute();

        assertThat(states).hasSize(18).containsOnly(TakenSnapshot.State.COMPLETED);
    }

    @Test
    void tellsHowMuchItsSnapshotsHold() {
        DirectWorld world = DirectWorld.of(1);
        world.ebs.write(world.volumeOf(1), 0, 10).write(world.volumeOf(2), 0, 6);

        BackupReport report = world.backup(world.clusters()).execute();

        assertThat(report.size()).hasValue(new ByteSize(16 * 512 * 1024));
        assertThat(new String(world.object("nightly-k8s-a/backupmeta"), StandardCharsets.UTF_8))
                .contains("\"size_bytes\":\"8388608\"", "\"incremental_size_bytes\":\"8388608\"");
    }

    @Test
    void withoutTheRightToSeeWhatHasChangedItStillTellsTheWhole() {
        DirectWorld world = DirectWorld.of(1);
        world.ebs.write(world.volumeOf(1), 0, 4);
        world.backup(world.clusters()).execute();
        world.time.advance(Duration.ofMinutes(1));
        world.ebs.deny("ListChangedBlocks");

        BackupReport report = world.backup(world.clusters()).named("tuesday").execute();

        assertThat(report.size()).hasValue(new ByteSize(4 * 512 * 1024));
        assertThat(new String(world.object("tuesday-k8s-a/backupmeta"), StandardCharsets.UTF_8))
                .contains("\"size_bytes\":\"2097152\"")
                .doesNotContain("incremental");
    }

    @Test
    void sizesAreNotAskedForIfNobodyWantsThem() {
        DirectWorld world = DirectWorld.of(1);
        DirectPlanes planes = DirectPlanes.of(world.pd, world.stores)
                .scheduler(world.time)
                .sizes(SizeLevel.NONE)
                .build();

        BackupReport report =
                world.backup(List.of(world.cluster(0, world.plane(planes, 0)))).execute();

        assertThat(report.operation().status()).isEqualTo(OperationReport.Status.COMPLETE);
        assertThat(report.size()).isEmpty();
    }
}
