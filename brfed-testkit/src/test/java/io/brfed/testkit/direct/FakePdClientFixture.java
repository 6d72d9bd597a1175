package io.brfed.testkit.direct;

import io.brfed.api.StoreId;
import io.brfed.api.Tso;
import io.brfed.spi.PdClient;
import io.brfed.spi.PdStore;
import io.brfed.testkit.VirtualTime;
import io.brfed.testkit.contract.DisturbedPd;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

final class FakePdClientFixture implements DisturbedPd {
    private static final Duration SENSIBLE = Duration.ofMinutes(1);

    private final VirtualTime time = VirtualTime.create();
    private final FakeTopology topology = FakeTopology.of(time, 3, 6);
    private final FakePdClient pd = FakePdClient.on(time, topology)
            .document("schedule", "{\"leader-schedule-limit\":4}")
            .document("replicate", "{\"max-replicas\":3}");

    @Override
    public PdClient pd() {
        return pd;
    }

    @Override
    public int stores() {
        return 3;
    }

    @Override
    public <T> T await(CompletionStage<T> stage) {
        return time.await(stage, SENSIBLE);
    }

    @Override
    public void passTime(Duration by) {
        time.advance(by);
    }

    @Override
    public void changeLeader() {
        pd.changeLeader();
    }

    @Override
    public void loseLeader() {
        pd.loseLeader();
    }

    @Override
    public void cutOff() {
        pd.becomesUnreachable();
    }

    @Override
    public void reconnect() {
        pd.comesBack();
    }

    @Override
    public void overtakeGc(Tso to) {
        pd.overtakesGc(to);
    }

    @Override
    public void freezeMinResolvedTs() {
        pd.freezesMinResolvedTs(Duration.ZERO);
    }

    @Override
    public void disableMinResolvedTs() {
        pd.disablesMinResolvedTs();
    }

    @Override
    public void beginOperator(long region) {
        pd.beginsOperator(region, "rule-move-hot-read-leader");
    }

    @Override
    public void offline(StoreId store) {
        topology.becomes(store, PdStore.State.OFFLINE);
    }

    @Override
    public void close() {}
}
