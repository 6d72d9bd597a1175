package io.brfed.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.api.ByteSize;
import io.brfed.api.Finding;
import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import io.brfed.spi.FastSnapshotRestore;
import io.brfed.spi.FastSnapshotRestore.State;
import io.brfed.spi.NewVolume;
import io.brfed.spi.VolumeEncryption;
import io.brfed.spi.VolumeShape;
import io.brfed.spi.VolumeTarget;
import io.brfed.spi.VolumeType;
import io.brfed.testkit.direct.FakeEbs;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What fast snapshot restore over EC2's protocol does beside the contract, and initialization rates. */
class EbsFastRestoreTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int MANY = 101;

    private WireVolumes account = new WireVolumes();

    @AfterEach
    void end() {
        account.close();
    }

    private FastSnapshotRestore fast() {
        return account.provider().fastRestore().orElseThrow();
    }

    private List<Finding> check(VolumeTarget target) {
        return account.await(
                fast().check(List.of(account.request(account.snapshots().get(0), target)), LIMIT));
    }

    @Test
    void asksForAHundredSnapshotsAtATimeAndReadsEveryPage_V27() {
        account.close();
        account = new WireVolumes(MANY);
        account.ebs.fastRestoreQuota(MANY);
        List<String> zones = List.of("us-west-2a", "us-west-2b", "us-west-2c");
        for (SnapshotId snapshot : account.snapshots()) {
            zones.forEach(zone -> account.ebs.enableFastRestore(snapshot, zone));
        }

        assertThat(account.await(fast().describe(account.snapshots(), LIMIT)))
                .hasSize(MANY * zones.size())
                .allSatisfy(status -> assertThat(status.state()).isEqualTo(State.ENABLING));
        assertThat(account.ebs.count(FakeEbs.DESCRIBE_FAST)).isEqualTo(3);
    }

    @Test
    void aThrottledQuestionIsAskedAgain() {
        account.failNext(FakeEbs.DESCRIBE_FAST, "RequestLimitExceeded");

        assertThat(account.await(fast().describe(account.snapshots(), LIMIT))).isEmpty();
        assertThat(account.ebs.count(FakeEbs.DESCRIBE_FAST)).isEqualTo(2);
    }

    @Test
    void aRequestThatChangesSomethingIsSentOnce() {
        account.failNext(FakeEbs.DISABLE_FAST, "RequestLimitExceeded");
        FastSnapshotRestore.Batch batch = FastSnapshotRestore.Batch.of(List.of(
                        new FastSnapshotRestore.Place(account.snapshots().get(0), account.zone())))
                .get(0);

        assertThatThrownBy(() -> account.await(fast().disable(batch, LIMIT)))
                .hasMessageContaining("DisableFastSnapshotRestores")
                .hasMessageContaining(account.snapshots().get(0).value());
        assertThat(account.ebs.count(FakeEbs.DISABLE_FAST)).isEqualTo(1);
    }

    @Test
    void aQuotaThatNobodySetIsOnlyANotice_V27() {
        for (int i = 0; i < 5; i++) {
            account.ebs.enableFastRestore(account.snapshotAgain(), account.zone());
        }

        assertThat(check(VolumeTarget.gp3(account.zone())))
                .filteredOn(finding -> finding.toString().contains("quota of 5"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.severity()).isEqualTo(Finding.Severity.NOTICE))
                .asString()
                .contains("5 + 1", "AWS' default", "fastRestoreQuota");
    }

    @Test
    void whatItCostsIsToldBeforehand() {
        assertThat(check(VolumeTarget.gp3(account.zone())))
                .singleElement()
                .satisfies(finding -> assertThat(finding.severity()).isEqualTo(Finding.Severity.NOTICE))
                .asString()
                .contains("charges", "an hour at least");
    }

    @Test
    void aSnapshotLargerThan16TebibytesIsAFault_V27() {
        VolumeId huge = new VolumeId("vol-00000000000000001");
        account.ebs.shape(huge, new VolumeShape(new ByteSize(17L << 40), "gp3", 3_000, 125, Optional.empty()));
        SnapshotId snapshot = account.snapshotAgain();

        assertThat(account.await(
                        fast().check(List.of(account.request(snapshot, VolumeTarget.gp3(account.zone()))), LIMIT)))
                .filteredOn(finding -> finding.severity() == Finding.Severity.FAULT)
                .singleElement()
                .asString()
                .contains(snapshot.value(), "17408 GiB", "16384");
    }

    @Test
    void aZoneThatIsNoneOfTheRegionItselfIsAFault_V27() {
        assertThat(check(VolumeTarget.gp3("us-west-2-lax-1a")))
                .filteredOn(finding -> finding.severity() == Finding.Severity.FAULT)
                .singleElement()
                .asString()
                .contains("us-west-2-lax-1a", "Local Zones");
    }

    @Test
    void volumesThatAreFasterThanItIsAreTold() {
        assertThat(check(new VolumeTarget(
                        account.zone(), VolumeType.GP3, 8_000, 2_000, VolumeEncryption.AS_SNAPSHOT, 0)))
                .extracting(Finding::toString)
                .anySatisfy(text -> assertThat(text).contains("2000 MiB/s", "1000 MiB/s only"));
    }

    @Test
    void aVolumeIsFilledAtTheRateThatWasAskedFor() {
        NewVolume made = account.await(account.provider()
                .create(
                        account.request(
                                account.snapshots().get(0),
                                new VolumeTarget(
                                        account.zone(), VolumeType.GP3, 0, 0, VolumeEncryption.AS_SNAPSHOT, 300)),
                        LIMIT));
        NewVolume other = account.await(account.provider().create(account.request(1), LIMIT));

        assertThat(account.ebs.initializationRate(made.id())).isEqualTo(300);
        assertThat(account.ebs.initializationRate(other.id())).isZero();
    }

    @Test
    void aQuotaBelowOneIsRefused() {
        assertThatThrownBy(() -> EbsVolumeProvider.builder().fastRestoreQuota(0))
                .hasMessageContaining("fastRestoreQuota is 0");
    }
}
