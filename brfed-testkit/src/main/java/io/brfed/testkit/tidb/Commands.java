package io.brfed.testkit.tidb;

/** What the commands in a log do: once to the region as a whole, by whoever applies them first, and to each peer. */
final class Commands {
    private static final ClusterState.Range SNAPSHOT =
            new ClusterState.Range(5 * ClusterState.MILLI, 200 * ClusterState.MILLI);
    private static final ClusterState.Range LAG =
            new ClusterState.Range(2 * ClusterState.MILLI, 15 * ClusterState.MILLI);
    private static final long APPLY_LAG = 2 * ClusterState.MILLI;

    private final ClusterState world;

    Commands(ClusterState world) {
        this.world = world;
    }

    /** Applies one command; true if the set of peers changed. */
    boolean apply(Region region, Peer peer, int index) {
        boolean first = index > region.taken;
        region.taken = Math.max(region.taken, index);
        long argument = region.arguments[index];
        switch (region.types[index]) {
            case Entry.COMPACT -> compact(peer, (int) argument);
            case Entry.LEARNERS, Entry.VOTERS -> changePeers(region, peer, index, first);
            case Entry.SPLIT -> split(region, peer, argument, first);
            case Entry.PREPARE_MERGE -> prepareMerge(region, peer, (int) argument, first);
            case Entry.COMMIT_MERGE -> commitMerge(region, peer, index, first);
            default -> throw new IllegalStateException("no command: " + region.types[index]);
        }
        return Entry.changesPeers(region.types[index]);
    }

    Peer addPeer(Region region, Node node) {
        Peer peer = new Peer(region, node.index);
        peer.lag = world.decided(region, node.index, LAG);
        peer.applyLag = peer.lag + APPLY_LAG;
        region.add(peer);
        node.add(peer);
        region.quiet = false;
        return peer;
    }

    /** A snapshot stands for everything before it: regions it covers end here, and those it split off come by snapshot. */
    void tidyAfterSnapshot(Peer peer) {
        Node node = world.nodes[peer.node];
        for (int i = node.peerCount - 1; i >= 0; i--) {
            Peer other = node.peers[i];
            if (other != peer && other.region.gone && other.start < peer.end && peer.start < other.end) {
                destroy(other);
            }
        }
        addMissing(node);
    }

    private void compact(Peer peer, int index) {
        peer.compactTo = Math.max(peer.compactTo, index);
        peer.truncated = Math.max(peer.truncated, Math.min(peer.compactTo, peer.flushed));
    }

    private void changePeers(Region region, Peer peer, int index, boolean first) {
        byte type = region.types[index];
        long argument = region.arguments[index];
        if (first) {
            region.confVer++;
            if (type == Entry.VOTERS) {
                region.voters = argument;
                region.learners &= ~argument;
            } else {
                region.learners = argument & ~region.voters;
            }
            addMissing(region, region.voters | region.learners);
            world.leadership.leaveIfRemoved(region);
        }
        peer.confVer++;
        if (type == Entry.VOTERS) {
            peer.voters = argument;
            peer.learners &= ~argument;
        } else {
            peer.learners = argument & ~peer.voters;
        }
        peer.flush();
        if (!Replication.contains(peer.voters | peer.learners, peer.node)) {
            destroy(peer);
        }
    }

    private void addMissing(Region region, long wanted) {
        for (int node = 0; node < world.nodeCount; node++) {
            if (Replication.contains(wanted, node) && region.peerOn(node) == null) {
                Peer peer = addPeer(region, world.nodes[node]);
                peer.readyAt = world.now + world.decided(region, node, SNAPSHOT);
            }
        }
    }

    private void split(Region region, Peer peer, long argument, boolean first) {
        int account = Entry.splitAccount(argument);
        Region child = world.region(Entry.splitChild(argument));
        if (first) {
            region.version++;
            child.start = account;
            child.end = region.end;
            region.end = account;
            child.version = region.version;
            child.confVer = region.confVer;
            child.voters = region.voters;
            child.learners = region.learners;
            child.gone = false;
            take(child, child.start, child.end, 0);
        }
        int end = peer.end;
        peer.end = account;
        peer.version++;
        peer.flush();
        if (!child.gone
                && child.peerOn(peer.node) == null
                && Replication.contains(child.voters | child.learners, peer.node)) {
            bear(child, peer, account, end);
        }
    }

    private void bear(Region child, Peer parent, int start, int end) {
        Peer peer = addPeer(child, world.nodes[parent.node]);
        peer.copyShape(parent);
        peer.term = child.term;
        peer.persisted = 0;
        peer.gc = parent.gc;
        peer.start = start;
        peer.end = end;
        if (child.leader == null && child.last == 0 && Replication.contains(child.voters, peer.node)) {
            child.leader = peer;
        }
    }

    private void take(Region region, int from, int to, int index) {
        for (int account = from; account < to; account++) {
            world.owner[account] = region.index;
            world.versions.mark(account, region, index);
        }
    }

    private void prepareMerge(Region region, Peer peer, int target, boolean first) {
        if (first) {
            region.version++;
            region.confVer++;
            region.mergesInto = target;
        }
        peer.version++;
        peer.confVer++;
        peer.flush();
    }

    private void commitMerge(Region region, Peer peer, int index, boolean first) {
        Region source = world.region((int) region.arguments[index]);
        if (first) {
            region.version = Math.max(region.version, source.version) + 1;
            region.start = Math.min(region.start, source.start);
            region.end = Math.max(region.end, source.end);
            region.mergingFrom = Region.NONE;
            source.gone = true;
            take(region, source.start, source.end, index);
        }
        peer.version = Math.max(peer.version, source.version) + 1;
        peer.start = Math.min(peer.start, source.start);
        peer.end = Math.max(peer.end, source.end);
        Peer merged = source.peerOn(peer.node);
        if (merged != null) {
            catchUp(merged);
            peer.gc = Math.max(peer.gc, merged.gc);
            destroy(merged);
        }
        peer.flush();
    }

    /** The second half of a merge brings along what the source's peer has not applied. */
    private void catchUp(Peer peer) {
        Region region = peer.region;
        while (peer.initialised() && !peer.gone && peer.applied < region.last) {
            peer.persisted = Math.max(peer.persisted, ++peer.applied);
            if (region.types[peer.applied] >= Entry.FIRST_COMMAND) {
                apply(region, peer, peer.applied);
            }
        }
    }

    private void destroy(Peer peer) {
        peer.gone = true;
        peer.region.remove(peer);
        world.nodes[peer.node].remove(peer);
        addMissing(world.nodes[peer.node]);
    }

    /** Leaders of regions that have a peer on a store send it one. */
    private void addMissing(Node node) {
        for (int i = 0; i < world.regionCount; i++) {
            Region region = world.region(i);
            if (!region.gone && region.leader != null) {
                addMissing(region, node.bit() & (region.voters | region.learners));
            }
        }
    }
}
