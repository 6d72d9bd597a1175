package io.brfed.testkit;

import io.brfed.api.ClusterName;
import io.brfed.api.StoreId;
import io.brfed.spi.Scheduler;
import io.brfed.testkit.tidb.FakeTidbCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The clusters of a {@link FakeFederation} with the TiKV stores in each, and how busy the TiDB cluster in them is. Clusters
 * are called {@code k8s-a}, {@code k8s-b}, …; stores are numbered from 1. Immutable: each method returns another layout.
 *
 * @since 0.1.0
 */
public final class FederationLayout {
    private static final int LETTERS = 26;
    private static final int STORES_PER_CLUSTER = 2;
    private static final int MOST_STORES = 62;
    private static final int REPLICAS = 3;

    private final List<ClusterName> clusters;
    private final Map<StoreId, ClusterName> placed;
    private final int volumes;
    private final Life life;

    private FederationLayout(List<ClusterName> clusters, Map<StoreId, ClusterName> placed, int volumes, Life life) {
        this.clusters = clusters;
        this.placed = placed;
        this.volumes = volumes;
        this.life = life;
    }

    /** How busy a TiDB cluster is. */
    private record Life(long seed, int regions, int transactions, Duration activity) {
        static final Life DEFAULT = new Life(0, 8, 50, Duration.ofMinutes(1));
        static final Life NONE = new Life(0, 0, 0, Duration.ZERO);
    }

    /**
     * So many clusters with two stores each.
     *
     * @param clusters 1 to {@value FakeFederation#MAX_CLUSTERS}
     */
    public static FederationLayout of(int clusters) {
        if (clusters < 1 || clusters > FakeFederation.MAX_CLUSTERS) {
            throw new IllegalArgumentException(clusters + " clusters; it must be 1 to " + FakeFederation.MAX_CLUSTERS);
        }
        return of(Collections.nCopies(clusters, STORES_PER_CLUSTER));
    }

    /**
     * One cluster for each number, with so many stores. With more than 62 stores in all there is no TiDB cluster behind it.
     *
     * @param storesPerCluster each 1 or more
     */
    public static FederationLayout of(List<Integer> storesPerCluster) {
        if (storesPerCluster.isEmpty() || storesPerCluster.stream().anyMatch(count -> count < 1)) {
            throw new IllegalArgumentException("stores per cluster: " + storesPerCluster
                    + "; there must be one cluster at least, with one store each");
        }
        int all = storesPerCluster.stream().mapToInt(Integer::intValue).sum();
        List<ClusterName> clusters = new ArrayList<>();
        Map<StoreId, ClusterName> placed = new LinkedHashMap<>();
        for (int count : storesPerCluster) {
            ClusterName name = name(clusters.size());
            clusters.add(name);
            for (int i = 0; i < count; i++) {
                placed.put(new StoreId(placed.size() + 1L), name);
            }
        }
        return new FederationLayout(List.copyOf(clusters), placed, 2, all > MOST_STORES ? Life.NONE : Life.DEFAULT);
    }

    /** Sets how many volumes each store has: 1 or 2, which is the default. */
    public FederationLayout volumes(int perStore) {
        if (perStore < 1 || perStore > 2) {
            throw new IllegalArgumentException(perStore + " volumes a store; it must be 1 or 2");
        }
        return new FederationLayout(clusters, placed, perStore, life);
    }

    /** Sets what decides everything that is left to chance in the TiDB cluster. Default: 0. */
    public FederationLayout seed(long value) {
        return with(new Life(value, life.regions, life.transactions, life.activity));
    }

    /** Sets how many regions there are in the beginning. Default: 8. */
    public FederationLayout regions(int value) {
        return with(new Life(life.seed, value, life.transactions, life.activity));
    }

    /**
     * Sets how many transactions there are in how long a time from the beginning; regions move, split and merge in the same
     * time. Default: 50 in a minute.
     */
    public FederationLayout transactions(int count, Duration within) {
        Objects.requireNonNull(within, "within");
        return with(new Life(life.seed, life.regions, count, within));
    }

    /** Leaves the TiDB cluster out: members report, and nothing stands behind it. */
    public FederationLayout withoutTidb() {
        return with(Life.NONE);
    }

    /** The clusters, in alphabetical order. */
    public List<ClusterName> clusters() {
        return clusters;
    }

    /** The stores in one cluster with the names of their pods. */
    public Map<StoreId, String> stores(ClusterName cluster) {
        Map<StoreId, String> own = new LinkedHashMap<>();
        placed.forEach((store, where) -> {
            if (where.equals(cluster)) {
                own.put(store, pod(store));
            }
        });
        return own;
    }

    /** The stores in the other clusters. */
    Map<StoreId, String> peers(ClusterName cluster) {
        Map<StoreId, String> others = new LinkedHashMap<>();
        placed.forEach((store, where) -> {
            if (!where.equals(cluster)) {
                others.put(store, pod(store));
            }
        });
        return others;
    }

    /** The TiDB cluster of this layout, if it has one. */
    Optional<FakeTidbCluster> build(Scheduler scheduler) {
        if (life.regions == 0) {
            return Optional.empty();
        }
        FakeTidbCluster.Builder tidb = FakeTidbCluster.on(scheduler)
                .seed(life.seed)
                .regions(life.regions)
                .replicas(Math.min(REPLICAS, placed.size()))
                .transactions(life.transactions)
                .activity(life.activity);
        placed.forEach((store, where) -> tidb.store(store, where, volumes));
        return Optional.of(tidb.create());
    }

    private FederationLayout with(Life value) {
        return new FederationLayout(clusters, placed, volumes, value);
    }

    private static String pod(StoreId store) {
        return "tikv-" + (store.bits() - 1);
    }

    private static ClusterName name(int index) {
        String last = String.valueOf((char) ('a' + index % LETTERS));
        return new ClusterName("k8s-" + (index < LETTERS ? last : (char) ('a' + index / LETTERS - 1) + last));
    }
}
