package io.brfed.testkit.direct;

import io.brfed.api.BackupLocation;
import io.brfed.api.ClusterName;
import io.brfed.api.SnapshotId;
import io.brfed.api.StoreId;
import io.brfed.api.TidbClusterRef;
import io.brfed.api.VolumeId;
import io.brfed.spi.BackupStorage;
import io.brfed.spi.ClusterAccess;
import io.brfed.spi.InstanceId;
import io.brfed.spi.NewVolume;
import io.brfed.spi.PdClient;
import io.brfed.spi.SnapshotProvider;
import io.brfed.spi.StorePreparation;
import io.brfed.spi.StoreRecovery.Times;
import io.brfed.spi.TikvVolume;
import io.brfed.spi.VolumeProvider;
import io.brfed.testkit.VirtualTime;
import io.brfed.testkit.tidb.Capture;
import io.brfed.testkit.tidb.FakeTidbCluster;
import io.brfed.testkit.tidb.Judgement;
import io.brfed.testkit.tidb.VolumeRole;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Everything that direct planes speak with, made up and in virtual time: a busy TiDB cluster in three Kubernetes clusters
 * with two stores each, an EBS account, a storage, and in each Kubernetes cluster a new TidbCluster in recovery mode. What
 * TiKV starts on after a restore decides what its data is, and {@link #judged} compares every account. Touched by tasks of
 * its time, and by one thread besides.
 *
 * <pre>{@code
 * FakeDirectFederation fakes = FakeDirectFederation.create();
 * DirectPlanes planes = DirectPlanes.of(fakes.pd(), fakes.stores()).scheduler(fakes.time()).build();
 * // planes.in(name, fakes.access(name), fakes.snapshots(), fakes.storage()) for each of fakes.members()
 * }</pre>
 *
 * @since 0.1.0
 */
public final class FakeDirectFederation {
    /** Where backups are kept. */
    public static final BackupLocation LOCATION = new BackupLocation("s3://backups/prod");
    /** The TidbClusters that are restored into. */
    public static final TidbClusterRef COPY = new TidbClusterRef("tidb", "copy");

    private static final long REGION = 100;
    private static final int CLUSTERS = 3;
    private static final int STORES = 6;
    private static final int REGIONS = 24;
    private static final int MOST_EVENTS = 20_000_000;

    private final VirtualTime time;
    private final FakeEbs ebs;
    private final FakeStorage storage;
    private final Map<String, FakeTikvLayout> layouts = new LinkedHashMap<>();
    private final Map<String, FakeRestoreAccess> copies = new LinkedHashMap<>();
    private final FakeTidbCluster tidb;
    private final SimulatedTidb simulated;
    private final FakeRecoveringTidb copy;
    private final FakePdClient copyPd;
    private final FakePdRecovery copyPdRecovery;
    private final Map<VolumeId, StoreId> owners = new HashMap<>();
    private final Map<SnapshotId, Capture> captures = new HashMap<>();
    private final Map<SnapshotId, StoreId> sources = new HashMap<>();
    private final Set<StoreId> started = new TreeSet<>();
    private final Set<StoreId> refused = new TreeSet<>();
    private final Map<StoreId, String> restarted = new TreeMap<>();

    private FakeDirectFederation(long seed) {
        time = VirtualTime.seeded(seed).maxEvents(MOST_EVENTS);
        ebs = FakeEbs.create(time).snapshotTime(Duration.ofMinutes(1));
        storage = FakeStorage.create(time);
        FakeTidbCluster.Builder builder = FakeTidbCluster.on(time).seed(seed).activity(Duration.ofMinutes(2));
        for (FakeTikvLayout layout : FakeTikvLayout.federation(CLUSTERS)) {
            layout.volume("raft-engine.dir", "/var/lib/raft");
            layout.storeIds().forEach(store -> builder.store(store, new ClusterName(layout.name()), 2));
            layouts.put(layout.name(), layout);
        }
        tidb = builder.create();
        simulated = SimulatedTidb.over(tidb, time);
        layouts.values().forEach(this::furnish);
        ebs.onCapture(this::captured);
        copy = FakeRecoveringTidb.of(time, STORES, REGIONS);
        copyPd = FakePdClient.on(time, copy);
        copyPdRecovery = FakePdRecovery.of(time, copyPd);
        layouts.keySet().forEach(name -> copies.put(name, newCopy()));
    }

    /** A federation that has been busy for 20 seconds. */
    public static FakeDirectFederation create() {
        return seeded(11);
    }

    /** A federation that has been busy for 20 seconds, in a way that this seed decides. */
    public static FakeDirectFederation seeded(long seed) {
        FakeDirectFederation federation = new FakeDirectFederation(seed);
        federation.copy.stores().forEach(store -> federation.copy.isMissing(store.id()));
        federation.time.advance(Duration.ofSeconds(20));
        return federation;
    }

    private void furnish(FakeTikvLayout layout) {
        for (StoreId store : layout.storeIds()) {
            List<TikvVolume> own = layout.volumesOf(store);
            own.forEach(volume -> owners.put(volume.id(), store));
            ebs.instance(
                    new InstanceId("i-" + store),
                    "us-west-2a",
                    own.stream().map(TikvVolume::id).toArray(VolumeId[]::new));
        }
    }

    private void captured(List<FakeSnapshot> taken) {
        for (FakeSnapshot snapshot : taken) {
            StoreId store = Objects.requireNonNull(owners.get(snapshot.volume()), "a volume of no store");
            boolean data = layouts.values().stream()
                    .filter(layout -> layout.storeIds().contains(store))
                    .anyMatch(layout -> layout.volumesOf(store).get(0).id().equals(snapshot.volume()));
            captures.put(snapshot.id(), tidb.store(store).capture(data ? VolumeRole.DATA : VolumeRole.LOG));
            sources.put(snapshot.id(), store);
        }
    }

    private FakeRestoreAccess newCopy() {
        return FakeRestoreAccess.of(COPY, time)
                .replicas(STORES / CLUSTERS)
                .volumes("tikv", "tikv-raft-engine-dir")
                .onTikvStart(this::start);
    }

    /** TiKV comes up as the store that its volumes say; it asks PD for the mark as it starts. */
    private void start(String pod, List<VolumeId> used) {
        Set<StoreId> which = new TreeSet<>();
        for (NewVolume volume : ebs.volumes()) {
            if (used.contains(volume.id())) {
                which.add(Objects.requireNonNull(sources.get(volume.snapshot().orElseThrow()), "an unknown snapshot"));
            }
        }
        if (which.size() != 1) {
            throw new AssertionError(pod + " started on volumes of stores " + which);
        }
        StoreId store = which.iterator().next();
        if (!started.contains(store) && !copyPdRecovery.isMarkedNow()) {
            refused.add(store);
        } else if (started.add(store)) {
            copy.joins(store, Map.of());
            copyPdRecovery.bootstrapped();
        } else {
            copy.startsAnew(store);
            restarted.put(store, copyPdRecovery.isMarkedNow() ? "recovery" : "normal");
        }
    }

    /** The only source of time. */
    public VirtualTime time() {
        return time;
    }

    /** The names of the Kubernetes clusters. */
    public List<String> members() {
        return List.copyOf(layouts.keySet());
    }

    /** PD of the TiDB cluster that is backed up. */
    public PdClient pd() {
        return simulated.pd();
    }

    /** The stores of the TiDB cluster that is backed up. */
    public StorePreparation stores() {
        return simulated.stores();
    }

    /** The TidbCluster of a member that is backed up. */
    public TidbClusterRef source(String member) {
        return layout(member).reference();
    }

    /** What is in a Kubernetes cluster. */
    public ClusterAccess access(String member) {
        return FakeClusterAccess.of(layout(member), time);
    }

    private FakeTikvLayout layout(String member) {
        return Objects.requireNonNull(layouts.get(member), () -> "no member '" + member + "'; there are " + members());
    }

    /** The account with all volumes and snapshots. */
    public FakeEbs ebs() {
        return ebs;
    }

    /** Takes snapshots. */
    public SnapshotProvider snapshots() {
        return ebs.provider();
    }

    /** Makes volumes. */
    public VolumeProvider volumes() {
        return ebs.volumeProvider();
    }

    /** What is stored, and its faults. */
    public FakeStorage objects() {
        return storage;
    }

    /** Where backups are kept. */
    public BackupStorage storage() {
        return storage.at(LOCATION);
    }

    /** The Kubernetes cluster of a member, with the TidbCluster {@link #COPY} in recovery mode. */
    public FakeRestoreAccess copy(String member) {
        return Objects.requireNonNull(copies.get(member), () -> "no member '" + member + "'; there are " + members());
    }

    /** The TiDB cluster that is restored into: its stores join as they start. */
    public FakeRecoveringTidb copy() {
        return copy;
    }

    /** PD of the TiDB cluster that is restored into. */
    public FakePdClient copyPd() {
        return copyPd;
    }

    /** What that PD does for a recovery. */
    public FakePdRecovery copyPdRecovery() {
        return copyPdRecovery;
    }

    /** The stores of the TiDB cluster that is restored into, for backups of it. */
    public StorePreparation copyStores() {
        return FakeTikvStores.on(time, copy);
    }

    /** Stores that started before PD was marked, so that they ended at once. */
    public Set<StoreId> refused() {
        return Set.copyOf(refused);
    }

    /** Stores that started for the second time, and the mode that they did so in, {@code recovery} or {@code normal}. */
    public Map<StoreId, String> restarted() {
        return Map.copyOf(restarted);
    }

    /** What the accounts hold when the volumes that TiKV runs on were taken back as the stores were told. */
    public Judgement judged() {
        List<Capture> used = new ArrayList<>();
        Map<VolumeId, NewVolume> byId = new HashMap<>();
        ebs.volumes().forEach(volume -> byId.put(volume.id(), volume));
        for (FakeRestoreAccess cluster : copies.values()) {
            for (VolumeId claimed : cluster.claimed().values()) {
                NewVolume volume = Objects.requireNonNull(byId.get(claimed), "a volume that is gone");
                used.add(Objects.requireNonNull(captures.get(volume.snapshot().orElseThrow()), "an unknown snapshot"));
            }
        }
        Times times = copy.takenBack(REGION).orElseThrow(() -> new AssertionError("nothing was taken back"));
        return tidb.judge(used, times.version(), times.commit());
    }
}
