package io.brfed.testkit.direct;

import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import io.brfed.spi.InstanceId;
import io.brfed.spi.SnapshotProvider;
import io.brfed.testkit.VirtualTime;
import io.brfed.testkit.contract.SizedAccount;
import io.brfed.testkit.contract.TroubledAccount;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The fake account in virtual time. */
final class FakeEbsFixture implements TroubledAccount, SizedAccount {
    private final VirtualTime time = VirtualTime.create();
    private final FakeEbs ebs = FakeEbs.create(time);
    private final SnapshotProvider provider = ebs.provider();

    FakeEbsFixture() {
        ebs.instance(instance(), "us-west-2a", volumes().toArray(VolumeId[]::new));
        ebs.volume(loose(), "us-west-2a");
    }

    @Override
    public SnapshotProvider provider() {
        return provider;
    }

    @Override
    public InstanceId instance() {
        return new InstanceId("i-1");
    }

    @Override
    public List<VolumeId> volumes() {
        return List.of(new VolumeId("vol-1"), new VolumeId("vol-2"), new VolumeId("vol-3"));
    }

    @Override
    public VolumeId loose() {
        return new VolumeId("vol-9");
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
        return time.await(stage, Duration.ofMinutes(1));
    }

    @Override
    public void letSnapshotsEnd() {
        time.advance(Duration.ofMinutes(1));
    }

    @Override
    public void failNext(String code) {
        ebs.failNext(code);
    }

    @Override
    public void loseNextAnswer() {
        ebs.loseAnswerOf(FakeEbs.CREATE);
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
    public void failSnapshotsOf(VolumeId volume) {
        ebs.failSnapshotsOf(volume);
    }

    @Override
    public void useInImage(SnapshotId snapshot) {
        ebs.useInImage(snapshot);
    }

    @Override
    public void pendingQuota(int value) {
        ebs.pendingQuota(value, value);
    }

    @Override
    public void snapshotQuota(int value) {
        ebs.snapshotQuota(value);
    }

    @Override
    public int snapshots() {
        return ebs.snapshots().size();
    }

    @Override
    public void write(VolumeId volume, int firstBlock, int blocks) {
        ebs.write(volume, firstBlock, blocks);
    }

    @Override
    public void failNextList(String code) {
        ebs.failNext("ListChangedBlocks", code, 1);
    }

    @Override
    public long lists() {
        return ebs.count("ListChangedBlocks") + ebs.count("ListSnapshotBlocks");
    }

    @Override
    public void close() {}
}
