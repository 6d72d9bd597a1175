package io.brfed.direct;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.DirectPlanes;
import io.brfed.Federation;
import io.brfed.Operation;
import io.brfed.api.BackupReport;
import io.brfed.api.OperationKind;
import io.brfed.api.OperationName;
import io.brfed.api.OperationReport.Status;
import io.brfed.plane.DataPlane;
import io.brfed.plane.Deletion;
import io.brfed.plane.Deletion.Contents;
import io.brfed.plane.Freshness;
import io.brfed.plane.Member;
import io.brfed.plane.MemberState;
import io.brfed.testkit.FakeFederation;
import io.brfed.testkit.direct.FakeEbs;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Removing a member, whatever is on its way. */
class DirectRemovalTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String JOURNAL = "brfed/journal/k8s-a/tidb/prod/backup/nightly.json";

    private final DirectWorld world = DirectWorld.of(1);
    private final TroubledStorage storage = new TroubledStorage(world);
    private final DataPlane plane = DirectPlanes.of(world.pd, world.stores)
            .scheduler(world.time)
            .build()
            .in("k8s-a", world.access.get(0), world.ebs.provider(), storage);
    private final Member member = new Member(
            OperationKind.BACKUP, new OperationName("nightly"), world.clusterName(), FakeFederation.TIDB_CLUSTER);

    private Operation<BackupReport> begin() {
        return Federation.backup(List.of(world.cluster(0, plane)))
                .named("nightly")
                .scheduler(world.time)
                .start();
    }

    private void backUp() {
        BackupReport report = world.backup(List.of(world.cluster(0, plane))).execute();
        assertThat(report.operation().status()).isEqualTo(Status.COMPLETE);
    }

    private MemberState delete(Contents contents) {
        MemberState now = world.time.await(plane.observe(member, Freshness.LIVE, LIMIT), LIMIT);
        return world.time.await(
                plane.delete(new Deletion(member, now.stamp().orElseThrow().id(), contents), LIMIT), LIMIT);
    }

    private boolean isStored() {
        return world.storage.get(DirectWorld.ROOT, JOURNAL).isPresent();
    }

    @Test
    void aJournalThatAnotherOperationWroteMeanwhileStays() {
        backUp();
        String journal = new String(world.object(JOURNAL), StandardCharsets.UTF_8);
        storage.losesAnswerOfDelete(JOURNAL);

        delete(Contents.AS_RECORDED);
        world.time.advance(Duration.ofSeconds(5));
        assertThat(isStored()).isFalse();
        world.storage.put(
                DirectWorld.ROOT,
                JOURNAL,
                journal.replaceFirst("\"operation\" : \"[^\"]+\"", "\"operation\" : \"another\"")
                        .getBytes(StandardCharsets.UTF_8));
        world.time.advance(Duration.ofMinutes(3));

        assertThat(new String(world.object(JOURNAL), StandardCharsets.UTF_8)).contains("another");
    }

    @Test
    void aRemovalThatWasGivenUpBeginsAgainWhenItIsAskedForAgain() {
        backUp();
        storage.refusesToDelete(JOURNAL);
        delete(Contents.AS_RECORDED);
        world.time.advance(Duration.ofMinutes(25));
        storage.heals();
        world.time.advance(Duration.ofMinutes(5));
        assertThat(isStored()).isTrue();

        delete(Contents.AS_RECORDED);
        world.time.advance(Duration.ofSeconds(10));

        assertThat(isStored()).isFalse();
    }

    @Test
    void whatIsBeingWrittenIsRemovedToo() {
        storage.writesLate("/backupmeta", Duration.ofSeconds(5));
        Operation<BackupReport> unused = begin();
        assertThat(world.time.runUntil(() -> written("/pdstate"), Duration.ofMinutes(10)))
                .isTrue();
        world.time.advance(Duration.ofMillis(200));

        delete(Contents.REMOVED);
        world.time.advance(Duration.ofMinutes(1));

        assertThat(world.storage.objects().keySet()).noneMatch(key -> key.contains("/nightly-k8s-a/"));
        assertThat(world.ebs.snapshots()).isEmpty();
        assertThat(isStored()).isFalse();
    }

    private boolean written(String end) {
        return world.storage.objects().keySet().stream().anyMatch(key -> key.endsWith(end));
    }

    @Test
    void aFirstJournalThatLandsLateIsGoneOnWith() {
        storage.writesOneLate(JOURNAL, Duration.ofSeconds(15));

        BackupReport report = world.time.await(begin().completion(), Duration.ofHours(2));

        assertThat(report.operation().cause()).isEmpty();
        assertThat(world.isUndisturbed()).isTrue();
    }

    @Test
    void whatTurnsUpAfterTheJournalIsGoneIsRemovedLater() {
        world.ebs.landLate(FakeEbs.CREATE, Duration.ofMinutes(5));
        backUp();

        delete(Contents.REMOVED);
        world.time.advance(Duration.ofMinutes(20));

        assertThat(isStored()).isFalse();
        assertThat(world.ebs.snapshots()).isEmpty();
    }

    @Test
    void whatTurnsUpBesideABackupThatIsKeptIsRemovedLater() {
        world.ebs.landLate(FakeEbs.CREATE, Duration.ofMinutes(5));
        backUp();

        delete(Contents.AS_RECORDED);
        world.time.advance(Duration.ofMinutes(20));

        assertThat(isStored()).isFalse();
        assertThat(world.ebs.snapshots()).hasSize(2);
    }

    @Test
    void aSweepThatLeavesSomethingIsRepeated() {
        world.ebs.landLate(FakeEbs.CREATE, Duration.ofMinutes(5));
        backUp();
        world.ebs.deny(FakeEbs.DELETE);
        world.time.advance(Duration.ofMinutes(20));
        assertThat(world.ebs.snapshots()).hasSize(3);

        world.ebs.heal();
        world.time.advance(Duration.ofMinutes(2));

        assertThat(world.ebs.snapshots()).hasSize(2);
    }
}
