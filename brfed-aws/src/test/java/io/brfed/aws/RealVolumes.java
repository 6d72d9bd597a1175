package io.brfed.aws;

import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import io.brfed.spi.VolumeProvider;
import io.brfed.testkit.contract.VolumeProviderFixture;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;

/** Three snapshots of a volume, made through EC2's own calls. */
final class RealVolumes implements VolumeProviderFixture {
    private final Ec2Client client = Ec2Client.builder()
            .region(Region.of(RealServer.REGION))
            .endpointOverride(RealServer.url())
            .credentialsProvider(RealServer.credentials())
            .build();
    private final EbsVolumeProvider provider = EbsVolumeProvider.builder()
            .region(RealServer.REGION)
            .endpoint(RealServer.url())
            .keysEndpoint(RealServer.url())
            .credentials(RealServer.credentials())
            .build();
    private final List<SnapshotId> snapshots;

    RealVolumes() {
        String volume = client.createVolume(
                        request -> request.availabilityZone(zone()).size(8).volumeType("gp3"))
                .volumeId();
        snapshots = IntStream.range(0, 3)
                .mapToObj(i -> client.createSnapshot(request -> request.volumeId(volume)))
                .map(made -> new SnapshotId(made.snapshotId()))
                .toList();
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
        return RealServer.REGION + "a";
    }

    @Override
    public VolumeId missingVolume() {
        return new VolumeId("vol-0123456789abcdead");
    }

    @Override
    public SnapshotId missingSnapshot() {
        return new SnapshotId("snap-0123456789abcdead");
    }

    @Override
    public <T extends @Nullable Object> T await(CompletionStage<T> stage) {
        return Waiting.await(stage);
    }

    @Override
    public void letVolumesBeMade() {}

    @Override
    public void close() {
        provider.close();
        client.close();
    }
}
