package io.brfed.aws;

import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import io.brfed.spi.InstanceId;
import io.brfed.spi.SnapshotProvider;
import io.brfed.testkit.contract.SnapshotProviderFixture;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.BlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceType;

/** An instance with three data volumes, made through EC2's own calls. */
final class RealEc2Account implements SnapshotProviderFixture {
    private final Ec2Client client = Ec2Client.builder()
            .region(Region.of(RealServer.REGION))
            .endpointOverride(RealServer.url())
            .credentialsProvider(RealServer.credentials())
            .build();
    private final EbsSnapshotProvider provider = EbsSnapshotProvider.builder()
            .region(RealServer.REGION)
            .endpoint(RealServer.url())
            .credentials(RealServer.credentials())
            .build();
    private final InstanceId instance;
    private final List<VolumeId> volumes;
    private final VolumeId loose;

    RealEc2Account() {
        List<BlockDeviceMapping> devices = IntStream.range(0, 4)
                .mapToObj(i -> BlockDeviceMapping.builder()
                        .deviceName(i == 0 ? "/dev/sda1" : "/dev/sd" + (char) ('e' + i))
                        .ebs(ebs -> ebs.volumeSize(8).volumeType("gp3"))
                        .build())
                .toList();
        Instance made = client.runInstances(request -> request.imageId("ami-12345678")
                        .minCount(1)
                        .maxCount(1)
                        .instanceType(InstanceType.M5_LARGE)
                        .blockDeviceMappings(devices))
                .instances()
                .get(0);
        instance = new InstanceId(made.instanceId());
        Instance seen = client.describeInstances(request -> request.instanceIds(made.instanceId()))
                .reservations()
                .get(0)
                .instances()
                .get(0);
        volumes = seen.blockDeviceMappings().stream()
                .filter(device -> !device.deviceName().equals(seen.rootDeviceName()))
                .map(device -> new VolumeId(device.ebs().volumeId()))
                .toList();
        loose = new VolumeId(client.createVolume(request -> request.availabilityZone(RealServer.REGION + "a")
                        .size(8)
                        .volumeType("gp3"))
                .volumeId());
    }

    @Override
    public SnapshotProvider provider() {
        return provider;
    }

    @Override
    public InstanceId instance() {
        return instance;
    }

    @Override
    public List<VolumeId> volumes() {
        return volumes;
    }

    @Override
    public VolumeId loose() {
        return loose;
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
    public void letSnapshotsEnd() {}

    @Override
    public void close() {
        provider.close();
        client.close();
    }
}
