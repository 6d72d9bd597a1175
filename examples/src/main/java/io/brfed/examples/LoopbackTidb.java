package io.brfed.examples;

import io.brfed.api.BackupLocation;
import io.brfed.api.StoreId;
import io.brfed.api.VolumeId;
import io.brfed.spi.InstanceId;
import io.brfed.testkit.direct.Ec2Server;
import io.brfed.testkit.direct.FakeEbs;
import io.brfed.testkit.direct.S3Server;
import io.brfed.testkit.kubernetes.EmbeddedKubernetes;
import io.brfed.testkit.kubernetes.TikvObjects;
import io.brfed.tikv.testserver.TestTidbCluster;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * The TiDB cluster {@code tidb/prod} across several Kubernetes clusters, as a direct plane meets it: PD and TiKV stores, the
 * EBS account with the stores' volumes, and a bucket, each of them a server that speaks the real wire on a free port of the
 * loopback interface; and on the API servers the pods, claims and volumes of the stores. There is no data. Thread-safe.
 */
final class LoopbackTidb implements AutoCloseable {
    /** Where backups go. */
    static final BackupLocation LOCATION = new BackupLocation("s3://backups/prod");

    private static final Duration SNAPSHOT_TIME = Duration.ofMillis(1500);

    private final TestTidbCluster tidb;
    private final FakeEbs ebs = FakeEbs.inRealTime().snapshotTime(SNAPSHOT_TIME).volumeInterval(Duration.ZERO);
    private final Ec2Server ec2;
    private final S3Server s3;

    private LoopbackTidb(TestTidbCluster tidb) {
        this.tidb = tidb;
        this.ec2 = Ec2Server.start(ebs);
        this.s3 = S3Server.start(LOCATION.bucket());
    }

    /** Starts all servers, and shows the stores on the API servers, which stay the caller's. */
    static LoopbackTidb start(List<EmbeddedKubernetes> servers, int storesEach) {
        TestTidbCluster tidb =
                TestTidbCluster.builder().stores(servers.size() * storesEach).start();
        LoopbackTidb loopback = new LoopbackTidb(tidb);
        try {
            for (int i = 0; i < servers.size(); i++) {
                loopback.show(servers.get(i), i * storesEach, storesEach);
            }
            return loopback;
        } catch (RuntimeException e) {
            loopback.close();
            throw e;
        }
    }

    /** Where the servers listen. */
    Addresses addresses() {
        return new Addresses(tidb.pdUrls(), ec2.url(), s3.url());
    }

    /** PD and TiKV. */
    TestTidbCluster tidb() {
        return tidb;
    }

    /** The account with the volumes. */
    FakeEbs ebs() {
        return ebs;
    }

    /** The bucket. */
    S3Server s3() {
        return s3;
    }

    /** Whether nothing of a pause is left in PD or any store. */
    boolean isUndisturbed() {
        return tidb.pd().pausedSchedulers().isEmpty()
                && tidb.pd().temporarySettings().isEmpty()
                && tidb.pd().gcHolds().isEmpty()
                && tidb.stores().stream().allMatch(store -> store.leaseLeft().isZero());
    }

    /** What the servers have to say afterwards, as lines for people. */
    String findings() {
        return "PD and TiKV: " + (isUndisturbed() ? "as before" : "still disturbed") + "\nEC2: "
                + ebs.snapshots().size() + " snapshots\nS3: "
                + s3.storage().objects().keySet().stream().sorted().collect(Collectors.joining("\n    "));
    }

    @Override
    public void close() {
        s3.close();
        ec2.close();
        tidb.close();
    }

    private void show(EmbeddedKubernetes server, int first, int count) {
        long[] own = ids(first, first + count);
        TikvObjects objects = TikvObjects.v1(LoopbackClusters.TIDB_CLUSTER)
                .namespace(LoopbackClusters.NAMESPACE)
                .stores(own)
                .peers(LongStream.concat(
                                LongStream.of(ids(0, first)),
                                LongStream.of(ids(first + count, tidb.stores().size())))
                        .toArray());
        objects.putOn(server);
        for (long store : own) {
            InstanceId instance = new InstanceId(String.format("i-%017x", store));
            ebs.instance(instance, "us-west-2a", new VolumeId(objects.ebsVolume(objects.claim(store))));
        }
    }

    private long[] ids(int from, int to) {
        return tidb.stores().subList(from, to).stream()
                .map(store -> store.id())
                .mapToLong(StoreId::bits)
                .toArray();
    }

    /**
     * Where servers listen.
     *
     * @param pd PD's client URLs
     * @param ec2 EC2's endpoint
     * @param s3 S3's endpoint
     */
    record Addresses(List<String> pd, URI ec2, URI s3) {
        Addresses {
            pd = List.copyOf(pd);
        }

        @Override
        public String toString() {
            return "PD at " + String.join(", ", pd) + ", EC2 at " + ec2 + ", S3 at " + s3;
        }
    }
}
