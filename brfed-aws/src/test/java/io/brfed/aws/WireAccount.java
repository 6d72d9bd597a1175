package io.brfed.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import io.brfed.spi.CallBudget;
import io.brfed.spi.InstanceId;
import io.brfed.spi.SnapshotProvider;
import io.brfed.testkit.contract.SizedAccount;
import io.brfed.testkit.contract.TroubledAccount;
import io.brfed.testkit.direct.Ec2Server;
import io.brfed.testkit.direct.FakeEbs;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** The fake account behind EC2's own protocol. */
final class WireAccount implements TroubledAccount, SizedAccount {
    static final String SECRET = "wJalrXUtnFEMIsecretK7MDENG";

    final FakeEbs ebs = FakeEbs.inRealTime().volumeInterval(Duration.ZERO);
    final Ec2Server server = Ec2Server.start(ebs);
    private int pendingQuota = 100;
    private int snapshotQuota = 100_000;
    private EbsSnapshotProvider provider = open();

    WireAccount() {
        ebs.instance(instance(), "us-west-2a", volumes().toArray(VolumeId[]::new));
        ebs.volume(loose(), "us-west-2a");
    }

    private EbsSnapshotProvider open() {
        return builder()
                .pendingSnapshots(pendingQuota)
                .snapshotsPerRegion(snapshotQuota)
                .build();
    }

    EbsSnapshotProvider.Builder builder() {
        return EbsSnapshotProvider.builder()
                .region("us-west-2")
                .endpoint(server.url())
                .sizesEndpoint(server.url())
                .credentials(StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", SECRET)));
    }

    CallBudget budget() {
        return provider.budget();
    }

    @Override
    public SnapshotProvider provider() {
        return provider;
    }

    @Override
    public InstanceId instance() {
        return new InstanceId("i-00000000000000001");
    }

    @Override
    public List<VolumeId> volumes() {
        return List.of(
                new VolumeId("vol-00000000000000001"),
                new VolumeId("vol-00000000000000002"),
                new VolumeId("vol-00000000000000003"));
    }

    @Override
    public VolumeId loose() {
        return new VolumeId("vol-00000000000000009");
    }

    @Override
    public VolumeId missingVolume() {
        return new VolumeId("vol-0000000000000dead");
    }

    @Override
    public SnapshotId missingSnapshot() {
        return new SnapshotId("snap-0000000000000dead");
    }

    @Override
    public <T extends @Nullable Object> T await(CompletionStage<T> stage) {
        return Waiting.await(stage);
    }

    @Override
    public void letSnapshotsEnd() {
        ebs.finishSnapshots();
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
        server.close();
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
        provider.close();
        pendingQuota = value;
        provider = open();
    }

    @Override
    public void snapshotQuota(int value) {
        ebs.snapshotQuota(value);
        provider.close();
        snapshotQuota = value;
        provider = open();
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

    /** Whatever a test calls, the policy must grant. */
    @Override
    public void close() {
        provider.close();
        server.close();
        assertThat(DirectIamPolicyTest.granted()).containsAll(server.rights());
    }
}
