package io.brfed.k8s;

import io.brfed.api.Finding;
import io.brfed.api.TidbClusterRef;
import io.brfed.spi.ClusterAccess;
import io.brfed.spi.ClusterInventory;
import io.brfed.testkit.contract.ClusterAccessFixture;
import io.brfed.testkit.direct.ClusterFault;
import io.brfed.testkit.kubernetes.CrdSchema;
import io.brfed.testkit.kubernetes.EmbeddedKubernetes;
import io.brfed.testkit.kubernetes.Outage;
import io.brfed.testkit.kubernetes.TidbOperatorV2Crds;
import io.brfed.testkit.kubernetes.TikvObjects;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A TiDB cluster with three stores on an embedded API server, and the access to it. */
final class AccessFixture implements ClusterAccessFixture {
    static final TidbClusterRef TIDB_CLUSTER = new TidbClusterRef("tidb", "prod");
    static final Duration LIMIT = Duration.ofSeconds(20);

    private final EmbeddedKubernetes server = EmbeddedKubernetes.named("k8s-a")
            .namespaces("tidb", "other")
            .crds(TidbOperatorV2Crds.all().toArray(CrdSchema[]::new))
            .crds(TidbOperatorV2Crds.companions().toArray(CrdSchema[]::new))
            .start();
    private final TikvObjects objects;
    private final KubernetesCluster cluster = KubernetesCluster.at(server.url())
            .name("k8s-a")
            .connectTimeout(Duration.ofSeconds(1))
            .open();
    private Optional<Outage> outage = Optional.empty();

    AccessFixture(TikvObjects objects) {
        this.objects = objects.namespace("tidb").putOn(server);
    }

    /** Three stores of v1 with a volume for the raft engine. */
    static AccessFixture v1() {
        return new AccessFixture(usual(TikvObjects.v1("prod")).peers(4, 5));
    }

    /** The same of v2. */
    static AccessFixture v2() {
        return new AccessFixture(usual(TikvObjects.v2("prod")));
    }

    private static TikvObjects usual(TikvObjects objects) {
        return objects.stores(1, 2, 3).volume("raft", "/var/lib/raft").config("""
                [raft-engine]
                dir = "/var/lib/raft"
                """);
    }

    EmbeddedKubernetes server() {
        return server;
    }

    TikvObjects objects() {
        return objects;
    }

    KubernetesCluster cluster() {
        return cluster;
    }

    @Override
    public ClusterAccess access() {
        return KubernetesClusterAccess.on(cluster).build();
    }

    @Override
    public TidbClusterRef tidbCluster() {
        return TIDB_CLUSTER;
    }

    ClusterInventory discover() {
        return await(access().discover(TIDB_CLUSTER, LIMIT));
    }

    /** What is wrong, one line each. */
    List<String> faults() {
        return discover().findings().stream()
                .filter(finding -> finding.severity() == Finding.Severity.FAULT)
                .map(Finding::toString)
                .toList();
    }

    void patch(String resource, String name, String patch) {
        String namespace = resource.equals("persistentvolumes") ? "" : "tidb";
        server.objects().mergePatch(resource, namespace, name, patch);
    }

    /** The name of a store's data volume. */
    String dataVolume(long store) {
        return TikvObjects.persistentVolume(objects.claim(store));
    }

    @Override
    public <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(LIMIT.toSeconds() + 5, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new AssertionError(e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("not complete in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void damage(ClusterFault fault) {
        switch (fault) {
            case STORE_ID_MISSING ->
                patch("pods", objects.pod(1), "{\"metadata\":{\"labels\":{\"tidb.pingcap.com/store-id\":null}}}");
            case STORE_ID_TWICE ->
                patch("pods", objects.pod(2), "{\"metadata\":{\"labels\":{\"tidb.pingcap.com/store-id\":\"1\"}}}");
            case CLAIM_UNBOUND -> patch("persistentvolumeclaims", objects.claim(1), "{\"spec\":{\"volumeName\":null}}");
            case CLAIM_MISSING -> server.objects().delete("persistentvolumeclaims", "tidb", objects.claim(1));
            case VOLUME_MISSING -> server.objects().delete("persistentvolumes", "", dataVolume(1));
            case VOLUME_NOT_EBS ->
                patch("persistentvolumes", dataVolume(1), "{\"spec\":{\"csi\":{\"driver\":\"efs.csi.aws.com\"}}}");
            case VOLUME_ID_EMPTY ->
                patch("persistentvolumes", dataVolume(1), "{\"spec\":{\"csi\":{\"volumeHandle\":\"\"}}}");
            case VOLUME_ON_TWO_STORES ->
                patch(
                        "persistentvolumes",
                        dataVolume(2),
                        "{\"spec\":{\"csi\":{\"volumeHandle\":\"%s\"}}}"
                                .formatted(objects.ebsVolume(objects.claim(1))));
            case NO_STORES ->
                List.of(1, 2, 3).forEach(store -> server.objects().delete("pods", "tidb", objects.pod(store)));
        }
    }

    @Override
    public void takeRightAway() {
        server.access().deny("list", "", "pods", "tidb");
    }

    @Override
    public void cutOff() {
        outage = Optional.of(server.faults().outage());
    }

    @Override
    public void silence() {
        outage = Optional.of(server.faults().freeze());
    }

    @Override
    public void reconnect() {
        outage.ifPresent(Outage::close);
        outage = Optional.empty();
    }

    @Override
    public void close() {
        cluster.close();
        reconnect();
        server.close();
    }
}
