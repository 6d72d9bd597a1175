package io.brfed.tikv;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.StoreId;
import io.brfed.api.Tso;
import io.brfed.spi.Key;
import io.brfed.spi.PdStore;
import io.brfed.spi.RegionMeta;
import io.brfed.spi.RegionRoute;
import io.brfed.spi.RegionRoute.RegionAt;
import io.brfed.spi.StoreRecovery;
import io.brfed.spi.StoreRecovery.Answer;
import io.brfed.spi.StoreRecovery.Kind;
import io.brfed.spi.StoreRecovery.Target;
import io.brfed.spi.StoreRecovery.Times;
import io.brfed.tikv.testserver.TestTikv;
import io.brfed.tikv.testserver.TestVolumes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StoreRecoveryTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final StoreId FIRST = new StoreId(1);
    private static final StoreId SECOND = new StoreId(2);
    private static final long REGION = 100;
    private static final int MANY = 2500;
    private static final Tso VERSION = new Tso(1L << 40);
    private static final Times TIMES = new Times(VERSION, new Tso(VERSION.bits() + 10), new Tso(VERSION.bits() + 11));

    private final TestVolumes volumes = TestVolumes.of(3, 6);
    private RecoveringCluster recovering = RecoveringCluster.of(volumes);

    @AfterEach
    void close() {
        recovering.close();
    }

    private StoreRecovery stores() {
        return recovering.connection().storeRecovery();
    }

    private void restartWith(TestVolumes others) {
        recovering.close();
        recovering = RecoveringCluster.of(others);
    }

    @Test
    void aStoreThatStartedWithoutTheMarkSaysThatItIsNotInRecoveryMode_P26() {
        Waiting.await(recovering.connection().pdRecovery().unmark(LIMIT));
        recovering.cluster().restart(recovering.tikv(FIRST));
        PdStore store = recovering.store(FIRST);

        for (CompletionStage<?> call : List.of(
                stores().readRegions(store, page -> {}, LIMIT),
                stores().recover(store, LongStream.of(REGION), LIMIT))) {
            ProviderException refused = Waiting.failureOf(call);

            assertThat(refused.fault()).isEqualTo(Fault.REFUSED);
            assertThat(refused)
                    .hasMessageContaining("TiKV store 1 (" + store.address() + ")")
                    .hasMessageContaining("not in recovery mode")
                    .hasMessageContaining("mark PD, then start the store anew");
        }
    }

    @Test
    void manyRegionsComeInPagesOneAtATime() {
        restartWith(TestVolumes.of(3, MANY));
        List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger taking = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();

        Waiting.await(stores().readRegions(
                        recovering.store(FIRST),
                        page -> {
                            most.accumulateAndGet(taking.incrementAndGet(), Math::max);
                            sizes.add(page.size());
                            taking.decrementAndGet();
                        },
                        LONG));

        assertThat(sizes).hasSize(3);
        assertThat(sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(MANY);
        assertThat(most).hasValue(1);
    }

    @Test
    void moreRegionsThanAllowedAreRefused() {
        try (TikvConnection narrow = TikvConnection.to(recovering.cluster().pdUrls())
                .maxRegionsPerStore(5)
                .open()) {
            ProviderException refused =
                    Waiting.failureOf(narrow.storeRecovery().readRegions(recovering.store(FIRST), page -> {}, LIMIT));

            assertThat(refused.fault()).isEqualTo(Fault.REFUSED);
            assertThat(refused).hasMessageContaining("more than 5 regions; raise maxRegionsPerStore");
        }
    }

    @Test
    void whatTheTakerOfAPageThrowsEndsTheCall() {
        ProviderException refused = Waiting.failureOf(stores().readRegions(
                        recovering.store(FIRST),
                        page -> {
                            throw new IllegalStateException("no room");
                        },
                        LIMIT));

        assertThat(refused).hasMessageContaining("no room").hasRootCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void tombstonesAreNotTold() {
        restartWith(TestVolumes.of(3, 6).isTombstone(REGION, FIRST));
        List<RegionMeta> metas = Collections.synchronizedList(new ArrayList<>());

        Waiting.await(stores().readRegions(recovering.store(FIRST), metas::addAll, LIMIT));

        assertThat(metas).hasSize(5).noneMatch(meta -> meta.regionId() == REGION);
    }

    @Test
    void aRequestToLeadIsSentToItsEndAlthoughNobodyWaits() throws InterruptedException {
        CountDownLatch sending = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        LongStream many = LongStream.concat(LongStream.range(1_000_000, 1_400_000), LongStream.of(REGION))
                .peek(region -> {
                    sending.countDown();
                    awaitQuietly(goOn);
                });
        CompletionStage<Void> call = stores().recover(recovering.store(FIRST), many, Duration.ofSeconds(3));
        assertThat(sending.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();

        ProviderException late = Waiting.failureOf(call);
        goOn.countDown();

        assertThat(late.fault()).isEqualTo(Fault.OUTCOME_UNKNOWN);
        Waiting.until(() -> recovering.cluster().leader(REGION).isPresent()
                || recovering.tikv(FIRST).panic().isPresent());
        assertThat(recovering.tikv(FIRST).panic()).isEmpty();
    }

    @Test
    void aRequestToLeadIsSentToItsEndAlthoughTheConnectionIsClosed() throws InterruptedException {
        PdStore store = recovering.store(FIRST);
        CountDownLatch sending = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        LongStream regions = LongStream.of(REGION, REGION + 10, REGION + 20).peek(region -> {
            sending.countDown();
            awaitQuietly(goOn);
        });
        CompletionStage<Void> call = stores().recover(store, regions, LONG);
        assertThat(sending.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();

        recovering.connection().close();
        goOn.countDown();

        assertThat(Waiting.failureOf(call).fault()).isEqualTo(Fault.OUTCOME_UNKNOWN);
        Waiting.until(() -> recovering.cluster().leader(REGION + 20).isPresent()
                || recovering.tikv(FIRST).panic().isPresent());
        assertThat(recovering.tikv(FIRST).panic()).isEmpty();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aStoreThatCannotLeadIsGivenUpAtTheLimit_P20() {
        restartWith(TestVolumes.of(3, 6).becomesLearner(REGION, FIRST));
        PdStore store = recovering.store(FIRST);

        ProviderException late = Waiting.failureOf(stores().recover(store, LongStream.of(REGION), SHORT));

        assertThat(late.fault()).isEqualTo(Fault.OUTCOME_UNKNOWN);
        assertThat(late).hasMessageContaining("TiKV store 1").hasMessageContaining("no answer within " + SHORT);
        assertThat(recovering.tikv(FIRST).panic()).isEmpty();
    }

    @Test
    void aLaterCallTakesThePlaceOfTheOneBefore_P21() {
        restartWith(TestVolumes.of(3, 6).becomesLearner(REGION, FIRST));
        PdStore store = recovering.store(FIRST);
        CompletionStage<Void> before = stores().recover(store, LongStream.of(REGION), LONG);

        // Which of two calls is the later one is decided where they arrive.
        Waiting.until(() -> {
            Waiting.await(stores().readRegions(store, page -> {}, LIMIT));
            return before.toCompletableFuture().isDone();
        });

        ProviderException replaced = Waiting.failureOf(before);
        assertThat(replaced.fault()).isEqualTo(Fault.RETRY);
        assertThat(replaced).hasMessageContaining("a later call to this store");
    }

    @Test
    void aStoreAtAnothersAddressIsToldByItsId() {
        PdStore first = recovering.store(FIRST);
        PdStore misplaced = at(first, recovering.store(SECOND).address());
        lead(FIRST);

        ProviderException leading = Waiting.failureOf(stores().recover(misplaced, LongStream.of(REGION), LONG));
        Answer answer = Waiting.await(stores().prepareFlashback(with(target(REGION), misplaced), TIMES, LIMIT));

        assertThat(leading.fault()).isEqualTo(Fault.RETRY);
        assertThat(leading).hasMessageContaining("store 2 is there");
        assertThat(answer.what()).isEqualTo(Kind.CHANGED);
        assertThat(answer.text()).contains("the store there is 2");
    }

    @Test
    void storesThatDoNotAnswerAreGivenUpAtTheLimit() throws IOException {
        lead(FIRST);
        Target led = target(REGION);
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            PdStore mute = at(recovering.store(FIRST), "localhost:" + silent.getLocalPort());
            Map<CompletionStage<?>, Fault> expected = Map.of(
                    stores().readRegions(mute, page -> {}, SHORT), Fault.UNREACHABLE,
                    stores().recover(mute, LongStream.of(REGION), SHORT), Fault.OUTCOME_UNKNOWN,
                    stores().prepareFlashback(with(led, mute), TIMES, SHORT), Fault.OUTCOME_UNKNOWN,
                    stores().flashback(with(led, mute), TIMES, SHORT), Fault.OUTCOME_UNKNOWN);

            expected.forEach((call, fault) -> {
                ProviderException late = Waiting.failureOf(call);
                assertThat(late.fault()).isEqualTo(fault);
                assertThat(late).hasMessageContaining("store 1 (" + mute.address() + ")");
            });
        }
    }

    @Test
    void aStoreThatIsDownIsUnreachable() {
        PdStore store = recovering.store(FIRST);
        recovering.tikv(FIRST).shut();

        ProviderException reading = Waiting.failureOf(stores().readRegions(store, page -> {}, LIMIT));
        ProviderException leading = Waiting.failureOf(stores().recover(store, LongStream.of(REGION), LIMIT));

        assertThat(List.of(reading.fault(), leading.fault())).containsOnly(Fault.UNREACHABLE);
        assertThat(reading).hasMessageContaining(store.address()).hasMessageContaining("no connection");
    }

    @Test
    void aRegionWhoseBoundsNoTidbWroteIsRefused() {
        lead(FIRST);
        Target led = target(REGION);
        RegionAt odd = new RegionAt(REGION, Key.of((byte) 'a'), Key.of((byte) 'b'), 1, 1);

        ProviderException refused =
                Waiting.failureOf(stores().flashback(new Target(led.store(), led.leader(), odd), TIMES, LIMIT));

        assertThat(refused.fault()).isEqualTo(Fault.REFUSED);
        assertThat(refused).hasMessageContaining("region 100").hasMessageContaining("61 to 62");
    }

    @Test
    void aRegionIsTakenBackInItsOwnKeysOnly() {
        volumes.contents()
                .put("a", new Tso(5), "old")
                .put("a", new Tso(VERSION.bits() + 5), "new")
                .delete("b", new Tso(VERSION.bits() + 5))
                .put("\u00ff", new Tso(5), "old")
                .put("\u00ff", new Tso(VERSION.bits() + 5), "new")
                .lock("a");
        lead(FIRST);
        Target target = targetOf("a");

        Waiting.await(stores().prepareFlashback(target, TIMES, LIMIT));
        Waiting.await(stores().flashback(target, TIMES, LIMIT));

        assertThat(volumes.contents().latest()).isEqualTo(Map.of("a", "old", "\u00ff", "new"));
        assertThat(volumes.contents().locked()).isEmpty();
        assertThat(recovering.cluster().notTakenBack())
                .hasSize(5)
                .doesNotContain(target.region().id());
    }

    @Test
    void aCommitAboveTheFlashbackEndsTheStore_P15() {
        volumes.contents().put("a", new Tso(TIMES.commit().bits() + 1), "too new");
        lead(FIRST);
        Target target = targetOf("a");
        Waiting.await(stores().prepareFlashback(target, TIMES, LIMIT));

        ProviderException lost = Waiting.failureOf(stores().flashback(target, TIMES, LIMIT));

        assertThat(lost.fault()).isEqualTo(Fault.OUTCOME_UNKNOWN);
        TestTikv ended = recovering.tikv(target.store().id());
        assertThat(ended.panic()).hasValueSatisfying(why -> assertThat(why).contains("above commit_ts"));
    }

    @Test
    void storesThatStartInNormalModeLeadAndServeAgain() {
        lead(FIRST);
        Waiting.await(recovering.connection().pdRecovery().unmark(LIMIT));

        recovering.cluster().stores().forEach(recovering.cluster()::restart);

        List<RegionRoute> routes = Waiting.await(recovering.connection().pd().regions(Key.UNBOUNDED, 100, LIMIT));
        assertThat(routes)
                .hasSize(6)
                .allSatisfy(route -> assertThat(route.leader()).isPresent());
        assertThat(recovering.cluster().volumes().regions()).isEqualTo(volumes.regions());
    }

    private void lead(StoreId store) {
        Waiting.await(stores().recover(
                        recovering.store(store), volumes.regions().stream().mapToLong(id -> id), LONG));
    }

    private Target target(long region) {
        return Waiting.await(recovering.connection().pd().regions(Key.UNBOUNDED, 100, LIMIT)).stream()
                .filter(route -> route.region().id() == region)
                .map(this::target)
                .findFirst()
                .orElseThrow();
    }

    /** The region that holds a key of one byte. */
    private Target targetOf(String key) {
        Key encoded =
                Key.of(io.brfed.tikv.internal.KeyCoding.encode(key.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        return target(Waiting.await(recovering.connection().pd().regions(encoded, 1, LIMIT))
                .get(0));
    }

    private Target target(RegionRoute route) {
        StoreId leader = route.leader().orElseThrow();
        RegionRoute.Peer peer = route.peers().stream()
                .filter(each -> each.store().equals(leader))
                .findFirst()
                .orElseThrow();
        return new Target(recovering.store(leader), peer, route.region());
    }

    private static Target with(Target target, PdStore store) {
        return new Target(store, target.leader(), target.region());
    }

    private static PdStore at(PdStore store, String address) {
        return new PdStore(
                store.id(),
                store.state(),
                address,
                "",
                Map.of(),
                store.version(),
                store.startedAt(),
                store.lastHeartbeat());
    }
}
