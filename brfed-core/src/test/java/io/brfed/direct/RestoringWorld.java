package io.brfed.direct;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.DirectDataPlane;
import io.brfed.DirectPlanes;
import io.brfed.DirectRestore;
import io.brfed.Federation;
import io.brfed.RestoreBuilder;
import io.brfed.api.BackupLocation;
import io.brfed.api.BackupReport;
import io.brfed.api.StoreId;
import io.brfed.api.TidbClusterRef;
import io.brfed.api.Tso;
import io.brfed.plane.Cluster;
import io.brfed.spi.NewVolume;
import io.brfed.spi.PdClient;
import io.brfed.spi.PdIdentity;
import io.brfed.spi.PdRecovery;
import io.brfed.spi.RestoreAccess;
import io.brfed.spi.Scheduler;
import io.brfed.spi.StorePreparation;
import io.brfed.spi.StoreRecovery;
import io.brfed.spi.VolumeProvider;
import io.brfed.testkit.VirtualTime;
import io.brfed.testkit.direct.FakeDirectFederation;
import io.brfed.testkit.direct.FakeEbs;
import io.brfed.testkit.direct.FakePdClient;
import io.brfed.testkit.direct.FakePdRecovery;
import io.brfed.testkit.direct.FakeRecoveringTidb;
import io.brfed.testkit.direct.FakeRestoreAccess;
import io.brfed.testkit.direct.FakeSnapshot;
import io.brfed.testkit.direct.FakeStorage;
import io.brfed.testkit.tidb.Judgement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A backup of a federation by direct planes, and what it is restored into. */
public final class RestoringWorld {
    static final BackupLocation ROOT = FakeDirectFederation.LOCATION;
    static final TidbClusterRef COPY = FakeDirectFederation.COPY;
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    final VirtualTime time;
    final FakeEbs ebs;
    final FakeStorage storage;
    final List<FakeRestoreAccess> kubernetes;
    final FakeRecoveringTidb target;
    final FakePdClient pd;
    final FakePdRecovery pdRecovery;
    final BackupReport backup;
    private final FakeDirectFederation fakes;

    RestoringWorld() {
        this(FakeDirectFederation.create());
    }

    /** A federation that has been backed up. */
    public RestoringWorld(FakeDirectFederation fakes) {
        this.fakes = fakes;
        time = fakes.time();
        ebs = fakes.ebs();
        storage = fakes.objects();
        kubernetes = fakes.members().stream().map(fakes::copy).toList();
        target = fakes.copy();
        pd = fakes.copyPd();
        pdRecovery = fakes.copyPdRecovery();
        DirectPlanes planes =
                DirectPlanes.of(fakes.pd(), fakes.stores()).scheduler(time).build();
        List<Cluster> sources = fakes.members().stream()
                .map(name -> Cluster.named(name)
                        .namespace(fakes.source(name).namespace())
                        .tidbCluster(fakes.source(name).name())
                        .on(plane(planes, name)))
                .toList();
        backup = Federation.backup(sources)
                .named("nightly")
                .scheduler(time)
                .execute()
                .orThrow();
    }

    private DirectDataPlane plane(DirectPlanes planes, String name) {
        return planes.in(name, fakes.access(name), fakes.snapshots(), fakes.storage());
    }

    /** The stores of what is restored into. */
    StorePreparation copyStores() {
        return fakes.copyStores();
    }

    /** Stores that started before PD was marked, so that they ended at once. */
    Set<StoreId> refused() {
        return fakes.refused();
    }

    /** Stores that started for the second time, and in which mode. */
    Map<StoreId, String> restarted() {
        return fakes.restarted();
    }

    /** The clusters that are restored into, as a new process makes them. */
    List<Cluster> clusters() {
        return clusters(time);
    }

    /** The clusters that are restored into, as a process with its own time makes them. */
    public List<Cluster> clusters(Scheduler process) {
        return clusters(DirectPlanes.of(pd, fakes.copyStores())
                .restoring(pdRecovery, target)
                .scheduler(process)
                .build());
    }

    /** The same by planes that set PD's settings as they were. */
    public List<Cluster> replaying(Scheduler process) {
        return clusters(DirectPlanes.of(pd, fakes.copyStores())
                .restoring(pdRecovery, target)
                .replayingPdSettings()
                .scheduler(process)
                .build());
    }

    /** The same by planes, and with means, that are made otherwise. */
    public List<Cluster> clusters(
            Scheduler process, UnaryOperator<DirectPlanes.Builder> how, UnaryOperator<DirectRestore> with) {
        DirectPlanes planes = how.apply(DirectPlanes.of(pd, fakes.copyStores())
                        .restoring(pdRecovery, target)
                        .scheduler(process))
                .build();
        return clusters(planes, (name, restore) -> with.apply(restore));
    }

    /** The clusters that are restored into, with outside systems that may refuse. */
    List<Cluster> clusters(Scheduler process, Refusing refusing) {
        DirectPlanes planes = DirectPlanes.of(pd, fakes.copyStores())
                .restoring(refusing.over(PdRecovery.class, pdRecovery), refusing.over(StoreRecovery.class, target))
                .scheduler(process)
                .build();
        return fakes.members().stream()
                .map(name -> Cluster.named(name)
                        .namespace(COPY.namespace())
                        .tidbCluster(COPY.name())
                        .on(plane(planes, name)
                                .restoring(DirectRestore.of(
                                        refusing.over(RestoreAccess.class, fakes.copy(name)),
                                        refusing.over(VolumeProvider.class, fakes.volumes())))))
                .toList();
    }

    /** The clusters that are restored into, where the address of PD leads to another one. */
    List<Cluster> clustersOfPd(PdIdentity other) {
        PdClient stranger = PdClient.class.cast(Proxy.newProxyInstance(
                PdClient.class.getClassLoader(),
                new Class<?>[] {PdClient.class},
                (proxy, method, args) -> method.getName().equals("identity")
                        ? CompletableFuture.completedFuture(other)
                        : method.invoke(pd, args)));
        return clusters(DirectPlanes.of(stranger, fakes.copyStores())
                .restoring(pdRecovery, target)
                .scheduler(time)
                .build());
    }

    List<Cluster> clusters(DirectPlanes planes) {
        return clusters(planes, (name, restore) -> restore);
    }

    List<Cluster> clusters(DirectPlanes planes, BiFunction<String, DirectRestore, DirectRestore> how) {
        return fakes.members().stream()
                .map(name -> Cluster.named(name)
                        .namespace(COPY.namespace())
                        .tidbCluster(COPY.name())
                        .on(plane(planes, name)
                                .restoring(how.apply(name, DirectRestore.of(fakes.copy(name), fakes.volumes())))))
                .toList();
    }

    /** A restore of a backup of which nothing but its places is known. */
    RestoreBuilder restoreFromPlaces() {
        Map<String, BackupLocation> places = new LinkedHashMap<>();
        fakes.members().forEach(name -> places.put(name, new BackupLocation(ROOT.url() + "/" + folder(name))));
        return Federation.restore(places).into(clusters()).named("back").scheduler(time);
    }

    private static String folder(String member) {
        return "nightly-" + member;
    }

    /** The names of the Kubernetes clusters. */
    List<String> members() {
        return fakes.members();
    }

    /** A document of a member's part of the backup. */
    byte[] document(String member, String name) {
        return storage.get(ROOT, folder(member) + "/" + name)
                .orElseThrow(() -> new AssertionError("no " + name + " of " + member))
                .content();
    }

    /** Puts a document into a member's part of the backup. */
    void write(String member, String name, byte[] content) {
        storage.put(ROOT, folder(member) + "/" + name, content);
    }

    /** Makes a member's part one that the original took: its own documents, and no other object. */
    void becomesOriginal(String member, Set<OriginalMeta.Shape> shapes) {
        OriginalMeta original = OriginalMeta.like(document(member, "backupmeta"), shapes);
        storage.objects().keySet().stream()
                .filter(url -> url.contains("/" + folder(member) + "/") || url.contains("/journal/" + member + "/"))
                .toList()
                .forEach(url -> storage.remove(ROOT, url.substring(ROOT.url().length() + 1)));
        write(member, "clustermeta", original.clusterMeta());
        write(member, "backup.lock", "This lock is for BR.".getBytes(StandardCharsets.UTF_8));
        write(member, "backupmeta", original.backupMeta());
    }

    /** A timestamp of the PD that is restored into. */
    Tso timestamp() {
        return time.await(pd.timestamp(LIMIT), LIMIT);
    }

    /** The id of the PD that is restored into. */
    long targetId() {
        return time.await(pd.identity(LIMIT), LIMIT).clusterId();
    }

    /** Somebody removes a snapshot. */
    void snapshotVanishes() {
        time.await(ebs.provider().delete(ebs.snapshots().get(0).id(), LIMIT), LIMIT);
    }

    /** A restore of the backup. */
    public RestoreBuilder restore(List<Cluster> clusters) {
        return Federation.restore(backup).into(clusters).named("back").scheduler(time);
    }

    /** Writes what a document of PD was when the backup was taken. */
    public void hadPdDocument(String name, String json) {
        fakes.members()
                .forEach(member -> edit("nightly-" + member + "/pdstate", documents -> {
                    try {
                        documents.set(name, MAPPER.readTree(json));
                    } catch (JsonProcessingException notJson) {
                        throw new IllegalArgumentException(json, notJson);
                    }
                }));
    }

    /** Takes the volumes that are no data volumes out of a backupmeta. */
    void leavesDataVolumesOnly(String key) {
        edit(
                key,
                document -> document.at("/tikv/stores").forEach(store -> {
                    ArrayNode volumes = (ArrayNode) store.path("volumes");
                    for (int i = volumes.size() - 1; i >= 0; i--) {
                        if (!volumes.path(i).path("type").asText().equals("storage.data-dir")) {
                            volumes.remove(i);
                        }
                    }
                }));
    }

    /** Writes a document as somebody else would have. */
    void edit(String key, Consumer<ObjectNode> change) {
        try {
            ObjectNode document = (ObjectNode)
                    MAPPER.readTree(storage.get(ROOT, key).orElseThrow().content());
            change.accept(document);
            storage.put(ROOT, key, MAPPER.writeValueAsBytes(document));
        } catch (IOException notJson) {
            throw new UncheckedIOException(notJson);
        }
    }

    /** When the last snapshot was taken. */
    Instant lastSnapshot() {
        return ebs.snapshots().stream()
                .map(FakeSnapshot::startedAt)
                .max(Instant::compareTo)
                .orElseThrow();
    }

    /** The volumes that were made from snapshots. */
    public List<NewVolume> made() {
        return ebs.volumes().stream()
                .filter(volume ->
                        volume.snapshot().isPresent() && !volume.state().isGoing())
                .toList();
    }

    /** What the accounts hold when the volumes that TiKV runs on were taken back as the stores were told. */
    Judgement judged() {
        return fakes.judged();
    }
}
