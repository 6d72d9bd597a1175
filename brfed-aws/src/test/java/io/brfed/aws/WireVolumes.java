package io.brfed.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.ByteSize;
import io.brfed.api.ClusterName;
import io.brfed.api.OperationId;
import io.brfed.api.OperationName;
import io.brfed.api.SnapshotId;
import io.brfed.api.StoreId;
import io.brfed.api.VolumeId;
import io.brfed.spi.InstanceId;
import io.brfed.spi.InstanceSnapshots;
import io.brfed.spi.TakenSnapshot;
import io.brfed.spi.TikvVolume;
import io.brfed.spi.VolumeClaim;
import io.brfed.spi.VolumeProvider;
import io.brfed.spi.VolumeRequest;
import io.brfed.spi.VolumeTarget;
import io.brfed.spi.VolumeType;
import io.brfed.testkit.contract.FastRestoreFixture;
import io.brfed.testkit.contract.TroubledVolumes;
import io.brfed.testkit.direct.Ec2Server;
import io.brfed.testkit.direct.FakeEbs;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** The fake account behind EC2's own protocol, with snapshots to make volumes from. */
final class WireVolumes implements TroubledVolumes, FastRestoreFixture {
    static final String SECRET = "wJalrXUtnFEMIsecretK7MDENG";

    private static final InstanceId INSTANCE = new InstanceId("i-00000000000000001");
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int AMPLE = 100_000;
    private static final Duration LONG = Duration.ofHours(1);

    final FakeEbs ebs = FakeEbs.inRealTime().volumeInterval(Duration.ZERO).volumeTime(LONG);
    final Ec2Server server = Ec2Server.start(ebs);
    private final List<SnapshotId> snapshots;
    private EbsVolumeProvider provider = builder().build();

    WireVolumes() {
        this(3);
    }

    WireVolumes(int volumes) {
        List<VolumeId> sources = IntStream.range(0, volumes)
                .mapToObj(i -> new VolumeId(String.format("vol-%017x", i + 1)))
                .toList();
        ebs.pendingQuota(AMPLE, AMPLE).instance(INSTANCE, zone(), sources.toArray(VolumeId[]::new));
        snapshots = snapshots(sources);
    }

    /** Another snapshot of the first volume of one. */
    SnapshotId snapshotAgain() {
        return snapshots(List.of(new VolumeId(String.format("vol-%017x", 1)))).get(0);
    }

    private List<SnapshotId> snapshots(List<VolumeId> sources) {
        InstanceSnapshots request = new InstanceSnapshots(
                INSTANCE,
                sources.stream()
                        .map(volume -> new InstanceSnapshots.Part(volume, StoreId.parse("4")))
                        .toList(),
                Set.of(),
                new OperationId("backup"),
                new OperationName("nightly"),
                new ClusterName("k8s-a"),
                1);
        List<SnapshotId> taken = await(ebs.provider().create(request, LIMIT)).stream()
                .map(TakenSnapshot::id)
                .toList();
        ebs.finishSnapshots();
        return taken;
    }

    EbsVolumeProvider.Builder builder() {
        return EbsVolumeProvider.builder()
                .region("us-west-2")
                .endpoint(server.url())
                .keysEndpoint(server.url())
                .credentials(StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", SECRET)));
    }

    VolumeRequest request(SnapshotId snapshot, VolumeTarget target) {
        return new VolumeRequest(
                new OperationId("op-1"),
                new OperationName("back"),
                new ClusterName("k8s-a"),
                StoreId.parse("4"),
                TikvVolume.DATA,
                snapshot,
                target,
                new VolumeClaim("pvc-4711", "tikv-db-tikv-0", "tidb"),
                Map.of(),
                1);
    }

    VolumeRequest request(int index) {
        return request(snapshots.get(index), VolumeTarget.gp3(zone()));
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
    public void letVolumesBeMade() {
        ebs.finishVolumes();
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
        server.close();
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
        ebs.volumesShowAfter(LONG);
    }

    @Override
    public void storageQuota(ByteSize value) {
        ebs.volumeQuota(AMPLE, value);
        provider.close();
        provider = builder().storageQuota(VolumeType.GP3, value).build();
    }

    @Override
    public ByteSize stored() {
        return ebs.storedIn("gp3");
    }

    @Override
    public int made() {
        return (int) ebs.volumes().stream()
                .filter(volume -> volume.snapshot().isPresent())
                .count();
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
        provider.close();
        provider = builder().fastRestoreQuota(quota).build();
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

    /** Whatever a test calls, the policy must grant. */
    @Override
    public void close() {
        provider.close();
        server.close();
        assertThat(DirectIamPolicyTest.granted()).containsAll(server.rights());
    }
}
