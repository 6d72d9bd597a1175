package io.brfed.testkit.tidb;

/** PD's schedulers and checkers, and what their leader remembers of pauses. */
final class PlacementDriver {
    private static final long MEAN_BALANCE_GAP = 1200 * ClusterState.MILLI;
    private static final long MEAN_CHECK_GAP = 4 * ClusterState.SECOND;
    private static final int PERCENT = 100;
    private static final int SAME_REGION_PERCENT = 60;
    private static final int LEADER_PERCENT = 25;
    private static final int SEVERAL_VOTERS_PERCENT = 15;
    private static final int SPLIT_PERCENT = 45;
    private static final int MERGE_PERCENT = 75;

    private final ClusterState world;
    private long schedulersPausedUntil = Long.MIN_VALUE;
    private long schedulersPausedAt;
    private long checkersPausedUntil = Long.MIN_VALUE;
    private long restrictedUntil = Long.MIN_VALUE;
    private int favourite;

    PlacementDriver(ClusterState world) {
        this.world = world;
    }

    void planRandom() {
        world.plan(world.around(MEAN_BALANCE_GAP), Happening.BALANCE, 0);
        world.plan(world.around(MEAN_CHECK_GAP), Happening.CHECK, 0);
    }

    void pauseSchedulers(long until) {
        schedulersPausedAt = world.now;
        schedulersPausedUntil = until;
        world.pauses.schedulersPaused(world.now, until);
    }

    void resumeSchedulers() {
        schedulersPausedUntil = Long.MIN_VALUE;
        world.pauses.schedulersResumed(world.now, Gap.Reason.GIVEN_BACK);
    }

    boolean schedulersPaused() {
        return schedulersPausedUntil > world.now;
    }

    long schedulersPausedAt() {
        return schedulersPausedAt;
    }

    void pauseCheckers(long until) {
        checkersPausedUntil = until;
    }

    boolean checkersPaused() {
        return checkersPausedUntil > world.now;
    }

    void restrict(long until) {
        restrictedUntil = until;
    }

    boolean restricted() {
        return restrictedUntil > world.now;
    }

    void leaderChanges(Gap.Reason reason) {
        schedulersPausedUntil = Long.MIN_VALUE;
        checkersPausedUntil = Long.MIN_VALUE;
        world.pauses.schedulersResumed(world.now, reason);
        world.operators.cancelAll();
        world.resolved.fallBack();
    }

    void balance() {
        if (world.now >= world.spanEnd) {
            return;
        }
        world.plan(world.around(MEAN_BALANCE_GAP), Happening.BALANCE, 0);
        if (!schedulersPaused() && !restricted()) {
            if (world.chance.nextInt(PERCENT) >= SAME_REGION_PERCENT) {
                favourite = world.chance.nextInt(world.regionCount);
            }
            balance(world.region(favourite));
        }
    }

    private void balance(Region region) {
        if (region.gone) {
            favourite = world.chance.nextInt(world.regionCount);
            return;
        }
        int kind = world.chance.nextInt(PERCENT);
        if (kind < LEADER_PERCENT) {
            world.leadership.transfer(region, world.chance.nextInt(world.nodeCount));
            return;
        }
        int moves = kind < LEADER_PERCENT + SEVERAL_VOTERS_PERCENT ? Long.bitCount(region.voters) : 1;
        long voters = region.voters;
        for (int i = 0; i < moves; i++) {
            voters = moveOne(region, voters);
        }
        if (voters != region.voters) {
            world.operators.begin(region, voters, Region.NONE);
        }
    }

    /** Another store in the place of one of the region's present voters. */
    private long moveOne(Region region, long voters) {
        long from = randomBit(voters & region.voters);
        long to = randomBit(upNodes() & ~(voters | region.voters));
        return from == 0 || to == 0 ? voters : (voters & ~from) | to;
    }

    void check() {
        if (world.now >= world.spanEnd) {
            return;
        }
        world.plan(world.around(MEAN_CHECK_GAP), Happening.CHECK, 0);
        Region region = world.region(world.chance.nextInt(world.regionCount));
        int kind = world.chance.nextInt(PERCENT);
        if (region.gone || restricted()) {
            return;
        }
        if (kind < SPLIT_PERCENT) {
            // TiKV asks for a split by itself: pausing checkers does not stop that.
            if (region.end - region.start > 1 && region.operator == null) {
                world.operators.split(region, (int) world.between(region.start + 1, region.end - 1));
            }
        } else if (!checkersPaused()) {
            if (kind < MERGE_PERCENT) {
                merge(region);
            } else {
                removeOrphans(region);
            }
        }
    }

    private void merge(Region region) {
        for (int i = 0; i < world.regionCount; i++) {
            Region other = world.region(i);
            if (!other.gone && other.end == region.start && other.operator == null && other.learners == 0) {
                world.operators.begin(region, other.voters, other.index);
                return;
            }
        }
    }

    private void removeOrphans(Region region) {
        if (region.learners != 0 && region.operator == null) {
            world.operators.propose(region, Entry.LEARNERS, 0);
        }
    }

    private long upNodes() {
        long up = 0;
        for (int i = 0; i < world.nodeCount; i++) {
            up |= world.nodes[i].up ? 1L << i : 0;
        }
        return up;
    }

    private long randomBit(long bits) {
        if (bits == 0) {
            return 0;
        }
        long left = bits;
        for (int skip = world.chance.nextInt(Long.bitCount(bits)); skip > 0; skip--) {
            left &= left - 1;
        }
        return Long.lowestOneBit(left);
    }
}
