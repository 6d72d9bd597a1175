package io.brfed.tikv;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.StoreId;
import io.brfed.spi.Key;
import io.brfed.spi.PdStore;
import io.brfed.spi.RegionRoute.RegionAt;
import io.brfed.spi.StorePreparation.Events;
import io.brfed.spi.StorePreparation.Loss;
import io.brfed.spi.StorePreparation.Session;
import io.brfed.tikv.testserver.TestTidbCluster;
import io.brfed.tikv.testserver.TestTikv;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StoresOverWireTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final int MANY = 60_000;

    private final TestTidbCluster cluster = TestTidbCluster.builder().stores(1).start();
    private final TikvConnection connection =
            TikvConnection.to(cluster.pdUrls()).open();
    private final TestTikv tikv = cluster.stores().get(0);
    private final PdStore store = Waiting.await(connection.pd().stores(LIMIT)).get(0);

    @AfterEach
    void close() {
        connection.close();
        cluster.close();
    }

    @Test
    void cutsRequestsForManyRegions() {
        Counting events = new Counting();
        Session session = Waiting.await(connection.stores().open(store, events, LIMIT));
        Waiting.await(session.lease(LEASE, LIMIT));
        List<RegionAt> regions = LongStream.range(0, MANY)
                .mapToObj(id -> new RegionAt(1L << 40 | id, key(id), key(id + 1), 5, 1000))
                .toList();

        Waiting.await(session.awaitApplied(regions, LIMIT));

        assertThat(Waiting.await(events.all)).isEqualTo(MANY);
        assertThat(Waiting.await(session.lease(LEASE, LIMIT))).isTrue();
    }

    private static Key key(long value) {
        return Key.of(
                new byte[] {'t', (byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value, 0, 0, 0
                });
    }

    @Test
    void saysThatRaftstoreV2CannotBeBackedUp() {
        tikv.is(TestTikv.Build.RAFTSTORE_V2);
        Session session = Waiting.await(connection.stores().open(store, new Counting(), LIMIT));

        ProviderException lease = Waiting.failureOf(session.lease(LEASE, LIMIT));
        ProviderException pending = Waiting.failureOf(connection.stores().pendingChanges(store, LIMIT));

        assertThat(lease.fault()).isEqualTo(Fault.RETRY);
        assertThat(lease).hasMessageContaining("the store is starting, or, if this stays so, runs Raftstore V2");
        assertThat(pending.fault()).isEqualTo(Fault.REFUSED);
        assertThat(pending).hasMessageContaining("Raftstore V2 cannot be backed up");
    }

    @Test
    void dialsThePeerAddressForLeasesAndTheAddressForTheRest() {
        PdStore apart = new PdStore(
                store.id(),
                store.state(),
                "localhost:1",
                tikv.address(),
                Map.of(),
                store.version(),
                store.startedAt(),
                store.lastHeartbeat());

        Session session = Waiting.await(connection.stores().open(apart, new Counting(), LIMIT));

        assertThat(Waiting.await(session.lease(LEASE, LIMIT))).isFalse();
        assertThat(Waiting.failureOf(connection.stores().pendingChanges(apart, LIMIT)))
                .hasMessageContaining("localhost:1");
        assertThat(Waiting.failureOf(connection.stores().suspendImports(apart, LEASE, LIMIT))
                        .fault())
                .isEqualTo(Fault.UNREACHABLE);
    }

    @Test
    void givesUpAtTheLimitOnAStoreThatDoesNotAnswer_P6() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            String address = "localhost:" + silent.getLocalPort();
            PdStore mute = new PdStore(
                    new StoreId(99), PdStore.State.UP, address, "", Map.of(), "8.5.0", Instant.EPOCH, Instant.EPOCH);

            ProviderException open = Waiting.failureOf(connection.stores().open(mute, new Counting(), SHORT));
            ProviderException write = Waiting.failureOf(connection.stores().suspendImports(mute, LEASE, SHORT));

            assertThat(open.fault()).isEqualTo(Fault.UNREACHABLE);
            assertThat(open).hasMessageContaining("store 99").hasMessageContaining(address);
            assertThat(write.fault()).isEqualTo(Fault.OUTCOME_UNKNOWN);
        }
    }

    @Test
    void refusesALeaseOfLessThanASecond() {
        Session session = Waiting.await(connection.stores().open(store, new Counting(), LIMIT));

        assertThat(Waiting.failureOf(session.lease(Duration.ofMillis(999), LIMIT))
                        .fault())
                .isEqualTo(Fault.REFUSED);
    }

    @Test
    void limitsTheRegionsOfOneAnswer() {
        try (TikvConnection narrow =
                TikvConnection.to(cluster.pdUrls()).maxRegionsPerStore(2).open()) {
            ProviderException failure = Waiting.failureOf(narrow.stores().pendingChanges(store, LIMIT));

            assertThat(failure.fault()).isEqualTo(Fault.REFUSED);
            assertThat(failure).hasMessageContaining("maxRegionsPerStore");
        }
    }

    private static final class Counting implements Events {
        private final AtomicInteger answers = new AtomicInteger();
        private final CompletableFuture<Integer> all = new CompletableFuture<>();

        @Override
        public void applied(RegionAt region) {
            count();
        }

        @Override
        public void notApplied(RegionAt region, String why) {
            count();
        }

        private void count() {
            if (answers.incrementAndGet() == MANY) {
                all.complete(MANY);
            }
        }

        @Override
        public void lost(Loss cause, String why) {
            all.completeExceptionally(new AssertionError(cause + " " + why));
        }
    }
}
