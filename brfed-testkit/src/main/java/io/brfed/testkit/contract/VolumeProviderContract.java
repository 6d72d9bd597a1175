package io.brfed.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.ClusterName;
import io.brfed.api.Finding;
import io.brfed.api.OperationId;
import io.brfed.api.SnapshotId;
import io.brfed.spi.NewVolume;
import io.brfed.spi.NewVolume.State;
import io.brfed.spi.SourceSnapshot;
import io.brfed.spi.TakenSnapshot;
import io.brfed.spi.VolumeEncryption;
import io.brfed.spi.VolumeProvider;
import io.brfed.spi.VolumeRequest;
import io.brfed.spi.VolumeTags;
import io.brfed.spi.VolumeTarget;
import io.brfed.spi.VolumeType;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What every {@link VolumeProvider} does while nothing goes wrong, as tests to inherit; a test may therefore run against a
 * real account. What providers do in trouble is in {@link VolumeProviderTroubleContract}.
 *
 * @since 0.1.0
 */
public abstract class VolumeProviderContract {
    private VolumeProviderFixture fixture;
    private VolumeCalls calls;

    /** For implementations. */
    protected VolumeProviderContract() {}

    /** A new provider with the account that the fixture describes; closed after the test. */
    protected abstract VolumeProviderFixture newFixture();

    @BeforeEach
    final void open() {
        fixture = newFixture();
        calls = new VolumeCalls(fixture);
    }

    @AfterEach
    final void close() {
        fixture.close();
    }

    @Test
    @DisplayName("a volume is made where, from what and as what it was asked for, with the snapshot's size")
    protected void makes() {
        VolumeTarget target =
                new VolumeTarget(fixture.zone(), VolumeType.GP3, 4_000, 250, VolumeEncryption.AS_SNAPSHOT, 0);
        NewVolume made = calls.create(calls.request(snapshot(0), target));
        fixture.letVolumesBeMade();

        assertThat(made.snapshot()).contains(snapshot(0));
        NewVolume seen = calls.describe(made.id()).get(0);
        assertThat(seen.state()).isEqualTo(State.AVAILABLE);
        assertThat(seen.snapshot()).contains(snapshot(0));
        assertThat(seen.zone()).isEqualTo(fixture.zone());
        assertThat(seen.shape().type()).isEqualTo("gp3");
        assertThat(seen.shape().iops()).isEqualTo(4_000);
        assertThat(seen.shape().throughput()).isEqualTo(250);
        assertThat(seen.shape().size()).isEqualTo(source(0).size());
    }

    @Test
    @DisplayName("what is left to AWS is left to AWS")
    protected void makesDefaults() {
        NewVolume made = calls.create(snapshot(0));
        fixture.letVolumesBeMade();

        assertThat(calls.describe(made.id()).get(0).shape().iops()).isEqualTo(3_000);
        assertThat(calls.describe(made.id()).get(0).shape().kmsKey()).isEmpty();
    }

    @Test
    @DisplayName("a volume is encrypted with the key that was asked for")
    protected void encrypts_V26() {
        String key = "arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012";
        VolumeTarget target = new VolumeTarget(fixture.zone(), VolumeType.GP3, 0, 0, VolumeEncryption.withKey(key), 0);
        NewVolume made = calls.create(calls.request(snapshot(0), target));
        fixture.letVolumesBeMade();

        assertThat(calls.describe(made.id()).get(0).shape().kmsKey()).contains(key);
    }

    @Test
    @DisplayName("all tags are written by the request itself: whose it is, and those of the CSI driver")
    protected void tags_V28_V29() {
        VolumeRequest request = calls.request(snapshot(0));
        NewVolume made = calls.create(request);
        fixture.letVolumesBeMade();

        NewVolume seen = calls.describe(made.id()).get(0);
        assertThat(seen.tags())
                .containsExactlyInAnyOrderEntriesOf(VolumeTags.of(request))
                .containsEntry("team", "db")
                .containsEntry("ebs.csi.aws.com/cluster", "true")
                .containsEntry("CSIVolumeName", "pvc-4711")
                .containsEntry("kubernetes.io/created-for/pv/name", "pvc-4711")
                .containsEntry("kubernetes.io/created-for/pvc/name", "tikv-db-tikv-0")
                .containsEntry("kubernetes.io/created-for/pvc/namespace", "tidb");
        assertThat(seen.isOf(calls.id(), VolumeCalls.MEMBER)).isTrue();
        assertThat(seen.attempt()).isEqualTo(1);
    }

    @Test
    @DisplayName("the same request twice makes one volume, another attempt makes another")
    protected void makesOnce_V21() {
        VolumeRequest request = calls.request(snapshot(0));
        NewVolume first = calls.create(request);
        NewVolume again = calls.create(request);
        NewVolume other = calls.create(request.attempt(2));
        fixture.letVolumesBeMade();

        assertThat(again.id()).isEqualTo(first.id());
        assertThat(other.id()).isNotEqualTo(first.id());
        assertThat(calls.find()).extracting(NewVolume::id).containsExactlyInAnyOrder(first.id(), other.id());
    }

    @Test
    @DisplayName("volumes are found by their operation and member, and others are not")
    protected void finds_V25() {
        NewVolume first = calls.create(snapshot(0));
        NewVolume second = calls.create(snapshot(1));
        fixture.letVolumesBeMade();

        assertThat(calls.find()).extracting(NewVolume::id).containsExactlyInAnyOrder(first.id(), second.id());
        assertThat(calls.find(new OperationId("somebody-else"), VolumeCalls.MEMBER))
                .isEmpty();
        assertThat(calls.find(calls.id(), new ClusterName("k8s-b"))).isEmpty();
    }

    @Test
    @DisplayName("a volume that does not exist is missing in the answer, and the others are not")
    protected void missesVolume_V23() {
        NewVolume there = calls.create(snapshot(0));
        fixture.letVolumesBeMade();

        assertThat(calls.describe(fixture.missingVolume(), there.id()))
                .extracting(NewVolume::id)
                .containsExactly(there.id());
        assertThat(calls.describe(fixture.missingVolume())).isEmpty();
        assertThat(calls.describe()).isEmpty();
    }

    @Test
    @DisplayName("sources are told together; one that does not exist is missing in the answer")
    protected void tellsSources_V22() {
        List<SourceSnapshot> told = fixture.await(fixture.provider()
                .sources(List.of(snapshot(0), snapshot(1), fixture.missingSnapshot()), VolumeCalls.LIMIT));

        assertThat(told).extracting(SourceSnapshot::id).containsExactlyInAnyOrder(snapshot(0), snapshot(1));
        assertThat(told).extracting(SourceSnapshot::state).containsOnly(TakenSnapshot.State.COMPLETED);
        assertThat(told).allSatisfy(source -> assertThat(source.size().bytes()).isPositive());
    }

    @Test
    @DisplayName("removing is idempotent")
    protected void deletes() {
        NewVolume made = calls.create(snapshot(0));
        fixture.letVolumesBeMade();
        calls.delete(made.id());
        calls.delete(made.id());
        calls.delete(fixture.missingVolume());

        assertThat(calls.find()).isEmpty();
        assertThat(calls.describe(made.id())).isEmpty();
    }

    @Test
    @DisplayName("a check of what can be done finds nothing and makes nothing")
    protected void checksWithoutEffect() {
        assertThat(calls.faults(calls.request(snapshot(0)), calls.request(snapshot(1))))
                .isEmpty();
        assertThat(calls.check()).isEmpty();
        assertThat(calls.find()).isEmpty();
    }

    @Test
    @DisplayName("a check tells everything that would be refused, at once")
    protected void checksAll() {
        VolumeTarget fast =
                new VolumeTarget(fixture.zone(), VolumeType.GP3, 99_999, 4_000, VolumeEncryption.AS_SNAPSHOT, 0);
        VolumeTarget bare = new VolumeTarget(fixture.zone(), VolumeType.IO2, 0, 0, VolumeEncryption.AS_SNAPSHOT, 0);

        assertThat(calls.faults(
                        calls.request(snapshot(0), fast),
                        calls.request(snapshot(1), bare),
                        calls.request(fixture.missingSnapshot())))
                .extracting(Finding::toString)
                .anySatisfy(text -> assertThat(text).contains("99999", "3000 to 80000"))
                .anySatisfy(text -> assertThat(text).contains("4000 MiB/s", "125 to 2000"))
                .anySatisfy(text -> assertThat(text).contains("io2", "needs a number"))
                .anySatisfy(text ->
                        assertThat(text).contains(fixture.missingSnapshot().value(), "does not exist"));
    }

    private SourceSnapshot source(int index) {
        return fixture.await(fixture.provider().sources(List.of(snapshot(index)), VolumeCalls.LIMIT))
                .get(0);
    }

    private SnapshotId snapshot(int index) {
        return fixture.snapshots().get(index);
    }
}
