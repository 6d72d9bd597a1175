package io.brfed.tikv;

import io.brfed.api.StoreId;
import io.brfed.api.Tso;
import io.brfed.spi.PdClient;
import io.brfed.testkit.contract.DisturbedPd;
import io.brfed.tikv.testserver.TestTidbCluster;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** The adapter with a PD that speaks the wire. */
final class WirePd implements DisturbedPd {
    private final TestTidbCluster cluster;
    private final TikvConnection connection;

    WirePd(String version) {
        cluster = TestTidbCluster.builder().pdMembers(2).version(version).start();
        connection = TikvConnection.to(cluster.pdUrls()).open();
    }

    @Override
    public PdClient pd() {
        return connection.pd();
    }

    @Override
    public int stores() {
        return 3;
    }

    @Override
    public <T> T await(CompletionStage<T> stage) {
        return Waiting.await(stage);
    }

    @Override
    public void passTime(Duration time) {
        cluster.passTime(time);
    }

    @Override
    public void changeLeader() {
        cluster.pd().changeLeader();
    }

    @Override
    public void loseLeader() {
        cluster.pd().loseLeader();
    }

    @Override
    public void cutOff() {
        cluster.pd().shut();
    }

    @Override
    public void reconnect() {
        cluster.pd().reopen();
    }

    @Override
    public void overtakeGc(Tso to) {
        cluster.pd().advanceGc(to);
    }

    @Override
    public void freezeMinResolvedTs() {
        cluster.pd().freezeMinResolvedTs();
    }

    @Override
    public void disableMinResolvedTs() {
        cluster.pd().disableMinResolvedTs();
    }

    @Override
    public void beginOperator(long region) {
        cluster.pd().addOperator(region, "rule-move-hot-read-leader");
    }

    @Override
    public void offline(StoreId store) {
        cluster.pd().offline(store);
    }

    @Override
    public void close() {
        connection.close();
        cluster.close();
    }
}
