package io.brfed.direct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.DirectPlanes;
import io.brfed.Federation;
import io.brfed.Operation;
import io.brfed.api.Deadlines;
import io.brfed.api.DeletionReport;
import io.brfed.api.FederationException;
import io.brfed.api.InvalidRequestException;
import io.brfed.api.OperationKind;
import io.brfed.api.OperationRefusedException;
import io.brfed.api.OperationReport.Status;
import io.brfed.api.ProviderException;
import io.brfed.api.RestoreReport;
import io.brfed.plane.Cluster;
import io.brfed.plane.Deletion;
import io.brfed.plane.Member;
import io.brfed.plane.MemberState;
import io.brfed.testkit.DriverProcess;
import io.brfed.testkit.FakeFederation;
import io.brfed.testkit.direct.FakeEbs;
import io.brfed.testkit.tidb.Judgement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A restore that has failed for good, and a caller who wishes to go on with it. */
class DirectRestoreResumeTest {
    private static final String JOURNAL = "s3://backups/prod/brfed/journal/";

    private final RestoringWorld world = new RestoringWorld();
    private final Refusing refusing = new Refusing();
    private final List<Cluster> clusters = world.clusters(world.time, refusing);

    private RestoreReport failsAt(String call) {
        refusing.refuses(call);
        RestoreReport report = world.restore(clusters).execute();
        assertThat(report.operation().status()).isEqualTo(Status.FAILED);
        assertThat(report.toString()).contains("no right to " + call);
        refusing.mends();
        return report;
    }

    /** As a new process. */
    private RestoreReport resume() {
        return world.restore(world.clusters()).goingOnAfterFailure().execute();
    }

    private void assertRestored(RestoreReport report) {
        assertThat(report.operation().cause()).isEmpty();
        assertThat(report.operation().status()).isEqualTo(Status.COMPLETE);
        assertThat(world.judged()).isInstanceOf(Judgement.Consistent.class);
        assertThat(world.target.notTakenBack()).isEmpty();
        assertThat(world.target.panicked()).isEmpty();
        assertThat(world.made()).hasSize(12);
        assertThat(world.refused()).isEmpty();
        assertThat(world.restarted().values()).containsOnly("normal");
        assertThat(world.pdRecovery.isMarkedNow()).isFalse();
    }

    private DeletionReport delete() {
        return Federation.delete(world.clusters())
                .restore("back")
                .limit(Duration.ofMinutes(10))
                .scheduler(world.time)
                .execute();
    }

    static Stream<String> calls() {
        return Stream.of(
                "raiseTimestamp",
                "create",
                "place",
                "startTikv",
                "readRegions",
                "recover",
                "setIdBase",
                "prepareFlashback",
                "flashback",
                "unmark",
                "restartTikv",
                "endRecovery");
    }

    @ParameterizedTest
    @MethodSource("calls")
    void whateverFailedItGoesOnInAnotherProcess(String call) {
        RestoreReport failed = failsAt(call);

        RestoreReport report = resume();

        assertRestored(report);
        assertThat(report.operation().id()).isEqualTo(failed.operation().id());
        assertThat(report.operation().notices())
                .anyMatch(notice ->
                        notice.startsWith("went on after a failure: ") && notice.contains("no right to " + call));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void whateverFailedItGoesOnInTheSameProcess(String call) {
        failsAt(call);

        assertRestored(world.restore(clusters).goingOnAfterFailure().execute());
    }

    @ParameterizedTest
    @MethodSource("calls")
    void itGoesOnDaysLaterWithLimitsThatCountAnew(String call) {
        failsAt(call);
        world.time.advance(Duration.ofDays(9));

        assertRestored(resume());
    }

    @Test
    void whoeverDoesNotAskForItIsToldTheFailureAgain() {
        RestoreReport failed = failsAt("place");

        RestoreReport again = world.restore(world.clusters()).execute();

        assertThat(again.operation().cause()).isEqualTo(failed.operation().cause());
    }

    @Test
    void aBackupThatCouldNotBeReadIsReadAgain() {
        String part = "nightly-k8s-b/backupmeta";
        boolean[] removed = {false};
        byte[] content =
                world.storage.get(RestoringWorld.ROOT, part).orElseThrow().content();
        world.storage.onWrite((url, object) -> {
            if (url.contains("/restore/") && !removed[0]) {
                removed[0] = true;
                world.storage.remove(RestoringWorld.ROOT, part);
            }
        });
        assertThat(world.restore(world.clusters()).execute().operation().status())
                .isEqualTo(Status.FAILED);
        world.storage.put(RestoringWorld.ROOT, part, content);

        assertRestored(resume());
    }

    @Test
    void aVolumeThatFailedIsMadeAnew_C1() {
        world.ebs.failVolumesFrom(world.ebs.snapshots().get(3).id());
        assertThat(world.restore(clusters).execute().operation().status()).isEqualTo(Status.FAILED);
        world.ebs.mendVolumesFrom(world.ebs.snapshots().get(3).id());

        assertRestored(resume());
    }

    @Test
    void aRestoreThatWasCancelledGoesOn() {
        Operation<RestoreReport> running = world.restore(clusters).start();
        world.time.advance(Duration.ofSeconds(24));
        running.cancel();
        assertThat(running.await().operation().status()).isEqualTo(Status.CANCELLED);

        assertRestored(resume());
    }

    @Test
    void aLimitThatPassedIsReplacedByThatOfTheCall() {
        RestoreReport failed = world.restore(clusters)
                .deadlines(Deadlines.defaults(OperationKind.RESTORE).withRestoreVolumes(Duration.ofSeconds(9)))
                .execute();
        assertThat(failed.toString()).contains("PhaseLimit");

        assertRestored(resume());
    }

    @Test
    void itGoesOnAsOftenAsItFailsAndTellsOfAll() {
        failsAt("create");
        refusing.refuses("place");
        RestoreReport second = world.restore(clusters).goingOnAfterFailure().execute();
        assertThat(second.operation().status()).isEqualTo(Status.FAILED);
        assertThat(second.operation().notices().toString()).contains("no right to create");
        refusing.mends();
        refusing.refuses("flashback");
        RestoreReport third = world.restore(clusters).goingOnAfterFailure().execute();
        assertThat(third.operation().status()).isEqualTo(Status.FAILED);
        refusing.mends();

        RestoreReport report = resume();

        assertRestored(report);
        assertThat(report.operation().notices().toString())
                .containsSubsequence("no right to create", "no right to place", "no right to flashback");
    }

    @Test
    void nothingIsLeftOfOneThatFailedAgainAndIsDeleted_C9() {
        failsAt("create");
        refusing.refuses("startTikv");
        assertThat(world.restore(clusters)
                        .goingOnAfterFailure()
                        .execute()
                        .operation()
                        .status())
                .isEqualTo(Status.FAILED);

        DeletionReport deleted = delete();

        assertThat(deleted.leftBehind()).isEmpty();
        assertThat(world.made()).isEmpty();
        assertThat(world.kubernetes)
                .allSatisfy(cluster -> assertThat(cluster.objects()).isEmpty());
        assertThat(world.storage.objects().keySet())
                .noneMatch(key -> key.contains("restoremeta") || key.contains("/restore/"));
        assertThat(world.pdRecovery.isMarkedNow()).isFalse();
    }

    /** Dies when a journal is written for the n-th time while it goes on; whether there was such a write. */
    private boolean diesResuming(int number) {
        DriverProcess mortal = DriverProcess.on(world.time);
        int[] writes = {0};
        world.storage.onWrite((url, object) -> {
            if (url.startsWith(JOURNAL) && url.contains("/restore/") && ++writes[0] == number) {
                mortal.kill();
            }
        });
        Operation<RestoreReport> unused = world.restore(world.clusters(mortal.scheduler()))
                .goingOnAfterFailure()
                .scheduler(mortal.scheduler())
                .start();
        world.time.advance(Duration.ofMinutes(20));
        return writes[0] >= number;
    }

    static Stream<Integer> writes() {
        return Stream.iterate(1, number -> number + 1).limit(30);
    }

    @ParameterizedTest
    @MethodSource("writes")
    void anyCallOfTheNameEndsWhatAProcessBeganThatDiedAfterAnyWrite(int number) {
        failsAt("recover");
        diesResuming(number);

        assertRestored(world.restore(world.clusters()).execute());
    }

    @ParameterizedTest
    @MethodSource("writes")
    void theSameCallEndsWhatAProcessBeganThatDiedAfterAnyWrite(int number) {
        failsAt("place");
        if (diesResuming(number)) {
            assertRestored(resume());
        }
    }

    @ParameterizedTest
    @MethodSource("writes")
    void nothingIsLeftAfterADeletionWhereverAProcessDiedThatWentOn(int number) {
        failsAt("place");
        diesResuming(number);

        world.kubernetes.forEach(cluster -> cluster.deleteTidbCluster());
        DeletionReport deleted = delete();

        assertThat(deleted.gone()).hasSize(3);
        assertThat(world.storage.objects().keySet()).noneMatch(key -> key.contains("/restore/"));
    }

    @Test
    void aDeletionWhoseProcessDiedIsFinishedByTheNext() {
        RestoreReport failed = failsAt("place");
        DriverProcess mortal = DriverProcess.on(world.time);
        for (Cluster cluster : world.clusters(mortal.scheduler())) {
            Member member = new Member(OperationKind.RESTORE, failed.name(), cluster.name(), cluster.tidbCluster());
            CompletionStage<MemberState> unused = cluster.plane()
                    .delete(
                            new Deletion(member, failed.operation().id(), Deletion.Contents.AS_RECORDED),
                            Duration.ofSeconds(30));
        }
        world.time.advance(Duration.ofMillis(200));
        mortal.kill();
        assertThat(world.storage.objects().keySet()).anyMatch(key -> key.contains("/restore/"));

        DeletionReport deleted = delete();

        assertThat(deleted.leftBehind()).isEmpty();
        assertThat(world.made()).isEmpty();
        assertThat(world.storage.objects().keySet()).noneMatch(key -> key.contains("/restore/"));
    }

    @Test
    void membersThatHaveNotHeardOfItAreNotLeftOut() {
        failsAt("place");
        diesResuming(1);

        assertThat(Federation.operations(world.clusters(), world.time).operations())
                .singleElement()
                .extracting(summary -> summary.state().name())
                .isEqualTo("RUNNING");
        assertRestored(world.restore(world.clusters()).execute());
    }

    @Test
    void twoThatGoOnAtOnceDoNotHarm() {
        failsAt("place");
        Operation<RestoreReport> one =
                world.restore(world.clusters()).goingOnAfterFailure().start();
        Operation<RestoreReport> other =
                world.restore(world.clusters()).goingOnAfterFailure().start();
        world.time.advance(Duration.ofHours(2));

        assertThat(Stream.of(one, other).flatMap(call -> call.report().stream()))
                .isNotEmpty()
                .allSatisfy(this::assertRestored);
    }

    @Test
    void aProcessThatStoodStillWhileAnotherWentOnChangesNothing() {
        DriverProcess slow = DriverProcess.on(world.time);
        Operation<RestoreReport> frozen = world.restore(world.clusters(slow.scheduler()))
                .scheduler(slow.scheduler())
                .start();
        world.time.advance(Duration.ofSeconds(24));
        slow.freeze();
        Operation<RestoreReport> second = world.restore(clusters).start();
        world.time.advance(Duration.ofMillis(200));
        second.cancel();
        assertThat(second.await().operation().status()).isEqualTo(Status.CANCELLED);
        Operation<RestoreReport> third =
                world.restore(world.clusters()).goingOnAfterFailure().start();
        world.time.advance(Duration.ofSeconds(2));
        slow.thaw();

        assertRestored(third.await());
        world.time.advance(Duration.ofHours(1));
        assertThat(frozen.report().map(RestoreReport::complete)).isNotEqualTo(Optional.of(false));
    }

    @Test
    void aRestoreThatIsCompleteIsRefused() {
        assertRestored(world.restore(clusters).execute());
        int writes = world.storage.objects().size();

        assertThatThrownBy(this::resume)
                .isInstanceOf(OperationRefusedException.class)
                .hasMessageContaining("is complete");
        assertThat(world.storage.objects()).hasSize(writes);
    }

    @Test
    void aRestoreThatDoesNotExistIsRefused() {
        assertThatThrownBy(this::resume)
                .isInstanceOf(OperationRefusedException.class)
                .hasMessageContaining("does not exist");
        assertThat(world.made()).isEmpty();
    }

    @Test
    void aRestoreThatWasDeletedIsRefused() {
        failsAt("place");
        delete();

        assertThatThrownBy(this::resume).hasMessageContaining("does not exist");
    }

    @Test
    void aRestoreThatIsBeingDeletedIsRefused() {
        failsAt("startTikv");
        refusing.refuses("withdraw");
        Federation.delete(clusters)
                .restore("back")
                .limit(Duration.ofMinutes(1))
                .scheduler(world.time)
                .execute();

        assertThatThrownBy(this::resume)
                .isInstanceOf(OperationRefusedException.class)
                .hasMessageContaining("is being deleted");
    }

    @Test
    void aRestoreThatWasDeletedInPartIsRefused() {
        failsAt("recover");
        world.kubernetes.get(0).deleteTidbCluster();
        Federation.delete(world.clusters().subList(0, 1))
                .restore("back")
                .limit(Duration.ofMinutes(10))
                .scheduler(world.time)
                .execute();

        assertThatThrownBy(this::resume)
                .isInstanceOf(OperationRefusedException.class)
                .hasMessageContaining("was deleted in k8s-a");
    }

    @Test
    void aRestoreOfOtherMembersIsRefused() {
        failsAt("place");

        assertThatThrownBy(() -> world.restore(world.clusters(
                                DirectPlanes.of(world.pd, world.copyStores())
                                        .restoring(world.pdRecovery, world.target)
                                        .scheduler(world.time)
                                        .build(),
                                (name, restore) -> restore.iops(9_000)))
                        .goingOnAfterFailure()
                        .execute())
                .isInstanceOf(OperationRefusedException.class)
                .hasMessageContaining("asks for something else");
    }

    @Test
    void withoutANameItIsRefused() {
        assertThatThrownBy(() -> Federation.restore(world.backup)
                        .into(clusters)
                        .goingOnAfterFailure()
                        .scheduler(world.time)
                        .execute())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("name the operation");
    }

    @Test
    void aPlaneWhereAFailureIsTheEndIsRefused() {
        FakeFederation operators = FakeFederation.of(3);

        assertThatThrownBy(() -> Federation.restore(world.backup)
                        .into(operators.clusters())
                        .named("back")
                        .goingOnAfterFailure()
                        .scheduler(operators.time())
                        .execute())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("cannot go on");
    }

    @Test
    void whileAMemberDoesNotAnswerItIsRefused() {
        failsAt("place");
        world.storage.outage(ProviderException.Fault.UNREACHABLE);

        assertThatThrownBy(this::resume)
                .isInstanceOf(FederationException.class)
                .hasMessageContaining("does not answer");
        world.storage.heal();
        assertRestored(resume());
    }

    @Test
    void anotherRestoreThatBeganMeanwhileKeepsItOutAndNothingOfItIsRemoved() {
        failsAt("create");
        Operation<RestoreReport> other =
                world.restore(world.clusters()).named("second").start();
        world.time.advance(Duration.ofSeconds(5));

        assertThatThrownBy(this::resume)
                .isInstanceOf(OperationRefusedException.class)
                .hasMessageContaining("second");
        assertThat(other.await().operation().status()).isEqualTo(Status.COMPLETE);
        assertThat(world.storage.objects().keySet().stream()
                        .filter(key -> key.contains("/restore/") || key.contains("restore-back")))
                .isNotEmpty();
    }

    @Test
    void whetherItMayGoOnCanBeChecked() {
        failsAt("startTikv");

        assertThat(world.restore(world.clusters()).goingOnAfterFailure().check())
                .isEmpty();
        assertThat(world.restore(world.clusters())
                        .named("other")
                        .goingOnAfterFailure()
                        .check())
                .singleElement()
                .asString()
                .contains("does not exist");
        assertThat(world.ebs.count(FakeEbs.CREATE_VOLUME)).isEqualTo(12);
    }

    @ParameterizedTest
    @ValueSource(strings = {"place", "recover"})
    void aReportOfARestoreThatWentOnCountsFromThen(String call) {
        RestoreReport failed = failsAt(call);
        world.time.advance(Duration.ofHours(5));

        RestoreReport report = resume();

        assertThat(report.operation().startedAt())
                .isAfter(failed.operation().endedAt().plus(Duration.ofHours(4)));
    }
}
