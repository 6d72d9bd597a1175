package io.brfed.testkit.tidb;

import java.util.ArrayList;
import java.util.List;

/** PD's operators, and the proposals to regions: a leased store refuses those that change peers, range or files. */
final class Operators {
    private static final long FASTEST_STEP = 10 * ClusterState.MILLI;
    private static final long SLOWEST_STEP = 150 * ClusterState.MILLI;
    private static final long SLOWEST_COMMIT_MERGE = 800 * ClusterState.MILLI;
    private static final long COMMIT_MERGE_RETRY = 200 * ClusterState.MILLI;
    private static final int MAX_TRIES = 40;

    private final ClusterState world;
    private final List<Operator> all = new ArrayList<>();

    Operators(ClusterState world) {
        this.world = world;
    }

    /** Begins to move a region, and to merge it afterwards; false if something else is under way with it. */
    boolean begin(Region region, long voters, int mergesInto) {
        if (region.gone || region.operator != null || region.mergesInto != Region.NONE) {
            return false;
        }
        Operator operator = new Operator(all.size(), region.index, voters, mergesInto);
        all.add(operator);
        region.operator = operator;
        step(operator.number);
        return true;
    }

    int running() {
        int running = 0;
        for (int i = 0; i < world.regionCount; i++) {
            running += world.region(i).operator == null ? 0 : 1;
        }
        return running;
    }

    void cancelAll() {
        for (int i = 0; i < world.regionCount; i++) {
            world.region(i).operator = null;
        }
    }

    void step(int number) {
        Operator operator = all.get(number);
        Region region = world.region(operator.region);
        if (region.operator != operator) {
            return;
        }
        world.replication.settle(region);
        if (region.gone || operator.tries++ == MAX_TRIES) {
            region.operator = null;
            return;
        }
        Operator.Step before;
        do {
            before = operator.step;
            carryOut(operator, region);
        } while (operator.step != before && operator.step != Operator.Step.DONE);
        if (operator.step == Operator.Step.DONE) {
            region.operator = null;
        } else {
            world.plan(pause(), Happening.OPERATOR, number);
        }
    }

    private void carryOut(Operator operator, Region region) {
        switch (operator.step) {
            case ADD -> add(operator, region);
            case CHANGE -> change(operator, region);
            case SETTLE -> {
                if (!region.pending()) {
                    operator.step = operator.mergesInto == Region.NONE ? Operator.Step.DONE : Operator.Step.MERGE;
                }
            }
            case MERGE -> merge(operator, region);
            case DONE -> {}
        }
    }

    private void add(Operator operator, Region region) {
        long missing = operator.voters & ~(region.voters | region.learners);
        if (missing == 0 || propose(region, Entry.LEARNERS, region.learners | missing)) {
            operator.step = Operator.Step.CHANGE;
        }
    }

    private void change(Operator operator, Region region) {
        if (region.voters == operator.voters) {
            operator.step = Operator.Step.SETTLE;
        } else if (!region.pending() && caughtUp(region, operator.voters)) {
            if (propose(region, Entry.VOTERS, operator.voters)) {
                operator.step = Operator.Step.SETTLE;
            }
        }
    }

    private static boolean caughtUp(Region region, long voters) {
        int count = 0;
        for (int i = 0; i < region.peerCount; i++) {
            Peer peer = region.peers[i];
            if (Replication.contains(voters, peer.node) && peer.persisted >= region.peersChange) {
                count++;
            }
        }
        return count == Long.bitCount(voters);
    }

    private void merge(Operator operator, Region region) {
        Region target = world.region(operator.mergesInto);
        if (!mergeable(region, target)) {
            operator.step = Operator.Step.DONE;
        } else if (!target.pending() && propose(region, Entry.PREPARE_MERGE, target.index)) {
            target.mergingFrom = region.index;
            planCommitMerge(region);
            operator.step = Operator.Step.DONE;
        }
    }

    static boolean mergeable(Region source, Region target) {
        return !target.gone
                && target.voters == source.voters
                && target.learners == 0
                && source.learners == 0
                && target.operator == null
                && target.mergesInto == Region.NONE
                && target.mergingFrom == Region.NONE
                && source.mergingFrom == Region.NONE
                && (target.end == source.start || source.end == target.start);
    }

    void planCommitMerge(Region source) {
        long delay = world.settings.scripted() ? FASTEST_STEP : world.between(FASTEST_STEP, SLOWEST_COMMIT_MERGE);
        world.plan(delay, Happening.COMMIT_MERGE, source.index);
    }

    /** The source's leader asks the target's to take it over; a lease does not refuse that. */
    void commitMerge(Region source) {
        world.replication.settle(source);
        if (source.mergesInto == Region.NONE) {
            awaitMerge(source);
            return;
        }
        Region target = world.region(source.mergesInto);
        world.replication.settle(target);
        boolean ready = source.leader != null
                && world.leadership.leaderIfUp(target) != null
                && !target.pending()
                && source.commit == source.last;
        if (ready) {
            append(target, Entry.COMMIT_MERGE, source.index);
        } else {
            retryCommitMerge(source);
        }
    }

    /** The longer it has waited, the longer it waits: a region may have lost its majority for ever. */
    private void retryCommitMerge(Region source) {
        long waited = world.now - source.times[source.last];
        world.plan(Math.max(COMMIT_MERGE_RETRY, waited), Happening.COMMIT_MERGE, source.index);
    }

    /** Looks again, unless the first half of the merge was lost with its leader. */
    private void awaitMerge(Region source) {
        for (int i = source.taken + 1; i <= source.last; i++) {
            if (source.types[i] == Entry.PREPARE_MERGE) {
                retryCommitMerge(source);
                return;
            }
        }
    }

    /** Cuts a region in two; false if that is not possible now. */
    boolean split(Region region, int account) {
        world.replication.settle(region);
        boolean possible = region.start < account
                && account < region.end
                && region.mergingFrom == Region.NONE
                && world.leadership.leaderIfUp(region) != null
                && accepts(region, Entry.SPLIT)
                && region.writable()
                && !region.pending();
        if (possible) {
            Region child = world.newRegion();
            child.gone = true;
            append(region, Entry.SPLIT, Entry.split(account, child.index));
        }
        return possible;
    }

    /** Proposes an entry; false if the leader's store refuses it or there is none. */
    boolean propose(Region region, byte type, long argument) {
        world.replication.settle(region);
        boolean possible = region.writable()
                && (!Entry.changesPeers(type) || (!region.pending() && region.mergingFrom == Region.NONE))
                && (type != Entry.PREPARE_MERGE || !region.pending())
                && accepts(region, type);
        if (possible) {
            append(region, type, argument);
        }
        return possible;
    }

    /** Whether the region has a leader whose store takes such a proposal now. */
    boolean accepts(Region region, byte type) {
        Peer leader = world.leadership.leaderIfUp(region);
        if (leader == null) {
            return false;
        }
        boolean refusable = type == Entry.INGEST
                || type == Entry.COMPACT
                || Entry.changesPeers(type)
                || type == Entry.SPLIT
                || type == Entry.PREPARE_MERGE;
        return !refusable || !world.nodes[leader.node].leased(world.now);
    }

    private void append(Region region, byte type, long argument) {
        region.append(type, argument, world.now);
        Peer leader = region.leader;
        if (leader != null) {
            leader.persisted = region.last;
        }
    }

    private long pause() {
        return world.settings.scripted() ? FASTEST_STEP : world.between(FASTEST_STEP, SLOWEST_STEP);
    }
}
