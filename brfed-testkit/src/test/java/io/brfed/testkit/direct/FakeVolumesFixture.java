package io.brfed.testkit.direct;

import io.brfed.api.ByteSize;
import io.brfed.api.ClusterName;
import io.brfed.api.OperationId;
import io.brfed.api.OperationName;
import io.brfed.api.SnapshotId;
import io.brfed.api.StoreId;
import io.brfed.api.VolumeId;
import io.brfed.spi.InstanceId;
import io.brfed.spi.InstanceSnapshots;
import io.brfed.spi.NewVolume;
import io.brfed.spi.TakenSnapshot;
import io.brfed.spi.VolumeProvider;
import io.brfed.testkit.VirtualTime;
import io.brfed.testkit.contract.FastRestoreFixture;
import io.brfed.testkit.contract.TroubledVolumes;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The fake account in virtual time, with the snapshots of one instance. */
final class FakeVolumesFixture implements TroubledVolumes, FastRestoreFixture {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final InstanceId INSTANCE = new InstanceId("i-1");
    private static final List<VolumeId> VOLUMES =
            List.of(new VolumeId("vol-1"), new VolumeId("vol-2"), new VolumeId("vol-3"));

    private final VirtualTime time = VirtualTime.create();
    private final FakeEbs ebs = FakeEbs.create(time).volumeTime(LONG.dividedBy(2));
    private final VolumeProvider provider = ebs.volumeProvider();
    private final List<SnapshotId> snapshots;

    FakeVolumesFixture() {
        ebs.instance(INSTANCE, zone(), VOLUMES.toArray(VolumeId[]::new));
        InstanceSnapshots request = new InstanceSnapshots(
                INSTANCE,
                VOLUMES.stream()
                        .map(volume -> new InstanceSnapshots.Part(volume, StoreId.parse("4")))
                        .toList(),
                Set.of(),
                new OperationId("backup"),
                new OperationName("nightly"),
                new ClusterName("k8s-a"),
                1);
        snapshots = await(ebs.provider().create(request, LONG)).stream()
                .map(TakenSnapshot::id)
                .toList();
        ebs.finishSnapshots();
    }

    @Override
    public VolumeProvider provider() {
        return provider;
    }

    @Override
    public List<SnapshotId> snapshots() {
        return snapshots;
    }

    @Override
    public String zone() {
        return "us-west-2a";
    }

    @Override
    public VolumeId missingVolume() {
        return new VolumeId("vol-404");
    }

    @Override
    public SnapshotId missingSnapshot() {
        return new SnapshotId("snap-404");
    }

    @Override
    public <T extends @Nullable Object> T await(CompletionStage<T> stage) {
        return time.await(stage, LONG);
    }

    @Override
    public void letVolumesBeMade() {
        time.advance(LONG);
    }

    @Override
    public void failNext(String code) {
        ebs.failNext(FakeEbs.CREATE_VOLUME, code, 1);
    }

    @Override
    public void loseNextAnswer() {
        ebs.loseAnswerOf(FakeEbs.CREATE_VOLUME);
    }

    @Override
    public void refuseConnections() {
        ebs.refusesConnections();
    }

    @Override
    public void deny(String action) {
        ebs.deny(action);
    }

    @Override
    public void failVolumesFrom(SnapshotId snapshot) {
        ebs.failVolumesFrom(snapshot);
    }

    @Override
    public void breakKey(String key) {
        ebs.breakKey(key);
    }

    @Override
    public void attach(VolumeId volume) {
        ebs.attach(volume, INSTANCE);
    }

    @Override
    public void vanish(VolumeId volume) {
        ebs.vanish(volume);
    }

    @Override
    public void showVolumesLate() {
        ebs.volumesShowAfter(LONG.dividedBy(2));
    }

    @Override
    public void storageQuota(ByteSize value) {
        ebs.volumeQuota(1_000, value);
    }

    @Override
    public ByteSize stored() {
        return ebs.storedIn("gp3");
    }

    @Override
    public int made() {
        List<NewVolume> made = ebs.volumes().stream()
                .filter(volume -> volume.snapshot().isPresent())
                .toList();
        return made.size();
    }

    @Override
    public void letFastRestoresBeReady() {
        ebs.finishFastRestores();
    }

    @Override
    public void refuseFastRestoreOf(SnapshotId snapshot, String code) {
        ebs.refuseFastRestoreOf(snapshot, code);
    }

    @Override
    public void fastRestoreQuota(int quota) {
        ebs.fastRestoreQuota(quota);
    }

    @Override
    public void failNext(String action, String code) {
        ebs.failNext(action, code, 1);
    }

    @Override
    public void loseAnswerOf(String action) {
        ebs.loseAnswerOf(action);
    }

    @Override
    public int on() {
        return ebs.fastRestores().size();
    }

    @Override
    public void close() {}
}
