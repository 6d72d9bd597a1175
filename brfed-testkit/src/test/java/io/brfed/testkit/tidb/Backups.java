package io.brfed.testkit.tidb;

import io.brfed.api.ClusterName;
import io.brfed.api.StoreId;
import io.brfed.api.Tso;
import io.brfed.testkit.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Backups of random worlds, with a pause as it should be or without. */
final class Backups {
    static final int MEMBERS = 3;
    static final int STORES_PER_MEMBER = 2;
    private static final Duration BEGIN = Duration.ofSeconds(10);
    private static final Duration TTL = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration WAIT = Duration.ofSeconds(30);
    private static final int DISTURBANCES = 20;
    private static final int MOST_BETWEEN = 1500;
    private static final int LONGEST_SKEW = 8000;

    final VirtualTime time = VirtualTime.create();
    final FakeTidbCluster tidb;
    final List<Capture> captures = new ArrayList<>();
    private final SplittableRandom chance;
    private Tso commitTs = new Tso(0);

    private Backups(long seed) {
        chance = new SplittableRandom(seed);
        FakeTidbCluster.Builder builder = FakeTidbCluster.on(time).seed(seed).activity(Duration.ofSeconds(30));
        for (int i = 0; i < MEMBERS * STORES_PER_MEMBER; i++) {
            ClusterName cluster = new ClusterName("k8s-" + (char) ('a' + i / STORES_PER_MEMBER));
            builder.store(new StoreId(i + 1), cluster, 1 + (i & 1));
        }
        tidb = builder.create();
    }

    static Judgement paused(long seed) {
        Backups backup = new Backups(seed);
        backup.time.advance(BEGIN);
        backup.pause();
        backup.commitTs = backup.tidb.pd().minResolvedTs();
        return backup.finish();
    }

    /** After a time in which stores and PD's leaders came and went, a backup with a pause as it should be. */
    static Judgement pausedAfterTrouble(long seed) {
        Backups backup = new Backups(seed);
        backup.trouble();
        backup.time.advance(BEGIN);
        backup.pause();
        backup.commitTs = backup.tidb.pd().minResolvedTs();
        return backup.finish();
    }

    private void trouble() {
        for (int i = 0; i < DISTURBANCES; i++) {
            time.advance(Duration.ofMillis(chance.nextInt(MOST_BETWEEN)));
            FakeTikv store = tidb.stores().get(chance.nextInt(tidb.stores().size()));
            switch (chance.nextInt(7)) {
                case 0 -> store.restart();
                case 1 -> store.stop();
                case 2 -> tidb.stores().forEach(FakeTikv::start);
                case 3 -> tidb.pd().leaderChanges();
                case 4 -> tidb.pd().cancelOperators();
                case 5 -> {
                    if (store.isUp()) {
                        store.lease(Duration.ofSeconds(3));
                    }
                }
                default -> {
                    if (store.isUp()) {
                        store.finish();
                    }
                }
            }
        }
        tidb.stores().forEach(FakeTikv::start);
    }

    /** A world whose backup was taken without a pause. */
    static Backups played(long seed) {
        Backups backup = new Backups(seed);
        backup.time.advance(BEGIN);
        backup.finish();
        return backup;
    }

    static Judgement unpaused(long seed) {
        Backups backup = new Backups(seed);
        backup.time.advance(BEGIN);
        backup.commitTs = backup.tidb.pd().minResolvedTs();
        return backup.finish();
    }

    /** All of the pause but garbage collection. */
    static Judgement pausedWithoutHold(long seed) {
        Backups backup = new Backups(seed);
        backup.time.advance(BEGIN);
        backup.stopScheduling();
        backup.tidb.stores().forEach(store -> store.lease(TTL));
        backup.commitTs = backup.tidb.pd().minResolvedTs();
        return backup.finish();
    }

    /** All of the pause but the leases, and without looking whether something is under way. */
    static Judgement pausedWithoutLeases(long seed) {
        Backups backup = new Backups(seed);
        backup.time.advance(BEGIN);
        backup.holdGc();
        backup.stopScheduling();
        backup.commitTs = backup.tidb.pd().minResolvedTs();
        return backup.finish();
    }

    private void holdGc() {
        tidb.pd().holdGc("backup", new Tso(tidb.pd().minResolvedTs().bits() - 1), TTL);
    }

    private void stopScheduling() {
        tidb.pd().pauseSchedulers(TTL);
        tidb.pd().restrictScheduling(TTL);
    }

    private void pause() {
        holdGc();
        stopScheduling();
        tidb.stores().forEach(store -> store.lease(TTL));
        if (!time.runUntil(this::stands, Duration.ZERO)) {
            Duration limit = time.elapsed().plus(WAIT);
            while (!stands() && time.elapsed().compareTo(limit) < 0) {
                time.advance(POLL);
            }
            if (!stands()) {
                throw new IllegalStateException("something is still under way after " + WAIT);
            }
        }
    }

    private boolean stands() {
        for (FakeTikv store : tidb.stores()) {
            if (!store.hasAppliedAll() || store.hasPendingAdmin()) {
                return false;
            }
        }
        return true;
    }

    private Judgement finish() {
        List<FakeTikv> left = new ArrayList<>(tidb.stores());
        int longest = 1 + chance.nextInt(LONGEST_SKEW);
        while (!left.isEmpty()) {
            time.advance(Duration.ofMillis(chance.nextInt(1 + longest / 3)));
            captures.add(left.remove(chance.nextInt(left.size())).capture());
        }
        time.advance(Duration.ofSeconds(1));
        return tidb.judge(captures, commitTs);
    }
}
