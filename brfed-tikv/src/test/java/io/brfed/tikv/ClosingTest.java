package io.brfed.tikv;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.StoreId;
import io.brfed.api.Tso;
import io.brfed.spi.Key;
import io.brfed.spi.PdClient;
import io.brfed.spi.PdRecovery;
import io.brfed.spi.PdStore;
import io.brfed.spi.RegionRoute.Peer;
import io.brfed.spi.RegionRoute.RegionAt;
import io.brfed.spi.RegionRoute.Role;
import io.brfed.spi.StorePreparation;
import io.brfed.spi.StorePreparation.Events;
import io.brfed.spi.StorePreparation.Loss;
import io.brfed.spi.StorePreparation.Session;
import io.brfed.spi.StoreRecovery;
import io.brfed.spi.StoreRecovery.Target;
import io.brfed.spi.StoreRecovery.Times;
import io.brfed.tikv.testserver.TestTidbCluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ClosingTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Tso SAFE_POINT = new Tso(1);

    @Test
    void refusesEveryCallAfterItsEndWithoutThrowing() {
        TikvConnection connection = TikvConnection.to("localhost:1").open();

        connection.close();
        connection.close();

        calls(connection, store("localhost:1"), LIMIT).forEach((name, call) -> {
            ProviderException failure = Waiting.failureOf(call.get());
            assertThat(failure.fault()).as(name).isEqualTo(Fault.UNREACHABLE);
            assertThat(failure).as(name).hasMessageContaining("closed").hasMessageContaining("open another");
        });
    }

    @Test
    void endsEveryCallThatIsUnderWay() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String address = "localhost:" + silent.getLocalPort();
            TikvConnection connection = TikvConnection.to(address).open();
            Map<String, CompletionStage<?>> underWay = new LinkedHashMap<>();
            calls(connection, store(address), LONG).forEach((name, call) -> underWay.put(name, call.get()));
            assertThat(underWay.values())
                    .noneMatch(call -> call.toCompletableFuture().isDone());

            connection.close();

            underWay.forEach((name, call) -> {
                ProviderException failure = Waiting.failureOf(call);
                assertThat(failure.fault())
                        .as(name)
                        .isEqualTo(name.startsWith("write ") ? Fault.OUTCOME_UNKNOWN : Fault.UNREACHABLE);
                assertThat(failure).as(name).hasMessageContaining("closed meanwhile");
            });
        }
    }

    @Test
    void refusesWhatIsAskedOfASessionAfterTheEnd() {
        try (TestTidbCluster cluster = TestTidbCluster.builder().stores(1).start()) {
            TikvConnection connection = TikvConnection.to(cluster.pdUrls()).open();
            PdStore store = Waiting.await(connection.pd().stores(LIMIT)).get(0);
            Session session = Waiting.await(connection.stores().open(store, new Deaf(), LIMIT));

            connection.close();

            for (CompletionStage<?> call : List.of(
                    session.lease(LIMIT, LIMIT), session.awaitApplied(List.of(), LIMIT), session.finish(LIMIT))) {
                assertThat(Waiting.failureOf(call).fault()).isEqualTo(Fault.UNREACHABLE);
            }
        }
    }

    @Test
    void takesTheLongestLimitThereIs() {
        try (TestTidbCluster cluster = TestTidbCluster.builder().start();
                TikvConnection connection = TikvConnection.to(cluster.pdUrls()).open()) {
            Duration ever = Duration.ofSeconds(Long.MAX_VALUE);

            assertThat(Waiting.await(connection.pd().timestamp(ever)).bits()).isNotZero();
            assertThat(Waiting.await(connection.pd().schedulers(ever))).isNotEmpty();
        }
    }

    /** All calls there are, those that change something with "write" before their name. */
    private static Map<String, Supplier<CompletionStage<?>>> calls(
            TikvConnection connection, PdStore store, Duration limit) {
        PdClient pd = connection.pd();
        StorePreparation stores = connection.stores();
        Map<String, Supplier<CompletionStage<?>>> calls = new LinkedHashMap<>();
        calls.put("identity", () -> pd.identity(limit));
        calls.put("timestamp", () -> pd.timestamp(limit));
        calls.put("allocateId", () -> pd.allocateId(limit));
        calls.put("minResolvedTs", () -> pd.minResolvedTs(limit));
        calls.put("stores", () -> pd.stores(limit));
        calls.put("write holdGc", () -> pd.holdGc("x", SAFE_POINT, limit, limit));
        calls.put("write releaseGc", () -> pd.releaseGc("x", limit));
        calls.put("schedulers", () -> pd.schedulers(limit));
        calls.put("write pauseSchedulers", () -> pd.pauseSchedulers(limit, limit));
        calls.put("write resumeSchedulers", () -> pd.resumeSchedulers(limit));
        calls.put("pausedSchedulers", () -> pd.pausedSchedulers(limit));
        calls.put("scheduleSettings", () -> pd.scheduleSettings(limit));
        calls.put("write setTemporarily", () -> pd.setTemporarily(Map.of("merge-schedule-limit", "0"), limit, limit));
        calls.put("write endTemporary", () -> pd.endTemporary(Map.of("merge-schedule-limit", "8"), limit));
        calls.put("write pauseChecker", () -> pd.pauseChecker("merge", limit, limit));
        calls.put("operators", () -> pd.operators(limit));
        calls.put("write cancelOperator", () -> pd.cancelOperator(1, limit));
        calls.put("regions", () -> pd.regions(Key.UNBOUNDED, 1, limit));
        calls.put("state", () -> pd.state(List.of("schedule", "changefeeds"), limit));
        calls.put("open", () -> stores.open(store, new Deaf(), limit));
        calls.put("pendingChanges", () -> stores.pendingChanges(store, limit));
        calls.put("write suspendImports", () -> stores.suspendImports(store, limit, limit));
        calls.putAll(ofRecovery(connection, store, limit));
        return calls;
    }

    private static Map<String, Supplier<CompletionStage<?>>> ofRecovery(
            TikvConnection connection, PdStore store, Duration limit) {
        PdRecovery pd = connection.pdRecovery();
        StoreRecovery stores = connection.storeRecovery();
        Target target = new Target(
                store, new Peer(3, store.id(), Role.VOTER), new RegionAt(2, Key.UNBOUNDED, Key.UNBOUNDED, 1, 1));
        Times times = new Times(new Tso(1), new Tso(2), new Tso(3));
        Map<String, Supplier<CompletionStage<?>>> calls = new LinkedHashMap<>();
        calls.put("isBootstrapped", () -> pd.isBootstrapped(limit));
        calls.put("isMarked", () -> pd.isMarked(limit));
        calls.put("write mark", () -> pd.mark(limit));
        calls.put("write unmark", () -> pd.unmark(limit));
        calls.put("write raiseTimestamp", () -> pd.raiseTimestamp(SAFE_POINT, limit));
        calls.put("write setIdBase", () -> pd.setIdBase(1, limit));
        calls.put("readRegions", () -> stores.readRegions(store, page -> {}, limit));
        calls.put("write recover", () -> stores.recover(store, LongStream.of(1), limit));
        calls.put("write prepareFlashback", () -> stores.prepareFlashback(target, times, limit));
        calls.put("write flashback", () -> stores.flashback(target, times, limit));
        return calls;
    }

    private static PdStore store(String address) {
        return new PdStore(
                new StoreId(1), PdStore.State.UP, address, "", Map.of(), "8.5.0", Instant.EPOCH, Instant.EPOCH);
    }

    private static final class Deaf implements Events {
        @Override
        public void applied(RegionAt region) {}

        @Override
        public void notApplied(RegionAt region, String why) {}

        @Override
        public void lost(Loss cause, String why) {}
    }
}
