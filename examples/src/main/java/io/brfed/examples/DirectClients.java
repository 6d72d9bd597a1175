package io.brfed.examples;

import io.brfed.DirectPlanes;
import io.brfed.aws.EbsSnapshotProvider;
import io.brfed.aws.S3BackupStorage;
import io.brfed.k8s.Kubeconfig;
import io.brfed.k8s.KubernetesClusterAccess;
import io.brfed.plane.Cluster;
import io.brfed.spi.BackupStorage;
import io.brfed.spi.BackupStorage.Guard;
import io.brfed.spi.ClusterAccess;
import io.brfed.spi.PdClient;
import io.brfed.spi.SnapshotProvider;
import io.brfed.spi.StorePreparation;
import io.brfed.tikv.TikvConnection;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/**
 * The clients that a direct plane works with, connected to {@link LoopbackTidb}. With real systems they are made in the same
 * way, without endpoints and credentials. Safe for use by several threads.
 */
final class DirectClients implements AutoCloseable {
    private static final String REGION = "us-west-2";
    private static final StaticCredentialsProvider ANYBODY =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("loopback", "loopback"));

    private final Kubeconfig kubeconfig;
    private final TikvConnection tikv;
    private final EbsSnapshotProvider ebs;
    private final S3BackupStorage s3;

    private DirectClients(LoopbackTidb.Addresses addresses, Kubeconfig kubeconfig) {
        this.kubeconfig = kubeconfig;
        this.tikv = TikvConnection.to(addresses.pd()).open();
        this.ebs = EbsSnapshotProvider.builder()
                .region(REGION)
                .endpoint(addresses.ec2())
                .credentials(ANYBODY)
                .build();
        this.s3 = S3BackupStorage.builder(LoopbackTidb.LOCATION)
                .region(REGION)
                .endpoint(addresses.s3())
                .credentials(ANYBODY)
                .pathStyle()
                .guard(Guard.ATOMIC)
                .build();
    }

    /**
     * Makes the clients; nothing is contacted yet.
     *
     * @param kubeconfig has a context for each member; stays the caller's
     */
    static DirectClients to(LoopbackTidb.Addresses addresses, Kubeconfig kubeconfig) {
        return new DirectClients(addresses, kubeconfig);
    }

    PdClient pd() {
        return tikv.pd();
    }

    StorePreparation stores() {
        return tikv.stores();
    }

    SnapshotProvider snapshots() {
        return ebs;
    }

    BackupStorage storage() {
        return s3;
    }

    ClusterAccess access(String cluster) {
        return KubernetesClusterAccess.on(kubeconfig.cluster(cluster)).build();
    }

    /** A member whose plane is a direct one. */
    Cluster cluster(String name, DirectPlanes planes) {
        return Cluster.named(name)
                .namespace(LoopbackClusters.NAMESPACE)
                .tidbCluster(LoopbackClusters.TIDB_CLUSTER)
                .on(planes.in(name, access(name), ebs, s3));
    }

    @Override
    public void close() {
        s3.close();
        ebs.close();
        tikv.close();
    }
}
