package io.brfed.testkit.tidb;

import io.brfed.api.ClusterName;
import io.brfed.api.StoreId;
import io.brfed.api.Tso;
import io.brfed.testkit.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A world of six stores in three members in which only the test acts. Region 1 has accounts 0 to 3 on stores 1, 2 and 3;
 * region 2 has accounts 4 to 7 on stores 4, 5 and 6. The first store of each leads.
 */
final class HandWritten {
    static final Duration A_MOMENT = Duration.ofSeconds(2);
    static final Duration TTL = Duration.ofMinutes(1);

    final VirtualTime time = VirtualTime.create();
    final FakeTidbCluster tidb;
    final WorldScript script;
    final FakePd pd;
    final List<Capture> captures = new ArrayList<>();

    HandWritten() {
        FakeTidbCluster.Builder builder =
                FakeTidbCluster.on(time).scripted().regions(2).accounts(8);
        for (int i = 1; i <= 6; i++) {
            builder.store(store(i), new ClusterName("k8s-" + (char) ('a' + (i - 1) / 2)));
        }
        tidb = builder.place(store(1), store(2), store(3))
                .place(store(4), store(5), store(6))
                .create();
        script = tidb.script();
        pd = tidb.pd();
        aMomentPasses();
    }

    static StoreId store(int number) {
        return new StoreId(number);
    }

    FakeTikv tikv(int number) {
        return tidb.store(store(number));
    }

    void aMomentPasses() {
        time.advance(A_MOMENT);
    }

    /** A transfer that is over when this returns. */
    void transfers(int from, int to, long amount) {
        if (!script.transfer(from, to, amount)) {
            throw new IllegalStateException("refused");
        }
        aMomentPasses();
    }

    void capture(int... stores) {
        for (int number : stores) {
            captures.add(tikv(number).capture());
        }
    }

    /** Every part of the pause, as a backup takes it. */
    void pause() {
        pd.holdGc("backup", new Tso(pd.minResolvedTs().bits() - 1), TTL);
        pd.pauseSchedulers(TTL);
        tidb.stores().forEach(tikv -> tikv.lease(TTL));
    }

    Judgement judge(Tso commitTs) {
        return tidb.judge(captures, commitTs);
    }

    RegionView region(int id) {
        return pd.regions().stream()
                .filter(region -> region.id() == id)
                .findFirst()
                .orElseThrow();
    }
}
