package io.brfed.examples;

import io.brfed.aws.EbsSnapshotProvider;
import io.brfed.aws.EbsVolumeProvider;
import io.brfed.aws.S3BackupStorage;
import io.brfed.k8s.KubernetesCluster;
import io.brfed.k8s.KubernetesClusterAccess;
import io.brfed.spi.BackupStorage;
import io.brfed.spi.BackupStorage.Guard;
import io.brfed.spi.ClusterAccess;
import io.brfed.spi.SnapshotProvider;
import io.brfed.spi.VolumeProvider;
import io.brfed.testkit.direct.Ec2Server;
import io.brfed.testkit.direct.FakeEbs;
import io.brfed.testkit.direct.S3Server;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** An EBS account and a bucket, served in AWS' own protocols, with the adapters connected to them. */
final class WiredAws implements AutoCloseable {
    private static final String REGION = "us-west-2";
    private static final StaticCredentialsProvider ANYBODY =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("loopback", "loopback"));

    private final Ec2Server ec2;
    private final S3Server s3 = S3Server.start(LoopbackTidb.LOCATION.bucket());
    private final EbsSnapshotProvider snapshots;
    private final EbsVolumeProvider volumes;
    private final S3BackupStorage storage;

    private WiredAws(FakeEbs ebs) {
        ec2 = Ec2Server.start(ebs);
        snapshots = EbsSnapshotProvider.builder()
                .region(REGION)
                .endpoint(ec2.url())
                .credentials(ANYBODY)
                .build();
        volumes = EbsVolumeProvider.builder()
                .region(REGION)
                .endpoint(ec2.url())
                .credentials(ANYBODY)
                .build();
        storage = S3BackupStorage.builder(LoopbackTidb.LOCATION)
                .region(REGION)
                .endpoint(s3.url())
                .credentials(ANYBODY)
                .pathStyle()
                .guard(Guard.ATOMIC)
                .build();
    }

    static WiredAws serving(FakeEbs ebs) {
        return new WiredAws(ebs);
    }

    S3Server s3() {
        return s3;
    }

    SnapshotProvider snapshots() {
        return snapshots;
    }

    VolumeProvider volumes() {
        return volumes;
    }

    BackupStorage storage() {
        return storage;
    }

    ClusterAccess access(KubernetesCluster cluster) {
        return KubernetesClusterAccess.on(cluster).build();
    }

    @Override
    public void close() {
        storage.close();
        volumes.close();
        snapshots.close();
        s3.close();
        ec2.close();
    }
}
