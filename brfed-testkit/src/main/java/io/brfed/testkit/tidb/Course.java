package io.brfed.testkit.tidb;

/** The course of events: brings a world from the moment it was last touched to now. */
final class Course {
    /** How often stores report and TiDB's garbage collector looks. */
    static final long TICK = ClusterState.SECOND / 2;

    /** PD stores the resolved timestamp at every fourth tick; a new leader starts from that. */
    private static final long TICKS_PER_STORING = 4;

    private final ClusterState world;
    private long ticked;

    Course(ClusterState world) {
        this.world = world;
        this.ticked = world.now / TICK;
    }

    void catchUp(long until) {
        while (world.queue.nextTime() <= until) {
            long due = world.queue.nextTime();
            tickUntil(due);
            world.now = due;
            carryOut(world.queue.pop());
        }
        tickUntil(until);
        world.now = Math.max(world.now, until);
    }

    /** Between two events nothing changes but time, so that of many ticks only the last ones matter. */
    private void tickUntil(long until) {
        long last = until / TICK;
        if (last <= ticked) {
            return;
        }
        long stored = last - last % TICKS_PER_STORING;
        if (stored > ticked) {
            tick(stored);
            world.resolved.store();
        }
        if (last > stored) {
            tick(last);
        }
        ticked = last;
    }

    private void tick(long number) {
        world.now = number * TICK;
        world.resolved.report();
        world.gc.advance();
    }

    private void carryOut(int code) {
        int subject = Happening.subject(code);
        switch (Happening.what(code)) {
            case Happening.TRANSACTION -> world.transactions.step(subject);
            case Happening.OPERATOR -> world.operators.step(subject);
            case Happening.COMMIT_MERGE -> world.operators.commitMerge(world.region(subject));
            case Happening.UPKEEP -> world.upkeep.look(world.nodes[subject]);
            case Happening.BALANCE -> world.pd.balance();
            case Happening.CHECK -> world.pd.check();
            case Happening.INGEST -> world.transactions.ingest();
            case Happening.LAG -> world.upkeep.lag();
            case Happening.LAG_ENDS -> world.upkeep.lagEnds(subject);
            case Happening.ELECTION -> world.leadership.elect(world.region(subject));
            case Happening.STORE_UP -> world.leadership.storeUp(world.nodes[subject]);
            default -> throw new IllegalStateException("no event: " + code);
        }
    }
}
