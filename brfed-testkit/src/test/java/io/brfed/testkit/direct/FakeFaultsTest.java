package io.brfed.testkit.direct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.StoreId;
import io.brfed.spi.PdStore;
import io.brfed.spi.RegionRoute.RegionAt;
import io.brfed.spi.StorePreparation.Events;
import io.brfed.spi.StorePreparation.Loss;
import io.brfed.spi.StorePreparation.Session;
import io.brfed.testkit.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class FakeFaultsTest {
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final StoreId STORE = new StoreId(1);

    private final VirtualTime time = VirtualTime.create();
    private final FakeTopology topology = FakeTopology.of(time, 3, 6);
    private final FakePdClient pd = FakePdClient.on(time, topology);
    private final FakeTikvStores stores = FakeTikvStores.on(time, topology);
    private final List<Loss> losses = new ArrayList<>();

    @Test
    void aLostAnswerOfAWriteIsAnUnknownOutcomeAtTheLimitAndTookEffect() {
        pd.losesNextAnswer("pauseSchedulers");
        Duration before = time.elapsed();

        ProviderException failure = failureOf(pd.pauseSchedulers(LEASE, LIMIT));

        assertThat(failure.fault()).isEqualTo(Fault.OUTCOME_UNKNOWN);
        assertThat(time.elapsed().minus(before)).isEqualTo(LIMIT);
        assertThat(pd.pausedNow()).hasSize(4);
    }

    @Test
    void aCallThatFailsOnceDoesNothing() {
        pd.failsNext("pauseSchedulers");

        assertThat(failureOf(pd.pauseSchedulers(LEASE, LIMIT)).fault()).isEqualTo(Fault.RETRY);
        assertThat(pd.pausedNow()).isEmpty();
        await(pd.pauseSchedulers(LEASE, LIMIT));
        assertThat(pd.pausedNow()).hasSize(4);
    }

    @Test
    void anotherPreparerEndsTheConnection() {
        session();

        stores.isPreparedByAnother(STORE);
        time.advance(Duration.ofMillis(1));

        assertThat(losses).containsExactly(Loss.SUPERSEDED);
    }

    @Test
    void aStoreThatRestartsHasForgottenThatImportsAreSuspended() {
        await(stores.suspendImports(topology.stores().get(0), LEASE, LIMIT));

        stores.restarts(STORE);

        assertThat(stores.importsSuspended(STORE)).isZero();
        assertThat(await(stores.suspendImports(topology.stores().get(0), LEASE, LIMIT)))
                .isFalse();
    }

    @Test
    void aLostLeaseIsFoundByTheNextRenewal() {
        Session session = session();
        await(session.lease(LEASE, LIMIT));

        stores.losesLease(STORE);

        assertThat(await(session.lease(LEASE, LIMIT))).isFalse();
        assertThat(losses).isEmpty();
    }

    @Test
    void aBrokenConnectionLeavesTheLease() {
        Session session = session();
        await(session.lease(LEASE, LIMIT));

        stores.disconnects(STORE);
        time.advance(Duration.ofMillis(1));

        assertThat(losses).containsExactly(Loss.BROKEN);
        assertThat(stores.leaseLeft(STORE)).isPositive();
        assertThat(await(session().lease(LEASE, LIMIT))).isTrue();
    }

    @Test
    void aStoreThatJoinsIsListed() {
        PdStore joined = topology.join();

        assertThat(await(pd.stores(LIMIT))).hasSize(4).contains(joined);
    }

    @Test
    void garbageCollectionThatOvertakesShowsInTheNextRenewal() {
        var safePoint = await(pd.timestamp(LIMIT));
        await(pd.holdGc("holder", safePoint, LEASE, LIMIT));

        pd.overtakesGc(new io.brfed.api.Tso(safePoint.bits() + 7));

        assertThat(pd.gcHoldsNow()).isEmpty();
        assertThat(await(pd.holdGc("holder", safePoint, LEASE, LIMIT))).isGreaterThan(safePoint);
    }

    private Session session() {
        return await(stores.open(topology.stores().get(0), new Losing(), LIMIT));
    }

    private <T> T await(CompletionStage<T> stage) {
        return time.await(stage, Duration.ofMinutes(1));
    }

    private ProviderException failureOf(CompletionStage<?> stage) {
        return catchThrowableOfType(ProviderException.class, () -> await(stage));
    }

    private final class Losing implements Events {
        @Override
        public void applied(RegionAt region) {}

        @Override
        public void notApplied(RegionAt region, String why) {}

        @Override
        public void lost(Loss cause, String why) {
            losses.add(cause);
        }
    }
}
