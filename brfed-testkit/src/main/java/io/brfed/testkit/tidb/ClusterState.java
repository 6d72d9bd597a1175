package io.brfed.testkit.tidb;

import io.brfed.api.ClusterName;
import io.brfed.api.StoreId;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Everything there is in one world at one moment, in microseconds of the scheduler's elapsed time. */
final class ClusterState {
    static final long MILLI = 1000;
    static final long SECOND = 1000 * MILLI;
    static final int MAX_STORES = 62;

    final Settings settings;
    final SplittableRandom chance;
    final EventQueue queue = new EventQueue();
    final TimestampOracle tso;
    final Versions versions;
    final int[] owner;
    final PauseLog pauses;
    final Replication replication;
    final Commands commands;
    final Leadership leadership;
    final Transactions transactions;
    final Operators operators;
    final Upkeep upkeep;
    final GcService gc;
    final ResolvedTs resolved;
    final PlacementDriver pd;
    final long spanEnd;
    Node[] nodes;
    int nodeCount;
    Region[] regions;
    int regionCount;
    long now;

    ClusterState(Settings settings, List<Node> stores, long now, long originMillis) {
        this.settings = settings;
        this.now = now;
        this.spanEnd = now + settings.span();
        this.chance = new SplittableRandom(settings.seed());
        this.tso = new TimestampOracle(originMillis);
        this.nodes = stores.toArray(Node[]::new);
        this.nodeCount = nodes.length;
        this.regions = new Region[2 * settings.regions() + 8];
        this.owner = new int[settings.accounts()];
        this.versions = new Versions(settings.accounts(), 2 * settings.accounts() + 3 * settings.transactions());
        this.pauses = new PauseLog(now);
        this.replication = new Replication(this);
        this.commands = new Commands(this);
        this.leadership = new Leadership(this);
        this.transactions = new Transactions(this);
        this.operators = new Operators(this);
        this.upkeep = new Upkeep(this);
        this.gc = new GcService(this);
        this.resolved = new ResolvedTs(this);
        this.pd = new PlacementDriver(this);
    }

    Region region(int index) {
        return regions[index];
    }

    Region ownerOf(int account) {
        return regions[owner[account]];
    }

    Region newRegion() {
        if (regionCount == regions.length) {
            regions = Arrays.copyOf(regions, 2 * regionCount);
        }
        Region region = new Region(regionCount);
        regions[regionCount++] = region;
        return region;
    }

    /** A store without regions, for balancing to find. */
    void join(StoreId id, ClusterName cluster) {
        Node node = new Node(nodeCount, id, cluster, Node.MOST_VOLUMES);
        node.joinedAt = now;
        node.startedAt = now;
        nodes = Arrays.copyOf(nodes, nodeCount + 1);
        nodes[nodeCount++] = node;
        pauses.joined(node.index, now);
        if (!settings.scripted()) {
            upkeep.planLook(node.index);
        }
    }

    /** A random duration: few are long. */
    long around(long mean) {
        return (long) (-mean * Math.log1p(-chance.nextDouble()));
    }

    long between(long least, long most) {
        return least + chance.nextLong(most - least + 1);
    }

    /** A random duration that depends only on what it is for: it does not matter when somebody looks at a log. */
    long decided(Region region, int node, Range range) {
        long mixed = settings.seed() * 31 + region.index * 1009L + region.confVer * 64L + node;
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return range.least() + Long.remainderUnsigned(mixed ^ (mixed >>> 31), range.most() - range.least() + 1);
    }

    /** Where a random duration lies. */
    record Range(long least, long most) {}

    void plan(long delay, int what, int subject) {
        queue.add(now + delay, what, subject);
    }

    void settleAll() {
        for (int i = 0; i < regionCount; i++) {
            replication.settle(regions[i]);
        }
    }
}
