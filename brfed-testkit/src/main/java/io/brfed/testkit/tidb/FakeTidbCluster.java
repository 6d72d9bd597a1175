package io.brfed.testkit.tidb;

import io.brfed.api.ClusterName;
import io.brfed.api.StoreId;
import io.brfed.api.Tso;
import io.brfed.spi.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * A TiDB cluster over several Kubernetes clusters, in memory, with what makes a backup good or bad: regions with one log
 * each and peers that lag behind it, stores whose volumes are captured at different instants, transfers between accounts,
 * moves, splits, merges, imports, log compaction, garbage collection, leases, restarts. After captures it says whether a
 * restore from them gives every account back.
 *
 * <pre>{@code
 * FakeTidbCluster tidb = FakeTidbCluster.on(time).seed(7)
 *     .store(new StoreId(1), new ClusterName("k8s-a")) // … and more
 *     .create();
 * time.advance(Duration.ofSeconds(10));
 * Tso commitTs = tidb.pd().minResolvedTs();
 * List<Capture> captures = …; // tidb.store(id).capture() for every store
 * assertThat(tidb.judge(captures, commitTs)).isInstanceOf(Judgement.Consistent.class);
 * }</pre>
 *
 * What it leaves out: logs never fork, for what a dead leader had not passed on is gone everywhere; an import is a version
 * of one account, and counts as an open transaction until it is applied; a restore is given the right timestamp and does
 * not fail half-way.
 *
 * <p>It has no threads and no timers. Whatever touches it first lets it catch up with the scheduler's elapsed time; what
 * happened meanwhile its seed has decided. The same seed and the same calls at the same times give the same world to the
 * last event. Not thread-safe: use it from one thread, or from tasks of one scheduler.
 *
 * @since 0.1.0
 */
public final class FakeTidbCluster {
    private final Touch touch;
    private final FakePd pd;
    private final WorldScript script;
    private final List<FakeTikv> stores = new ArrayList<>();

    FakeTidbCluster(Scheduler scheduler, ClusterState world) {
        this.touch = new Touch(scheduler, world);
        this.pd = new FakePd(touch);
        this.script = new WorldScript(touch);
    }

    /** A world in the given time, still to be described; of the scheduler only the clocks are read. */
    public static Builder on(Scheduler scheduler) {
        return new Builder(scheduler);
    }

    /** PD. */
    public FakePd pd() {
        return pd;
    }

    /**
     * One store.
     *
     * @throws IllegalArgumentException if there is none of that id
     */
    public FakeTikv store(StoreId id) {
        Objects.requireNonNull(id, "id");
        for (FakeTikv store : allStores()) {
            if (store.id().equals(id)) {
                return store;
            }
        }
        throw new IllegalArgumentException("store " + id + " is not of this cluster");
    }

    /** All stores, in the order in which they were added. */
    public List<FakeTikv> stores() {
        return List.copyOf(allStores());
    }

    /** The stores in one Kubernetes cluster, in the order in which they were added. */
    public List<FakeTikv> storesIn(ClusterName cluster) {
        ClusterState world = touch.world();
        List<FakeTikv> found = new ArrayList<>();
        for (int i = 0; i < world.nodeCount; i++) {
            if (world.nodes[i].cluster.equals(cluster)) {
                found.add(allStores().get(i));
            }
        }
        return List.copyOf(found);
    }

    private List<FakeTikv> allStores() {
        ClusterState world = touch.world();
        for (int i = stores.size(); i < world.nodeCount; i++) {
            stores.add(new FakeTikv(touch, world.nodes[i].id));
        }
        return stores;
    }

    /** Makes things happen by hand. */
    public WorldScript script() {
        return script;
    }

    /**
     * The times in which a part of the pause did not hold, even if for an instant only.
     *
     * @param from the beginning, in the scheduler's elapsed time
     * @param to the end
     * @return for each part its gaps, oldest first; empty if every part held throughout
     */
    public List<Gap> gapsBetween(Duration from, Duration to) {
        return new Gaps(touch.world(), Touch.micros(from), Touch.micros(to)).all();
    }

    /** Whether every part of the pause held without a gap from one moment to another; quicker than asking for the gaps. */
    public boolean heldThroughout(Duration from, Duration to) {
        return new Gaps(touch.world(), Touch.micros(from), Touch.micros(to)).none();
    }

    /** The timestamp that a PD gives now which was reset to a timestamp: above that, and not behind the clock. */
    public Tso afterReset(Tso resetTo) {
        Tso clock = new Tso(touch.world().tso.at(Touch.micros(touch.scheduler().elapsed())));
        return new Tso((clock.compareTo(resetTo) > 0 ? clock : resetTo).bits() + 1);
    }

    /**
     * Restores from captured volumes, as BR does.
     *
     * @param captures each volume of each store once; of stores that joined after the last of them nothing
     * @param commitTs the timestamp that everything goes back to
     * @param restoreTs the timestamp that the restore's PD gave; nothing may have been committed above it
     * @throws IllegalArgumentException if a volume is captured twice, or a store is not of this cluster
     */
    public RestoreOutcome restore(Collection<Capture> captures, Tso commitTs, Tso restoreTs) {
        ClusterState world = touch.world();
        world.settleAll();
        return new Recovery(world, captures, commitTs.bits(), restoreTs.bits()).outcome();
    }

    /**
     * Judges captured volumes as a backup: restores from them and compares every account with the canonical history.
     *
     * @param captures each volume of each store once
     * @param commitTs the timestamp that the backup claims to restore to
     * @param restoreTs the timestamp that the restore's PD gave
     * @throws IllegalArgumentException if a volume is captured twice, or a store is not of this cluster
     */
    public Judgement judge(Collection<Capture> captures, Tso commitTs, Tso restoreTs) {
        ClusterState world = touch.world();
        world.settleAll();
        Recovery recovery = new Recovery(world, captures, commitTs.bits(), restoreTs.bits());
        RestoreOutcome.Crashed crash = recovery.crash();
        return crash == null ? compare(world, recovery, commitTs) : new Judgement.Unrestorable(crash);
    }

    /** Judges captured volumes as a backup that is restored now, into a PD that was reset to the backup's timestamp. */
    public Judgement judge(Collection<Capture> captures, Tso commitTs) {
        return judge(captures, commitTs, afterReset(commitTs));
    }

    private static Judgement compare(ClusterState world, Recovery recovery, Tso commitTs) {
        long[] expected = world.transactions.replay(commitTs.bits());
        int wrong = 0;
        int first = 0;
        for (int account = expected.length - 1; account >= 0; account--) {
            if (!recovery.knows(account) || recovery.balance(account) != expected[account]) {
                wrong++;
                first = account;
            }
        }
        if (wrong == 0) {
            return new Judgement.Consistent(commitTs);
        }
        OptionalLong found = recovery.knows(first) ? OptionalLong.of(recovery.balance(first)) : OptionalLong.empty();
        return new Judgement.WrongBalance(first, expected[first], found, wrong);
    }

    /**
     * Describes a {@link FakeTidbCluster}. Mutable; not thread-safe.
     *
     * @since 0.1.0
     */
    public static final class Builder {
        private static final int DEFAULT_REGIONS = 8;
        private static final int DEFAULT_REPLICAS = 3;
        private static final int DEFAULT_TRANSACTIONS = 50;
        private static final int ACCOUNTS_PER_REGION = 4;
        private static final Duration DEFAULT_ACTIVITY = Duration.ofMinutes(1);
        private static final Duration DEFAULT_GC_LIFETIME = Duration.ofSeconds(5);

        private final Scheduler scheduler;
        private final List<Node> nodes = new ArrayList<>();
        private final List<List<StoreId>> placements = new ArrayList<>();
        private long seed;
        private int regions = DEFAULT_REGIONS;
        private int replicas = DEFAULT_REPLICAS;
        private int transactions = DEFAULT_TRANSACTIONS;
        private int accounts;
        private Duration activity = DEFAULT_ACTIVITY;
        private Duration gcLifetime = DEFAULT_GC_LIFETIME;
        private Settings.Activity kind = Settings.Activity.RANDOM;

        private Builder(Scheduler scheduler) {
            this.scheduler = Objects.requireNonNull(scheduler, "scheduler");
        }

        /** Adds a store with two volumes. */
        public Builder store(StoreId id, ClusterName cluster) {
            return store(id, cluster, Node.MOST_VOLUMES);
        }

        /**
         * Adds a store.
         *
         * @param volumes 1 or 2
         */
        public Builder store(StoreId id, ClusterName cluster, int volumes) {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(cluster, "cluster");
            if (volumes < 1 || volumes > Node.MOST_VOLUMES) {
                throw new IllegalArgumentException("a store has 1 or 2 volumes, not " + volumes);
            }
            if (nodes.stream().anyMatch(node -> node.id.equals(id))) {
                throw new IllegalArgumentException("store " + id + " is there twice");
            }
            if (nodes.size() == ClusterState.MAX_STORES) {
                throw new IllegalArgumentException("more than " + ClusterState.MAX_STORES + " stores");
            }
            nodes.add(new Node(nodes.size(), id, cluster, volumes));
            return this;
        }

        /** Sets what decides everything that is left to chance. Default: 0. */
        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /** Sets how many regions there are in the beginning. Default: 8. */
        public Builder regions(int value) {
            regions = positive(value, "regions");
            return this;
        }

        /** Sets how many voters a region has. Default: 3. */
        public Builder replicas(int value) {
            replicas = positive(value, "replicas");
            return this;
        }

        /** Sets how many transfers there are over the time of activity. Default: 50. */
        public Builder transactions(int value) {
            transactions = value;
            return this;
        }

        /** Sets how many accounts there are. Default: 4 for each region. */
        public Builder accounts(int value) {
            accounts = positive(value, "accounts");
            return this;
        }

        /** Sets how long the cluster is busy; afterwards only time goes by. Default: 1 minute. */
        public Builder activity(Duration value) {
            activity = Objects.requireNonNull(value, "value");
            return this;
        }

        /** Sets the age at which old versions may go. Default: 5 seconds, about as long as captures take. */
        public Builder gcLifetime(Duration value) {
            gcLifetime = Objects.requireNonNull(value, "value");
            return this;
        }

        /** Nothing happens by itself but replication and garbage collection: see {@link FakeTidbCluster#script()}. */
        public Builder scripted() {
            kind = Settings.Activity.SCRIPTED;
            return this;
        }

        /** Places the next region, beginning with the first, instead of leaving it to chance; the first store leads. */
        public Builder place(StoreId... voters) {
            placements.add(List.of(voters));
            return this;
        }

        /**
         * Makes the world as it is now.
         *
         * @throws IllegalStateException if there are fewer stores than replicas, fewer accounts than regions, or a region is
         *     placed on a store that was not added
         */
        public FakeTidbCluster create() {
            if (nodes.size() < replicas) {
                throw new IllegalStateException(nodes.size() + " stores for " + replicas + " replicas");
            }
            int many = accounts == 0 ? ACCOUNTS_PER_REGION * regions : accounts;
            if (many < regions) {
                throw new IllegalStateException(many + " accounts for " + regions + " regions");
            }
            int planned = kind == Settings.Activity.SCRIPTED ? 0 : transactions;
            Settings settings = new Settings(
                    seed,
                    regions,
                    replicas,
                    many,
                    planned,
                    Touch.micros(activity),
                    Touch.micros(gcLifetime),
                    kind,
                    placed());
            long now = Touch.micros(scheduler.elapsed());
            long origin = scheduler.now().minus(scheduler.elapsed()).toEpochMilli();
            ClusterState world = new ClusterState(settings, fresh(), now, origin);
            Genesis.begin(world);
            return new FakeTidbCluster(scheduler, world);
        }

        private List<Node> fresh() {
            List<Node> copies = new ArrayList<>();
            for (Node node : nodes) {
                copies.add(new Node(node.index, node.id, node.cluster, node.volumes));
            }
            return copies;
        }

        private List<List<Integer>> placed() {
            List<List<Integer>> all = new ArrayList<>();
            for (List<StoreId> voters : placements) {
                all.add(voters.stream().map(this::indexOf).toList());
            }
            return all;
        }

        private int indexOf(StoreId store) {
            for (Node node : nodes) {
                if (node.id.equals(store)) {
                    return node.index;
                }
            }
            throw new IllegalStateException("a region is placed on store " + store + ", which was not added");
        }

        private static int positive(int value, String name) {
            if (value <= 0) {
                throw new IllegalArgumentException(name + " is " + value + "; it must be positive");
            }
            return value;
        }
    }
}
