package io.brfed.testkit.tidb;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A restore from captured volumes: stores start, regions elect leaders and catch up, everything goes back to one time. */
final class Recovery {
    private final ClusterState world;
    private final RestoredStores stores;
    private @Nullable RestoredPeer[] chosen = {};
    private boolean[] led = {};
    private boolean[] merged = {};
    private final long[] balances;
    private final boolean[] known;
    private RestoreOutcome.@Nullable Crashed crash;

    Recovery(ClusterState world, Collection<Capture> captures, long commitTs, long restoreTs) {
        this.world = world;
        this.balances = new long[world.owner.length];
        this.known = new boolean[world.owner.length];
        this.stores = new RestoredStores(world, captures);
        this.crash = stores.crash();
        if (crash == null) {
            RecoveryPlan plan = new RecoveryPlan(world, stores);
            crash = plan.crash();
            if (crash == null) {
                chosen = plan.leaders();
                recover();
            }
        }
        if (crash == null) {
            flashBack(commitTs, restoreTs);
        }
    }

    RestoreOutcome.@Nullable Crashed crash() {
        return crash;
    }

    /** The balance of an account that {@link #knows} one. */
    long balance(int account) {
        return balances[account];
    }

    boolean knows(int account) {
        return known[account];
    }

    RestoreOutcome outcome() {
        if (crash != null) {
            return crash;
        }
        Map<Integer, Long> found = new HashMap<>();
        for (int account = 0; account < balances.length; account++) {
            if (known[account]) {
                found.put(account, balances[account]);
            }
        }
        return new RestoreOutcome.Restored(found);
    }

    /** Each region that is led brings its peers up to date, which may give others the voters they lack. */
    private void recover() {
        led = new boolean[world.regionCount];
        merged = new boolean[world.regionCount];
        boolean progress = true;
        while (progress && crash == null) {
            progress = false;
            for (int i = 0; i < chosen.length && crash == null; i++) {
                RestoredPeer leader = chosen[i];
                if (leader != null && !led[i] && !merged[i] && elected(leader)) {
                    led[i] = true;
                    progress = true;
                    catchUp(leader);
                }
            }
        }
        for (int i = 0; i < chosen.length && crash == null; i++) {
            RestoredPeer leader = chosen[i];
            if (leader != null && !led[i] && !merged[i]) {
                crash = noLeader(leader);
            }
        }
    }

    private boolean elected(RestoredPeer candidate) {
        return candidate.isVoter() && votes(candidate) >= Replication.majority(candidate.voters);
    }

    private int votes(RestoredPeer candidate) {
        int votes = 0;
        for (RestoredPeer peer = stores.firstOfRegion[candidate.region.index]; peer != null; peer = peer.next) {
            boolean grants = !peer.gone
                    && Replication.contains(candidate.voters, peer.node)
                    && peer.persisted <= candidate.persisted;
            votes += grants ? 1 : 0;
        }
        return votes;
    }

    private RestoreOutcome.Crashed noLeader(RestoredPeer candidate) {
        String text = "region " + candidate.region.id() + ": store " + world.nodes[candidate.node].id + " gets "
                + votes(candidate) + " votes of " + Long.bitCount(candidate.voters) + " voters";
        return new RestoreOutcome.Crashed(CrashReason.NO_LEADER, text);
    }

    private void catchUp(RestoredPeer leader) {
        int until = leader.persisted;
        apply(leader, until);
        for (RestoredPeer peer = stores.firstOfRegion[leader.region.index];
                peer != null && crash == null;
                peer = peer.next) {
            if (peer != leader && !peer.gone && leader.isMember(peer.node)) {
                if (leader.truncated > peer.persisted) {
                    copy(leader, peer);
                } else {
                    apply(peer, until);
                }
                peer.persisted = until;
            }
        }
        adoptChildren(leader);
    }

    private static void copy(RestoredPeer leader, RestoredPeer peer) {
        peer.flushed = leader.flushed;
        peer.start = leader.start;
        peer.end = leader.end;
        peer.version = leader.version;
        peer.voters = leader.voters;
        peer.learners = leader.learners;
        peer.gc = Math.max(peer.gc, leader.gc);
    }

    private void apply(RestoredPeer peer, int until) {
        Region region = peer.region;
        for (int index = peer.flushed + 1; index <= until && crash == null; index++) {
            if (region.types[index] >= Entry.INGEST) {
                apply(peer, region.types[index], region.arguments[index]);
            }
        }
        peer.flushed = Math.max(peer.flushed, until);
    }

    private void apply(RestoredPeer peer, byte type, long argument) {
        switch (type) {
            case Entry.INGEST -> ingest(peer, (int) argument);
            case Entry.LEARNERS -> peer.learners = argument & ~peer.voters;
            case Entry.VOTERS -> {
                peer.voters = argument;
                peer.learners &= ~argument;
            }
            case Entry.SPLIT -> split(peer, argument);
            case Entry.PREPARE_MERGE -> peer.version++;
            case Entry.COMMIT_MERGE -> merge(peer, world.region((int) argument));
            default -> {}
        }
    }

    private void ingest(RestoredPeer peer, int file) {
        if ((stores.files[peer.node] >>> file & 1) == 0) {
            String text = "store " + world.nodes[peer.node].id + ": region " + peer.region.id() + " applies import "
                    + file + ", whose file is not on the volume";
            crash = new RestoreOutcome.Crashed(CrashReason.IMPORT_FILE_MISSING, text);
        }
    }

    private void split(RestoredPeer peer, long argument) {
        Region child = world.region(Entry.splitChild(argument));
        int account = Entry.splitAccount(argument);
        int end = peer.end;
        peer.end = account;
        peer.version++;
        if (stores.peer(child, peer.node) == null && !merged[child.index]) {
            stores.add(peer.child(child, account, end));
        }
    }

    private void merge(RestoredPeer peer, Region source) {
        peer.version = Math.max(peer.version, source.version) + 1;
        peer.start = Math.min(peer.start, source.start);
        peer.end = Math.max(peer.end, source.end);
        merged[source.index] = true;
        RestoredPeer old = stores.peer(source, peer.node);
        if (old != null) {
            peer.gc = Math.max(peer.gc, old.gc);
            old.gone = true;
        }
    }

    /** A region split off while the log was applied is led by the peer beside its parent's leader. */
    private void adoptChildren(RestoredPeer leader) {
        Region region = leader.region;
        for (int index = 1; index <= leader.persisted && crash == null; index++) {
            if (region.types[index] == Entry.SPLIT) {
                int child = Entry.splitChild(region.arguments[index]);
                RestoredPeer born = stores.peer(world.region(child), leader.node);
                if (chosen[child] == null && born != null && !merged[child] && isUncovered(born)) {
                    chosen[child] = born;
                }
            }
        }
    }

    private boolean isUncovered(RestoredPeer born) {
        for (RestoredPeer other : chosen) {
            if (other != null && !merged[other.region.index] && other.start < born.end && born.start < other.end) {
                return false;
            }
        }
        return true;
    }

    private void flashBack(long commitTs, long restoreTs) {
        int[] owners = new int[balances.length];
        Arrays.fill(owners, Region.NONE);
        for (int i = 0; i < chosen.length && crash == null; i++) {
            RestoredPeer leader = chosen[i];
            if (leader != null && !merged[i]) {
                cover(leader, owners);
            }
        }
        for (int account = 0; account < owners.length && crash == null; account++) {
            RestoredPeer leader = owners[account] == Region.NONE ? null : chosen[owners[account]];
            if (leader == null) {
                crash = gap(account);
            } else {
                read(leader, account, commitTs, restoreTs);
            }
        }
    }

    private void cover(RestoredPeer leader, int[] owners) {
        for (int account = leader.start; account < leader.end; account++) {
            if (owners[account] != Region.NONE) {
                crash = gap(account);
                return;
            }
            owners[account] = leader.region.index;
        }
    }

    private static RestoreOutcome.Crashed gap(int account) {
        String text = "account " + account + " is not in exactly one recovered region";
        return new RestoreOutcome.Crashed(CrashReason.RANGES_NOT_ADJACENT, text);
    }

    private void read(RestoredPeer leader, int account, long commitTs, long restoreTs) {
        Versions versions = world.versions;
        int at = versions.version(versions.visible(account, leader.region.index, leader.persisted));
        if (at != Versions.NONE && versions.stamp(at) > restoreTs) {
            String text = "account " + account + " has a commit at " + versions.stamp(at)
                    + ", above the restore timestamp " + restoreTs;
            crash = new RestoreOutcome.Crashed(CrashReason.COMMIT_ABOVE_RESTORE_TIMESTAMP, text);
            return;
        }
        boolean collected = false;
        while (at != Versions.NONE && versions.stamp(at) > commitTs) {
            collected |= versions.stamp(at) <= leader.gc;
            at = versions.olderVersion(at);
        }
        if (at != Versions.NONE && !collected) {
            known[account] = true;
            balances[account] = versions.value(at);
        }
    }
}
