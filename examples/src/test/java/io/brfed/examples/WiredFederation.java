package io.brfed.examples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.DirectPlanes;
import io.brfed.DirectRestore;
import io.brfed.Federation;
import io.brfed.RestoreBuilder;
import io.brfed.api.BackupReport;
import io.brfed.api.SnapshotId;
import io.brfed.api.StoreId;
import io.brfed.api.Tso;
import io.brfed.api.VolumeId;
import io.brfed.k8s.Kubeconfig;
import io.brfed.k8s.KubernetesRestoreAccess;
import io.brfed.plane.Cluster;
import io.brfed.spi.InstanceId;
import io.brfed.spi.NewVolume;
import io.brfed.spi.StoreRecovery;
import io.brfed.testkit.direct.FakeEbs;
import io.brfed.testkit.direct.FakeSnapshot;
import io.brfed.testkit.kubernetes.EmbeddedKubernetes;
import io.brfed.testkit.kubernetes.TikvObjects;
import io.brfed.tikv.TikvConnection;
import io.brfed.tikv.testserver.TestContents;
import io.brfed.tikv.testserver.TestTidbCluster;
import io.brfed.tikv.testserver.TestTikv;
import io.brfed.tikv.testserver.TestVolumes;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A TiDB cluster with data across three Kubernetes clusters, and in each of them a new TidbCluster in recovery mode with a
 * PD of its own; every system is a server that speaks the real wire, and every client is the real adapter. What TiKV comes
 * up with after a restore is what its snapshots held when they were taken.
 */
final class WiredFederation implements AutoCloseable {
    static final List<String> NAMES = List.of("k8s-a", "k8s-b", "k8s-c");
    static final String RESTORED = "restored";
    static final String COPY = "copy";
    static final int STORES_EACH = 2;
    static final int VOLUMES = 12;

    private static final String NAMESPACE = "tidb";
    private static final String SOURCE = "prod";
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration CALL = Duration.ofSeconds(30);
    private static final int KEYS = 300;

    private final Map<String, EmbeddedKubernetes> servers = new LinkedHashMap<>();
    private final List<RecoveryOperator> operators = new ArrayList<>();
    private final TestTidbCluster source = TestTidbCluster.builder()
            .stores(NAMES.size() * STORES_EACH)
            .regions(24)
            .start();
    private final TestTidbCluster copy;
    private final FakeEbs ebs = FakeEbs.inRealTime()
            .snapshotTime(Duration.ofMillis(500))
            .volumeTime(Duration.ofMillis(300))
            .volumeInterval(Duration.ZERO);
    private final WiredAws aws = WiredAws.serving(ebs);
    private final TemporaryFolder folder = TemporaryFolder.create();
    private final Map<String, StoreId> owners = new HashMap<>();
    private final Set<StoreId> missing = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService cluster = Executors.newSingleThreadScheduledExecutor();
    private final Kubeconfig kubeconfig;
    private final TikvConnection sourceTikv = TikvConnection.to(source.pdUrls()).open();
    private final TikvConnection copyTikv;
    private @Nullable TestVolumes captured;
    private TestContents held = TestContents.empty();

    private WiredFederation(TestTidbCluster.Builder target) {
        copy = target.stores(0).campaignEvery(Duration.ofMillis(300)).start();
        copyTikv = TikvConnection.to(copy.pdUrls()).open();
        for (String name : NAMES) {
            EmbeddedKubernetes server = EmbeddedKubernetes.named(name)
                    .namespaces(NAMESPACE, RESTORED)
                    .start();
            servers.put(name, server);
            show(server);
            server.objects().create(recovering());
            operators.add(new RecoveryOperator(server, RESTORED, COPY, new Node()));
        }
        kubeconfig = Kubeconfig.load(
                folder.write("kubeconfig", EmbeddedKubernetes.kubeconfig(List.copyOf(servers.values()))));
        ebs.onCapture(this::captured);
        ScheduledFuture<?> unused =
                cluster.scheduleWithFixedDelay(this::round, 0, POLL.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** All servers are ours; the PD that is restored into has two members. */
    static WiredFederation start() {
        return new WiredFederation(TestTidbCluster.builder().pdMembers(2));
    }

    /** The PD that is restored into is somebody else's. */
    static WiredFederation startWithPd(String url) {
        return new WiredFederation(TestTidbCluster.builder().at(List.of(url)));
    }

    private void show(EmbeddedKubernetes server) {
        List<StoreId> all = source.stores().stream().map(TestTikv::id).toList();
        int first = NAMES.indexOf(server.name()) * STORES_EACH;
        List<StoreId> own = all.subList(first, first + STORES_EACH);
        TikvObjects shown = TikvObjects.v1(SOURCE)
                .namespace(NAMESPACE)
                .volume("raft", "/var/lib/raft")
                .config("[raft-engine]\ndir = \"/var/lib/raft\"\n")
                .stores(bits(own))
                .peers(bits(all.stream().filter(id -> !own.contains(id)).toList()));
        shown.putOn(server);
        for (StoreId store : own) {
            List<String> claims = List.of(shown.claim(store.bits()), shown.claim(store.bits(), "raft"));
            List<VolumeId> volumes =
                    claims.stream().map(shown::ebsVolume).map(VolumeId::new).toList();
            volumes.forEach(volume -> owners.put(volume.value(), store));
            ebs.instance(
                    new InstanceId(String.format("i-%017x", store.bits())),
                    "us-west-2a",
                    volumes.toArray(VolumeId[]::new));
        }
    }

    private static long[] bits(List<StoreId> stores) {
        return stores.stream().mapToLong(StoreId::bits).toArray();
    }

    private static String recovering() {
        return """
                {"apiVersion":"pingcap.com/v1alpha1","kind":"TidbCluster",
                 "metadata":{"name":"%s","namespace":"%s"},
                 "spec":{"acrossK8s":true,"recoveryMode":true,"version":"v8.5.0","pd":{"replicas":1},"tidb":{"replicas":1},
                   "tikv":{"replicas":%d,"config":"[raft-engine]\\ndir = \\"/var/lib/raft\\"\\n",
                     "storageVolumes":[{"name":"raft","storageSize":"500Gi","mountPath":"/var/lib/raft"}]}}}
                """.formatted(COPY, RESTORED, STORES_EACH);
    }

    /** Something is written between any two snapshots, which is not part of the backup. */
    private void captured(List<FakeSnapshot> taken) {
        source.contents().put("during " + taken.get(0).id(), Tso.at(Instant.now()), "too late");
        captured = source.volumes();
        held = captured.contents().copy();
    }

    private void round() {
        for (RecoveryOperator operator : operators) {
            try {
                operator.round();
            } catch (RuntimeException passing) {
                // An object changed meanwhile, or PD has no leader; the next round looks again.
            }
        }
    }

    /** Where TiKV runs. */
    private final class Node implements RecoveryOperator.Kubelet {
        @Override
        public Optional<RecoveryOperator.Started> start(String pod, List<String> volumes) {
            StoreId store = storeOn(volumes);
            if (missing.contains(store)) {
                return Optional.empty();
            }
            attach(store, volumes);
            boolean recovering = await(copyTikv.pdRecovery().isMarked(CALL));
            Optional<TestTikv> before = copy.stores().stream()
                    .filter(tikv -> tikv.id().equals(store))
                    .findFirst();
            before.ifPresentOrElse(
                    copy::restart,
                    () -> copy.startFrom(Objects.requireNonNull(captured, "no snapshot was taken"), store));
            return Optional.of(new RecoveryOperator.Started(store, pod, volumes, recovering));
        }

        @Override
        public void stop(StoreId store, List<String> volumes) {
            copy.stores().stream().filter(tikv -> tikv.id().equals(store)).forEach(TestTikv::shut);
            volumes.forEach(volume -> ebs.detach(new VolumeId(volume)));
        }

        private void attach(StoreId store, List<String> volumes) {
            InstanceId machine = new InstanceId(String.format("i-1%016x", store.bits()));
            try {
                ebs.instance(machine, "us-west-2a");
            } catch (IllegalArgumentException known) {
                // The store was started before.
            }
            volumes.forEach(volume -> ebs.attach(new VolumeId(volume), machine));
        }
    }

    private StoreId storeOn(List<String> volumes) {
        Set<StoreId> stores = new TreeSet<>();
        for (NewVolume volume : ebs.volumes()) {
            if (volumes.contains(volume.id().value())) {
                stores.add(ownerOf(volume.snapshot().orElseThrow()));
            }
        }
        if (stores.size() != 1 || volumes.size() != VOLUMES / (NAMES.size() * STORES_EACH)) {
            throw new AssertionError("TiKV would start on volumes " + volumes + " of stores " + stores);
        }
        return stores.iterator().next();
    }

    private StoreId ownerOf(SnapshotId id) {
        FakeSnapshot snapshot = ebs.snapshots().stream()
                .filter(shot -> shot.id().equals(id))
                .findFirst()
                .orElseThrow();
        return Objects.requireNonNull(owners.get(snapshot.volume().value()), "a volume of no store");
    }

    /** Some keys had a value long before, some lose or change it before the backup, some are locked. */
    WiredFederation write() {
        TestContents contents = source.contents();
        Instant now = Instant.now();
        for (int i = 0; i < KEYS; i++) {
            String key = (char) (i * 0x7f / KEYS) + "key " + i;
            contents.put(key, Tso.at(now.minusSeconds(300)), "first " + i);
            if (i % 3 == 1) {
                contents.put(key, Tso.at(now.minusSeconds(60)), "second " + i);
            } else if (i % 5 == 2) {
                contents.delete(key, Tso.at(now.minusSeconds(60)));
            }
            if (i % 7 == 0) {
                contents.lock(key);
            }
        }
        return this;
    }

    BackupReport backup() {
        DirectPlanes planes = DirectPlanes.of(sourceTikv.pd(), sourceTikv.stores())
                .callLimit(CALL)
                .poll(POLL)
                .build();
        return Federation.backup(NAMES.stream()
                        .map(name -> Cluster.named(name)
                                .namespace(NAMESPACE)
                                .tidbCluster(SOURCE)
                                .on(planes.in(
                                        name, aws.access(kubeconfig.cluster(name)), aws.snapshots(), aws.storage())))
                        .toList())
                .named("nightly")
                .execute()
                .orThrow();
    }

    /** What a restore by direct planes is told; the recovery of data is native. */
    DirectPlanes.Builder planes(StoreRecovery stores) {
        return DirectPlanes.of(copyTikv.pd(), copyTikv.stores())
                .restoring(copyTikv.pdRecovery(), stores)
                .callLimit(CALL)
                .restorePoll(POLL);
    }

    RestoreBuilder restore(BackupReport backup, List<Cluster> into) {
        return Federation.restore(backup).into(into).named("back");
    }

    /** The clusters that are restored into. */
    List<Cluster> clusters(DirectPlanes planes) {
        return NAMES.stream()
                .map(name -> Cluster.named(name)
                        .namespace(RESTORED)
                        .tidbCluster(COPY)
                        .on(planes.in(name, aws.access(kubeconfig.cluster(name)), aws.snapshots(), aws.storage())
                                .restoring(DirectRestore.of(
                                        KubernetesRestoreAccess.on(kubeconfig.cluster(name)), aws.volumes()))))
                .toList();
    }

    /** The store with a number from 0 on does not come up on its volumes. */
    StoreId isMissing(int index) {
        StoreId store = source.stores().get(index).id();
        missing.add(store);
        return store;
    }

    /** The ids of the regions that are on the volumes. */
    List<Long> regions() {
        return Objects.requireNonNull(captured, "no snapshot was taken").regions();
    }

    /** What every key held at a timestamp when the last snapshot was taken. */
    Map<String, String> captured(Tso at) {
        return held.at(at);
    }

    TestTidbCluster copy() {
        return copy;
    }

    TikvConnection copyTikv() {
        return copyTikv;
    }

    FakeEbs ebs() {
        return ebs;
    }

    EmbeddedKubernetes server(String name) {
        return Objects.requireNonNull(servers.get(name), name);
    }

    /** The volumes that were made from snapshots. */
    List<NewVolume> made() {
        return ebs.volumes().stream()
                .filter(volume ->
                        volume.snapshot().isPresent() && !volume.state().isGoing())
                .toList();
    }

    /** The value of a stage, which is there soon. */
    static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(CALL.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException failed) {
            throw new IllegalStateException(failed);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(ended);
        }
    }

    /** All objects of one kind that are of the TidbCluster that is restored into. */
    List<ObjectNode> restored(String name, String resource) {
        String where = resource.equals(RecoveryOperator.VOLUMES) ? "" : RESTORED;
        return server(name).objects().list(resource, where).stream()
                .filter(object -> !resource.equals(RecoveryOperator.VOLUMES)
                        || object.at("/spec/claimRef/namespace").asText().equals(RESTORED))
                .toList();
    }

    Set<String> keys() {
        return aws.s3().storage().objects().keySet();
    }

    /** What an object in the bucket consists of. */
    byte[] content(String key) {
        return aws.s3()
                .storage()
                .get(LoopbackTidb.LOCATION, key)
                .orElseThrow(() -> new AssertionError("no " + key + " among " + keys()))
                .content();
    }

    /** A document in the bucket. */
    JsonNode document(String key) {
        try {
            return JsonMapper.builder().build().readTree(content(key));
        } catch (IOException notJson) {
            throw new AssertionError(key, notJson);
        }
    }

    /** The names of the pods with what tells them from those made in their place. */
    Map<String, String> pods(String name) {
        return restored(name, RecoveryOperator.PODS).stream()
                .collect(Collectors.toMap(
                        pod -> pod.at("/metadata/name").asText(),
                        pod -> pod.at("/metadata/uid").asText()));
    }

    @Override
    public void close() {
        cluster.shutdownNow();
        copyTikv.close();
        sourceTikv.close();
        kubeconfig.close();
        aws.close();
        folder.close();
        copy.close();
        source.close();
        servers.values().forEach(EmbeddedKubernetes::close);
    }
}
