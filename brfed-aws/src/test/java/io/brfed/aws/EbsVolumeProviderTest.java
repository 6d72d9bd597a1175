package io.brfed.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.api.ByteSize;
import io.brfed.api.Finding;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import io.brfed.spi.CallBudget.Call;
import io.brfed.spi.NewVolume;
import io.brfed.spi.VolumeEncryption;
import io.brfed.spi.VolumeRequest;
import io.brfed.spi.VolumeTarget;
import io.brfed.spi.VolumeType;
import io.brfed.testkit.direct.FakeEbs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EbsVolumeProviderTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final int MANY = 501;

    private final List<WireVolumes> accounts = new ArrayList<>();
    private final List<EbsVolumeProvider> others = new ArrayList<>();

    @AfterEach
    void end() {
        others.forEach(EbsVolumeProvider::close);
        accounts.forEach(WireVolumes::close);
    }

    @Test
    void aKeyThatDoesNotExistIsFoundAndOneThatMayNotBeAskedForIsTold_V26() {
        WireVolumes account = account(1);
        account.ebs.loseKey("alias/lost");
        VolumeRequest lost = account.request(
                account.snapshots().get(0),
                new VolumeTarget(account.zone(), VolumeType.GP3, 0, 0, VolumeEncryption.withKey("alias/lost"), 0));

        assertThat(account.await(account.provider().check(List.of(lost), LIMIT)))
                .extracting(Finding::toString)
                .singleElement()
                .asString()
                .contains("KMS key 'alias/lost'", "does not exist");
        account.deny("DescribeKey");
        assertThat(account.await(account.provider().check(List.of(lost), LIMIT)))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.severity()).isEqualTo(Finding.Severity.NOTICE);
                    assertThat(finding.advice()).contains("kms:DescribeKey");
                });
    }

    @Test
    void aKeyThatSomebodyElseNeedsIsAFaultOnlyIfItCannotBeUsed() {
        WireVolumes account = account(1);
        account.ebs.loseKey("alias/elsewhere").breakKey("alias/off");

        List<Finding> found = account.await(
                account.provider().checkKeys(List.of("alias/elsewhere", "alias/off", "alias/fine"), LIMIT));

        assertThat(found)
                .extracting(finding -> finding.severity() + " " + finding.value())
                .containsExactlyInAnyOrder("NOTICE alias/elsewhere", "FAULT alias/off");
    }

    @Test
    void aCheckFindsMoreOperationsThanFitTheSizeOfAVolume() {
        WireVolumes account = account(1);
        VolumeRequest request = account.request(
                account.snapshots().get(0),
                new VolumeTarget(account.zone(), VolumeType.IO1, 64_000, 0, VolumeEncryption.AS_SNAPSHOT, 0));

        assertThat(account.await(account.provider().check(List.of(request), LIMIT)))
                .extracting(Finding::problem)
                .anyMatch(problem -> problem.contains("64000 IOPS are more than type io1 permits"));
    }

    @Test
    void asksForFiveHundredVolumesAtATime_V22() {
        WireVolumes account = account(MANY);
        account.ebs.createVolumeBucket(MANY, MANY).volumeQuota(MANY * 10, new ByteSize(1L << 50));
        List<VolumeId> made =
                IntStream.range(0, MANY)
                        .mapToObj(i -> account.provider().create(account.request(i), LIMIT))
                        .toList()
                        .stream()
                        .map(account::await)
                        .map(NewVolume::id)
                        .toList();

        assertThat(account.await(account.provider().describe(made, LIMIT))).hasSize(MANY);
        assertThat(account.ebs.count("DescribeVolumes")).isEqualTo(2);
        assertThat(account.ebs.count("DescribeSnapshots")).isZero();
    }

    @Test
    void asksForAllSnapshotsAtOnce_V22() {
        WireVolumes account = account(MANY);

        assertThat(account.await(account.provider().sources(account.snapshots(), LIMIT)))
                .hasSize(MANY);
        assertThat(account.ebs.count("DescribeSnapshots")).isEqualTo(1);
    }

    @Test
    void aCheckTriesEachKindOfVolumeOnceHoweverManyThereAre() {
        WireVolumes account = account(3);
        List<VolumeRequest> wanted = List.of(account.request(0), account.request(1), account.request(2));
        assertThat(account.await(account.provider().check(wanted, LIMIT))).isEmpty();

        assertThat(account.ebs.count(FakeEbs.CREATE_VOLUME)).isEqualTo(1);
        assertThat(account.ebs.count(FakeEbs.DELETE_VOLUME)).isEqualTo(1);
        assertThat(account.made()).isZero();
    }

    @Test
    void aCheckFindsASnapshotThatIsNotComplete_V22() {
        WireVolumes account = account(1);
        VolumeTarget target = VolumeTarget.gp3(account.zone());
        account.ebs.failSnapshotsOf(new VolumeId("vol-00000000000000001"));
        SnapshotId bad = account.snapshotAgain();

        assertThat(account.await(account.provider().check(List.of(account.request(bad, target)), LIMIT)))
                .extracting(Finding::toString)
                .anySatisfy(text -> assertThat(text).contains(bad.value(), "ERROR, not COMPLETED"));
    }

    @Test
    void aQuotaThatNobodySetIsOnlyANotice() {
        WireVolumes account = account(3);
        account.ebs.volumeQuota(1_000, new ByteSize(1L << 50));
        VolumeId huge = new VolumeId("vol-0000000000000beef");
        account.ebs.volume(huge, account.zone());
        account.ebs.shape(
                huge,
                new io.brfed.spi.VolumeShape(new ByteSize(50L << 40), "gp3", 3_000, 125, java.util.Optional.empty()));

        assertThat(account.await(account.provider().check(List.of(account.request(0)), LIMIT)))
                .singleElement()
                .satisfies(finding -> assertThat(finding.severity()).isEqualTo(Finding.Severity.NOTICE))
                .asString()
                .contains("AWS' default");
    }

    @Test
    void quotasOfIopsAndVolumesAreCheckedIfTheyAreSet() {
        WireVolumes account = account(3);
        VolumeTarget fast =
                new VolumeTarget(account.zone(), VolumeType.IO2, 10_000, 0, VolumeEncryption.AS_SNAPSHOT, 0);
        List<VolumeRequest> wanted = account.snapshots().stream()
                .map(snapshot -> account.request(snapshot, fast))
                .toList();

        assertThat(account.await(
                        with(account.builder().iopsQuota(VolumeType.IO2, 29_999).volumeQuota(2))
                                .check(wanted, LIMIT)))
                .extracting(Finding::toString)
                .anySatisfy(text -> assertThat(text).contains("IOPS of type io2", "0 + 30000", "29999"))
                .anySatisfy(text -> assertThat(text).contains("volumes of type io2", "0 + 3", "quota of 2"));
        assertThat(account.await(
                        with(account.builder().iopsQuota(VolumeType.IO2, 30_000).volumeQuota(3))
                                .check(wanted, LIMIT)))
                .isEmpty();
    }

    @Test
    void aThrottledQuestionIsAskedAgainAndEmptiesTheBudget() {
        WireVolumes account = account(1);
        account.ebs.failNext("DescribeVolumes", "RequestLimitExceeded", 1);
        VolumeRequest request = account.request(0);

        assertThat(account.await(account.provider().find(request.id(), request.cluster(), LIMIT)))
                .isEmpty();
        assertThat(account.ebs.count("DescribeVolumes")).isEqualTo(2);
        assertThat(account.provider().budget().wouldWait(Call.DESCRIBE, 100)).isPositive();
    }

    @Test
    void aRequestForAVolumeIsSentOnce() {
        WireVolumes account = account(1);
        account.failNext("RequestLimitExceeded");

        assertThatThrownBy(() -> account.await(account.provider().create(account.request(0), LIMIT)))
                .hasMessageContaining("RequestLimitExceeded")
                .hasMessageContaining("store 4")
                .hasMessageContaining("k8s-a");
        assertThat(account.ebs.count(FakeEbs.CREATE_VOLUME)).isEqualTo(1);
    }

    @Test
    void anotherRequestWithTheSameTokenIsRefusedWithAdvice_V21() {
        WireVolumes account = account(1);
        account.await(account.provider().create(account.request(0), LIMIT));
        VolumeRequest elsewhere = account.request(account.snapshots().get(0), VolumeTarget.gp3("us-west-2b"));

        assertThatThrownBy(() -> account.await(account.provider().create(elsewhere, LIMIT)))
                .hasMessageContaining("IdempotentParameterMismatch")
                .hasMessageContaining("clean up");
    }

    @Test
    void aQuestionWithoutAnAnswerEndsAtItsLimit() {
        WireVolumes account = account(1);
        account.ebs.goesSilent();

        assertThatThrownBy(() -> account.await(account.provider().describe(List.of(account.missingVolume()), SHORT)))
                .isInstanceOfSatisfying(
                        ProviderException.class,
                        failure -> assertThat(failure.fault()).isEqualTo(Fault.UNREACHABLE))
                .hasMessageContaining("nothing was changed");
    }

    @Test
    void noSecretIsInAnyMessage() {
        WireVolumes account = account(1);
        account.failNext("AuthFailure");

        assertThatThrownBy(() -> account.await(account.provider().create(account.request(0), LIMIT)))
                .satisfies(failure -> assertThat(failure.toString()).doesNotContain(WireVolumes.SECRET));
        assertThat(account.provider().toString())
                .isEqualTo("EbsVolumeProvider in us-west-2 at " + account.server.url());
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        EbsVolumeProvider.Builder builder = EbsVolumeProvider.builder();

        assertThatThrownBy(() -> builder.connections(0)).hasMessageContaining("connections is 0");
        assertThatThrownBy(() -> builder.volumeQuota(0)).hasMessageContaining("volumeQuota is 0");
        assertThatThrownBy(() -> builder.iopsQuota(VolumeType.IO2, 0)).hasMessageContaining("iopsQuota is 0");
    }

    private WireVolumes account(int volumes) {
        WireVolumes account = new WireVolumes(volumes);
        accounts.add(account);
        return account;
    }

    private EbsVolumeProvider with(EbsVolumeProvider.Builder builder) {
        EbsVolumeProvider provider = builder.build();
        others.add(provider);
        return provider;
    }
}
