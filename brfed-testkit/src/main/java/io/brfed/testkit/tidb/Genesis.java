package io.brfed.testkit.tidb;

import java.util.ArrayList;
import java.util.List;

/** How a world begins: regions side by side, each on some stores, every account with the same balance. */
final class Genesis {
    private static final long SCRIPTED_LAG = 5 * ClusterState.MILLI;
    private static final long SCRIPTED_APPLY_LAG = 7 * ClusterState.MILLI;

    private final ClusterState world;

    private Genesis(ClusterState world) {
        this.world = world;
    }

    static void begin(ClusterState world) {
        Genesis genesis = new Genesis(world);
        for (int i = 0; i < world.settings.regions(); i++) {
            genesis.place(world.newRegion());
        }
        for (int i = 0; i < world.nodeCount; i++) {
            world.nodes[i].startedAt = world.now;
        }
        if (!world.settings.scripted()) {
            world.transactions.planRandom();
            world.pd.planRandom();
            world.upkeep.planRandom();
        }
    }

    private void place(Region region) {
        Settings settings = world.settings;
        region.start = (int) ((long) region.index * settings.accounts() / settings.regions());
        region.end = (int) ((long) (region.index + 1) * settings.accounts() / settings.regions());
        boolean placed = region.index < settings.placements().size();
        List<Integer> voters = placed ? settings.placements().get(region.index) : randomNodes(settings.replicas());
        for (int node : voters) {
            region.voters |= 1L << node;
        }
        long base = world.tso.at(world.now - 2 * settings.gcLifetime());
        for (int account = region.start; account < region.end; account++) {
            world.owner[account] = region.index;
            world.versions.put(world.versions.mark(account, region, 0), base, Settings.BALANCE);
        }
        for (int node : voters) {
            addPeer(region, node);
        }
        region.leader = region.peers[0];
        region.quiet = true;
    }

    private void addPeer(Region region, int node) {
        Peer peer = world.commands.addPeer(region, world.nodes[node]);
        peer.persisted = 0;
        peer.term = region.term;
        peer.gc = world.gc.safePoint();
        peer.voters = region.voters;
        peer.start = region.start;
        peer.end = region.end;
        peer.version = region.version;
        peer.confVer = region.confVer;
        if (world.settings.scripted()) {
            peer.lag = SCRIPTED_LAG;
            peer.applyLag = SCRIPTED_APPLY_LAG;
        }
    }

    private List<Integer> randomNodes(int count) {
        int[] nodes = new int[world.nodeCount];
        for (int i = 0; i < nodes.length; i++) {
            nodes[i] = i;
        }
        List<Integer> chosen = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int at = i + world.chance.nextInt(nodes.length - i);
            chosen.add(nodes[at]);
            nodes[at] = nodes[i];
        }
        return chosen;
    }
}
