package io.brfed.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.api.ClusterName;
import io.brfed.api.Finding;
import io.brfed.api.OperationId;
import io.brfed.api.OperationName;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.SnapshotId;
import io.brfed.api.StoreId;
import io.brfed.api.VolumeId;
import io.brfed.spi.CallBudget.Call;
import io.brfed.spi.InstanceId;
import io.brfed.spi.InstanceSnapshots;
import io.brfed.spi.SnapshotTags;
import io.brfed.spi.TakenSnapshot;
import io.brfed.testkit.direct.FakeEbs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EbsSnapshotProviderTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String FIRST_ADDED = "i-10000000000000000";
    private static final Duration SHORT = Duration.ofMillis(500);

    private final WireAccount account = new WireAccount();
    private final List<EbsSnapshotProvider> others = new ArrayList<>();

    @AfterEach
    void end() {
        others.forEach(EbsSnapshotProvider::close);
        account.close();
    }

    @Test
    void writesWhoseSnapshotItIsInTheRequestItself_V6() {
        create(3);

        assertThat(account.ebs.snapshots().get(0).tags())
                .containsEntry(SnapshotTags.OPERATION, "op-1")
                .containsEntry(SnapshotTags.ATTEMPT, "3")
                .containsEntry(SnapshotTags.NAME, "nightly")
                .containsEntry(SnapshotTags.CLUSTER, "k8s-a")
                .containsEntry(SnapshotTags.INSTANCE, account.instance().value())
                .containsEntry(SnapshotTags.STORE, "4");
        assertThat(account.ebs.actions()).containsExactly(FakeEbs.CREATE);
    }

    @Test
    void copiesTagsOfVolumesOnlyIfAskedTo() {
        account.ebs.tag(account.volumes().get(0), "team", "db");
        create(1);
        EbsSnapshotProvider copying = with(account.builder().copyVolumeTags().tag("cost", "42"));
        account.await(copying.create(request(2, account.volumes().get(0)), LIMIT));

        assertThat(account.ebs.snapshots().get(0).tags()).doesNotContainKey("team");
        assertThat(account.ebs.snapshots().get(1).tags())
                .containsEntry("team", "db")
                .containsEntry("cost", "42");
    }

    @Test
    void aCheckFindsTagsThatWouldNotFit() {
        IntStream.range(0, 45).forEach(i -> account.ebs.tag(account.volumes().get(0), "tag" + i, "x"));
        List<InstanceSnapshots> wanted = List.of(request(1, account.volumes().get(0)));

        assertThat(account.await(account.provider().check(wanted, LIMIT))).isEmpty();
        assertThat(account.await(with(account.builder().copyVolumeTags()).check(wanted, LIMIT)))
                .extracting(Finding::toString)
                .anySatisfy(text -> assertThat(text).contains("51 tags", "EC2 permits 50"));
    }

    @Test
    void asksForFiveHundredVolumesAndFiftyInstancesAtATime_V1() {
        int stores = 300;
        List<VolumeId> volumes = addStores(stores, 2);

        assertThat(account.await(account.provider().locate(volumes, LIMIT))).hasSize(600);
        assertThat(account.ebs.count("DescribeVolumes")).isEqualTo(2);
        assertThat(account.ebs.count("DescribeInstances")).isEqualTo(6);
    }

    @Test
    void readsAllPagesOfASearchAndDescribesAThousandAtATime_V8() {
        account.ebs.pendingQuota(10_000, 10_000);
        List<VolumeId> volumes = addStores(1, 335);
        IntStream.rangeClosed(1, 3).forEach(attempt -> createAll(attempt, volumes));

        List<TakenSnapshot> found =
                account.await(account.provider().find(new OperationId("op-1"), new ClusterName("k8s-a"), LIMIT));
        assertThat(found).extracting(TakenSnapshot::id).hasSize(1_005).doesNotHaveDuplicates();
        assertThat(account.ebs.count("DescribeSnapshots")).isEqualTo(2);

        List<SnapshotId> ids = found.stream().map(TakenSnapshot::id).toList();
        assertThat(account.await(account.provider().describe(ids, LIMIT))).hasSize(1_005);
        assertThat(account.ebs.count("DescribeSnapshots")).isEqualTo(4);
    }

    @Test
    void manyMissingSnapshotsCostFewRequests_V8() {
        SnapshotId there = create(1).get(0).id();
        List<SnapshotId> ids = new ArrayList<>(IntStream.range(0, 250)
                .mapToObj(i -> new SnapshotId(String.format("snap-0dead%012d", i)))
                .toList());
        ids.add(there);

        assertThat(account.await(account.provider().describe(ids, LIMIT)))
                .extracting(TakenSnapshot::id)
                .containsExactly(there);
        assertThat(account.ebs.count("DescribeSnapshots")).isEqualTo(4 + 3);
    }

    @Test
    void aThrottledQuestionIsAskedAgainAndEmptiesTheBudget() {
        account.ebs.failNext("DescribeVolumes", "RequestLimitExceeded", 1);

        assertThat(account.await(account.provider().locate(account.volumes(), LIMIT)))
                .hasSize(3);
        assertThat(account.ebs.count("DescribeVolumes")).isEqualTo(2);
        assertThat(account.provider().budget().wouldWait(Call.DESCRIBE, 100)).isPositive();
    }

    @Test
    void aThrottledRequestForSnapshotsIsSentOnce() {
        account.ebs.failNext("RequestLimitExceeded");

        assertThatThrownBy(() -> create(1)).hasMessageContaining("RequestLimitExceeded");
        assertThat(account.ebs.count(FakeEbs.CREATE)).isEqualTo(1);
    }

    @Test
    void aQuestionWithoutAnAnswerEndsAtItsLimit() {
        account.ebs.goesSilent();

        assertThatThrownBy(() -> account.await(account.provider().locate(account.volumes(), SHORT)))
                .isInstanceOfSatisfying(
                        ProviderException.class,
                        failure -> assertThat(failure.fault()).isEqualTo(Fault.UNREACHABLE))
                .hasMessageContaining("DescribeVolumes of 3 volumes")
                .hasMessageContaining("nothing was changed");
    }

    @Test
    void aRequestThatGotNoConnectionInTimeWasNotSent() {
        EbsSnapshotProvider narrow = with(account.builder().connections(1));
        account.ebs.loseAnswerOf(FakeEbs.CREATE);
        CompletionStage<List<TakenSnapshot>> first =
                narrow.create(request(1, account.volumes().get(0)), Duration.ofSeconds(5));

        assertThatThrownBy(() ->
                        account.await(narrow.create(request(2, account.volumes().get(1)), SHORT)))
                .isInstanceOfSatisfying(
                        ProviderException.class,
                        failure -> assertThat(failure.fault()).isEqualTo(Fault.UNREACHABLE))
                .hasMessageContaining("all 1 connections to EC2 were busy");
        assertThatThrownBy(() -> account.await(first)).hasMessageContaining("may have been carried out");
        assertThat(account.ebs.snapshots()).hasSize(1);
    }

    @Test
    void aCheckNamesTheLargestFederationThatFits_V2() {
        account.pendingQuota(2);
        List<VolumeId> volumes = account.volumes();

        assertThat(account.await(account.provider()
                        .check(
                                List.of(
                                        request(1, volumes.get(0)),
                                        request(1, volumes.get(1)),
                                        request(1, volumes.get(2))),
                                LIMIT)))
                .extracting(Finding::toString)
                .anySatisfy(text -> assertThat(text)
                        .contains("pending snapshots '0 + 3'", "quota of 2", "2 stores with 1 volumes each"));
    }

    @Test
    void aCheckFindsAVolumeThatIsAttachedTwice_V10() {
        InstanceId second = new InstanceId("i-00000000000000002");
        account.ebs.instance(second, "us-west-2a").attach(account.volumes().get(0), second);

        assertThat(account.await(account.provider()
                        .check(List.of(request(1, account.volumes().get(0))), LIMIT)))
                .extracting(Finding::toString)
                .anySatisfy(text -> assertThat(text).contains("several instances"));
    }

    @Test
    void aCheckTriesEachRightOnceHoweverManyInstancesThereAre() {
        List<InstanceSnapshots> wanted =
                account.volumes().stream().map(volume -> request(1, volume)).toList();
        account.await(account.provider().check(wanted, LIMIT));

        assertThat(account.ebs.count(FakeEbs.CREATE)).isEqualTo(1);
        assertThat(account.ebs.count(FakeEbs.DELETE)).isEqualTo(1);
        assertThat(account.ebs.snapshots()).isEmpty();
    }

    @Test
    void aMissingRightToDeleteIsANotice() {
        account.deny("DeleteSnapshot");

        assertThat(account.await(account.provider()
                        .check(List.of(request(1, account.volumes().get(0))), LIMIT)))
                .extracting(Finding::severity, Finding::field)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(Finding.Severity.NOTICE, "ec2:DeleteSnapshot"));
    }

    @Test
    void whateverEc2AnswersToATrialIsToldUnlessItSaysPermitted() {
        List<InstanceSnapshots> wanted = List.of(request(1, account.volumes().get(0)));
        for (String code : List.of("InvalidParameterValue", "AuthFailure", "InvalidInstanceID.NotFound")) {
            account.failNext(code);

            assertThat(account.await(account.provider().check(wanted, LIMIT)))
                    .as(code)
                    .singleElement()
                    .satisfies(finding -> {
                        assertThat(finding.severity()).isEqualTo(Finding.Severity.FAULT);
                        assertThat(finding.toString()).contains("ec2:CreateSnapshots", code, "remove the reason");
                    });
        }
        account.ebs.failNext("DeleteSnapshot", "AuthFailure", 1);
        assertThat(account.await(account.provider().check(wanted, LIMIT)))
                .extracting(Finding::toString)
                .singleElement()
                .satisfies(
                        text -> assertThat(text).contains("ec2:DeleteSnapshot", "AuthFailure", "could not be shown"));
    }

    @Test
    void aTrialThatIsThrottledOnceIsTriedAgain() {
        account.failNext("RequestLimitExceeded");

        assertThat(account.await(account.provider()
                        .check(List.of(request(1, account.volumes().get(0))), LIMIT)))
                .isEmpty();
        assertThat(account.ebs.count(FakeEbs.CREATE)).isEqualTo(2);
    }

    @Test
    void allMissingRightsAreToldAtOnce() {
        account.deny("CreateSnapshots");
        account.deny("DescribeVolumes");
        account.deny("DescribeSnapshots");

        assertThat(account.await(account.provider()
                        .check(List.of(request(1, account.volumes().get(0))), LIMIT)))
                .filteredOn(finding -> finding.severity() == Finding.Severity.FAULT)
                .extracting(Finding::field)
                .containsExactlyInAnyOrder("ec2:CreateSnapshots", "ec2:DescribeVolumes", "ec2:DescribeSnapshots");
    }

    @Test
    void aCheckNamesTheLargestFederationThatFitsIntoTheQuotaOfAllSnapshots_V2() {
        account.snapshotQuota(2);
        List<VolumeId> volumes = account.volumes();

        assertThat(account.await(account.provider()
                        .check(
                                List.of(
                                        request(1, volumes.get(0)),
                                        request(1, volumes.get(1)),
                                        request(1, volumes.get(2))),
                                LIMIT)))
                .extracting(Finding::toString)
                .singleElement()
                .satisfies(text -> assertThat(text)
                        .contains("snapshots '0 + 3'", "quota of 2", "2 stores with 1 volumes each", "raised")
                        .doesNotContain("pending"));
    }

    @Test
    void whereNotAllSnapshotsCouldBeCountedTheCheckSaysHowFarItCame() {
        account.deny("DescribeSnapshots");

        assertThat(account.await(account.provider()
                        .check(List.of(request(1, account.volumes().get(0))), LIMIT)))
                .filteredOn(finding -> finding.severity() == Finding.Severity.NOTICE)
                .extracting(Finding::toString)
                .singleElement()
                .satisfies(text -> assertThat(text).contains("0 or more", "within PT22.5S", "quota is 100000"));
    }

    @Test
    void aQuestionWhoseTurnComesTooLateIsRefusedAtOnce() {
        Ec2Budget slow = Ec2Budget.builder(() -> Duration.ZERO)
                .bucket(Call.DESCRIBE, 1, 1)
                .build();
        slow.exhausted(Call.DESCRIBE);
        EbsSnapshotProvider provider = with(account.builder().budget(slow));

        CompletionStage<?> refused = provider.locate(account.volumes(), SHORT);

        assertThat(refused.toCompletableFuture()).isCompletedExceptionally();
        assertThatThrownBy(() -> account.await(refused))
                .isInstanceOfSatisfying(
                        ProviderException.class,
                        failure -> assertThat(failure.fault()).isEqualTo(Fault.BUSY_UNTIL))
                .hasMessageContaining("no turn for it within PT0.")
                .hasMessageContaining("nothing was done");
        assertThat(slow.wouldWait(Call.DESCRIBE, 1)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aTrialWaitsForItsTurnNoLongerThanItMay() {
        Ec2Budget slow = Ec2Budget.builder(() -> Duration.ZERO)
                .bucket(Call.CREATE_SNAPSHOTS, 1, 1)
                .build();
        slow.exhausted(Call.CREATE_SNAPSHOTS);
        EbsSnapshotProvider provider = with(account.builder().budget(slow));

        assertThat(account.await(
                        provider.check(List.of(request(1, account.volumes().get(0))), SHORT)))
                .extracting(Finding::toString)
                .singleElement()
                .satisfies(text -> assertThat(text).contains("ec2:CreateSnapshots", "no turn"));
        assertThat(account.ebs.count(FakeEbs.CREATE)).isZero();
    }

    @Test
    void nothingIsPendingAfterClose() {
        EbsSnapshotProvider narrow = with(account.builder().connections(1));
        account.ebs.goesSilent();
        List<CompletionStage<?>> calls = List.of(
                narrow.create(request(1, account.volumes().get(0)), LIMIT),
                narrow.create(request(1, account.volumes().get(1)), LIMIT),
                narrow.locate(account.volumes(), LIMIT),
                narrow.delete(account.missingSnapshot(), LIMIT));

        narrow.close();

        assertThat(calls)
                .allSatisfy(call -> assertThat(call.toCompletableFuture()).isCompletedExceptionally());
        assertThatThrownBy(() -> account.await(calls.get(1)))
                .hasMessageContaining("was not sent: the client was closed");
        assertThatThrownBy(() -> account.await(narrow.locate(account.volumes(), LIMIT)))
                .hasMessageContaining("the client was closed");
    }

    @Test
    void aCallThatWaitsForItsTurnEndsAtClose() {
        Ec2Budget slow = Ec2Budget.builder(() -> Duration.ZERO)
                .bucket(Call.DESCRIBE, 1, 1)
                .build();
        slow.exhausted(Call.DESCRIBE);
        EbsSnapshotProvider provider = with(account.builder().budget(slow));
        CompletionStage<?> waiting = provider.locate(account.volumes(), LIMIT);
        assertThat(waiting.toCompletableFuture()).isNotDone();

        provider.close();

        assertThat(waiting.toCompletableFuture()).isCompletedExceptionally();
    }

    @Test
    void aClockThatIsFarOffIsNamed() {
        account.ebs.failNext("DescribeVolumes", "RequestExpired", 1);

        assertThatThrownBy(() -> account.await(account.provider().locate(account.volumes(), LIMIT)))
                .hasMessageContaining("RequestExpired")
                .hasMessageContaining("Set the clock of this machine");
    }

    @Test
    void noSecretIsInAnyMessage() {
        account.ebs.failNext("AuthFailure");
        assertThatThrownBy(() -> create(1)).satisfies(EbsSnapshotProviderTest::holdsNoSecret);
        account.ebs.goesSilent();
        assertThatThrownBy(() -> account.await(account.provider().locate(account.volumes(), SHORT)))
                .satisfies(EbsSnapshotProviderTest::holdsNoSecret);
        account.refuseConnections();
        assertThatThrownBy(() -> create(1)).satisfies(EbsSnapshotProviderTest::holdsNoSecret);

        assertThat(account.provider().toString())
                .doesNotContain(WireAccount.SECRET)
                .isEqualTo("EbsSnapshotProvider in us-west-2 at " + account.server.url());
    }

    private static void holdsNoSecret(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            assertThat(cause.toString()).doesNotContain(WireAccount.SECRET);
        }
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        EbsSnapshotProvider.Builder builder = account.builder();

        assertThatThrownBy(() -> builder.connections(0)).hasMessageContaining("connections is 0");
        assertThatThrownBy(() -> builder.pendingSnapshots(0)).hasMessageContaining("pendingSnapshots is 0");
        assertThatThrownBy(() -> builder.snapshotsPerRegion(0)).hasMessageContaining("snapshotsPerRegion is 0");
        assertThatThrownBy(() -> builder.tag("aws:x", "y")).hasMessageContaining("aws:x");
        assertThatThrownBy(() -> builder.tag("brfed.io/operation", "y")).hasMessageContaining("brfed.io/");
        assertThatThrownBy(() -> builder.endpoint(java.net.URI.create("http://me:secret@host")))
                .hasMessageContaining("must not hold credentials")
                .hasMessageNotContaining("secret@");
    }

    private EbsSnapshotProvider with(EbsSnapshotProvider.Builder builder) {
        EbsSnapshotProvider provider = builder.build();
        others.add(provider);
        return provider;
    }

    private List<TakenSnapshot> create(int attempt) {
        return account.await(
                account.provider().create(request(attempt, account.volumes().get(0)), LIMIT));
    }

    private InstanceSnapshots request(int attempt, VolumeId volume) {
        Set<VolumeId> rest = new java.util.HashSet<>(account.volumes());
        rest.remove(volume);
        return new InstanceSnapshots(
                account.instance(),
                List.of(new InstanceSnapshots.Part(volume, StoreId.parse("4"))),
                rest,
                new OperationId("op-1"),
                new OperationName("nightly"),
                new ClusterName("k8s-a"),
                attempt);
    }

    private void createAll(int attempt, List<VolumeId> volumes) {
        List<InstanceSnapshots.Part> parts = volumes.stream()
                .map(volume -> new InstanceSnapshots.Part(volume, StoreId.parse("4")))
                .toList();
        InstanceSnapshots like = request(attempt, account.volumes().get(0));
        account.await(account.provider()
                .create(
                        new InstanceSnapshots(
                                new InstanceId(FIRST_ADDED),
                                parts,
                                Set.of(),
                                like.id(),
                                like.name(),
                                like.cluster(),
                                attempt),
                        LIMIT));
    }

    private List<VolumeId> addStores(int stores, int volumesEach) {
        Map<InstanceId, List<VolumeId>> machines = new java.util.TreeMap<>();
        for (int i = 0; i < stores; i++) {
            InstanceId machine = new InstanceId(String.format("i-1%016d", i));
            for (int j = 0; j < volumesEach; j++) {
                machines.computeIfAbsent(machine, key -> new ArrayList<>())
                        .add(new VolumeId(String.format("vol-1%08d%08d", i, j)));
            }
        }
        machines.forEach(
                (machine, volumes) -> account.ebs.instance(machine, "us-west-2a", volumes.toArray(VolumeId[]::new)));
        return machines.values().stream().flatMap(List::stream).toList();
    }
}
