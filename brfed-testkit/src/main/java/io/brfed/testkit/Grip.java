package io.brfed.testkit;

import io.brfed.api.Tso;
import io.brfed.testkit.tidb.FakeTidbCluster;
import io.brfed.testkit.tidb.FakeTikv;
import io.brfed.testkit.tidb.GcHold;
import io.brfed.testkit.tidb.PausePart;
import java.time.Duration;

/** One pause as the TiDB cluster knows it: what is taken from it, renewed and given back. */
final class Grip {
    private final FakeTidbCluster tidb;
    private final String holder;
    private final Duration ttl;
    private final Scheduling scheduling;
    private Tso safePoint = new Tso(0);
    private boolean held;

    /** What becomes of the pause of schedulers while the grip is held. */
    enum Scheduling {
        /** It is renewed with everything else, as BR does. */
        RENEWED,
        /** It is taken once for long, so that a gap shows. */
        TAKEN_ONCE
    }

    Grip(FakeTidbCluster tidb, String holder, Duration ttl, Scheduling scheduling) {
        this.tidb = tidb;
        this.holder = holder;
        this.ttl = ttl;
        this.scheduling = scheduling;
    }

    /** Takes every part; false if garbage collection has passed the resolved timestamp already. */
    boolean take(Duration whole) {
        safePoint = new Tso(tidb.pd().minResolvedTs().bits() - 1);
        GcHold hold = tidb.pd().holdGc(holder, safePoint, ttl);
        if (!hold.isAccepted()) {
            return false;
        }
        held = true;
        Duration pause = scheduling == Scheduling.RENEWED ? ttl : whole;
        tidb.pd().pauseSchedulers(pause);
        tidb.pd().restrictScheduling(ttl);
        leaseAll();
        return true;
    }

    boolean held() {
        return held;
    }

    private void leaseAll() {
        for (FakeTikv store : tidb.stores()) {
            if (store.isUp()) {
                store.lease(ttl);
            }
        }
    }

    /** Whether every log is applied and no region is changing; a store that was down is asked for its lease now. */
    boolean settled() {
        for (FakeTikv store : tidb.stores()) {
            if (store.isUp() && !store.isLeased()) {
                store.lease(ttl);
            }
        }
        for (FakeTikv store : tidb.stores()) {
            if (!store.isUp() || store.hasPendingAdmin() || !store.hasAppliedAll()) {
                return false;
            }
        }
        return true;
    }

    /** Whether garbage collection is held below a timestamp; PD's next leader may know an older one than was held at. */
    boolean covers(Tso timestamp) {
        return timestamp.compareTo(safePoint) > 0;
    }

    /** The timestamp to restore to. */
    Tso resolved() {
        return tidb.pd().minResolvedTs();
    }

    /** Sends everything once more; false if garbage collection is no longer held. */
    boolean renew() {
        GcHold hold = tidb.pd().holdGc(holder, safePoint, ttl);
        tidb.pd().restrictScheduling(ttl);
        if (scheduling == Scheduling.RENEWED) {
            tidb.pd().pauseSchedulers(ttl);
        }
        leaseAll();
        return hold.isAccepted();
    }

    /** The first part but the schedulers that did not hold from one moment to another; empty if all did. */
    static String gap(FakeTidbCluster tidb, Duration from, Duration to) {
        if (tidb.heldThroughout(from, to)) {
            return "";
        }
        return tidb.gapsBetween(from, to).stream()
                .filter(gap -> !(gap.part() instanceof PausePart.Schedulers))
                .findFirst()
                .map(gap -> gap.part() + " " + gap.reason() + " at " + gap.from())
                .orElse("");
    }

    /** Gives everything back. */
    void release() {
        if (held) {
            held = false;
            for (FakeTikv store : tidb.stores()) {
                if (store.isUp()) {
                    store.finish();
                }
            }
            tidb.pd().resumeSchedulers();
            tidb.pd().allowScheduling();
            tidb.pd().releaseGc(holder);
        }
    }
}
