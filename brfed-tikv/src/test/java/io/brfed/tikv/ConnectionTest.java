package io.brfed.tikv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.api.ByteSize;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.spi.Key;
import io.brfed.spi.PdIdentity;
import io.brfed.spi.PdStore;
import io.brfed.tikv.testserver.TestPd;
import io.brfed.tikv.testserver.TestTidbCluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(300);

    @Test
    void refusesAddressesThatAreNone() {
        assertThatThrownBy(() -> TikvConnection.to("pd-0:2379/path"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("pd-0:2379/path")
                .hasMessageContaining("http://pd-0:2379");
        assertThatThrownBy(() -> TikvConnection.to(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void namesEachAddressThatCannotBeReached() {
        try (TikvConnection connection =
                TikvConnection.to("localhost:1", "http://127.0.0.1:1").open()) {
            ProviderException failure = Waiting.failureOf(connection.pd().identity(LIMIT));

            assertThat(failure.fault()).isEqualTo(Fault.UNREACHABLE);
            assertThat(failure)
                    .hasMessageContaining("http://localhost:1 ")
                    .hasMessageContaining("http://127.0.0.1:1 ")
                    .hasMessageContaining("no connection");
        }
    }

    @Test
    void givesUpAtTheLimitIfNobodyAnswers() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                TikvConnection connection =
                        TikvConnection.to("localhost:" + silent.getLocalPort()).open()) {
            ProviderException failure = Waiting.failureOf(connection.pd().identity(SHORT));

            assertThat(failure.fault()).isEqualTo(Fault.UNREACHABLE);
            assertThat(failure).hasMessageContaining("within " + SHORT);
        }
    }

    @Test
    void findsTheLeaderAlthoughAMemberDoesNotAnswer() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                TestTidbCluster cluster = TestTidbCluster.builder().start();
                TikvConnection connection = TikvConnection.to(
                                "localhost:" + silent.getLocalPort(),
                                cluster.pdUrls().get(0))
                        .open()) {
            assertThat(Waiting.await(connection.pd().timestamp(LIMIT)).bits()).isNotZero();
        }
    }

    @Test
    void findsTheOtherMembersByOneOfThem() {
        try (TestTidbCluster cluster = TestTidbCluster.builder().pdMembers(3).start();
                TikvConnection connection =
                        TikvConnection.to(cluster.pdUrls().get(2)).open()) {
            assertThat(Waiting.await(connection.pd().timestamp(LIMIT)).bits()).isNotZero();

            cluster.pd().shut(2);
            cluster.pd().changeLeader();
            cluster.pd().shut(0);

            assertThat(Waiting.await(connection.pd().timestamp(LIMIT)).bits()).isNotZero();
            assertThat(Waiting.await(connection.pd().schedulers(LIMIT))).isNotEmpty();
        }
    }

    @Test
    void refusesMembersOfTwoClusters() {
        try (TestTidbCluster one =
                        TestTidbCluster.builder().stores(0).clusterId(-2).start();
                TestTidbCluster other =
                        TestTidbCluster.builder().stores(0).clusterId(7).start();
                TikvConnection connection = TikvConnection.to(other.pdUrls())
                        .clusterId("18446744073709551614")
                        .open()) {
            ProviderException failure = Waiting.failureOf(connection.pd().timestamp(LIMIT));

            assertThat(failure.fault()).isEqualTo(Fault.REFUSED);
            assertThat(failure)
                    .hasMessageContaining(other.pdUrls().get(0))
                    .hasMessageContaining("belongs to cluster 7, not to 18446744073709551614");
            assertThat(one.pd().clusterId()).isEqualTo(-2);
        }
    }

    @Test
    void keepsAClusterIdOf64BitsWithoutSign() {
        try (TestTidbCluster cluster = TestTidbCluster.builder().clusterId(-2).start();
                TikvConnection connection = TikvConnection.to(cluster.pdUrls()).open()) {
            PdIdentity identity = Waiting.await(connection.pd().identity(LIMIT));

            assertThat(Long.toUnsignedString(identity.clusterId())).isEqualTo("18446744073709551614");
            assertThat(identity.version()).isEqualTo("8.5.0");
            assertThat(Waiting.await(connection.pd().stores(LIMIT))).hasSize(3);
        }
    }

    @Test
    void saysThatNoTikvHasRegistered() {
        try (TestTidbCluster cluster = TestTidbCluster.builder().stores(0).start();
                TikvConnection connection = TikvConnection.to(cluster.pdUrls()).open()) {
            ProviderException overHttp = Waiting.failureOf(connection.pd().schedulers(LIMIT));
            ProviderException overGrpc = Waiting.failureOf(connection.pd().regions(Key.UNBOUNDED, 10, LIMIT));

            assertThat(overHttp.fault()).isEqualTo(Fault.REFUSED);
            assertThat(overHttp).hasMessageContaining("no TiKV has registered");
            assertThat(overGrpc.fault()).isEqualTo(Fault.REFUSED);
            assertThat(overGrpc).hasMessageContaining("NOT_BOOTSTRAPPED");
        }
    }

    @Test
    void leavesTombstonesOutAndSaysWhichStoresJoin() {
        try (TestTidbCluster cluster = TestTidbCluster.builder().start();
                TikvConnection connection = TikvConnection.to(cluster.pdUrls()).open()) {
            TestPd pd = cluster.pd();
            pd.bury(cluster.stores().get(0).id());
            pd.prepare(cluster.stores().get(1).id());
            var joined = cluster.addStore();

            List<PdStore> stores = Waiting.await(connection.pd().stores(LIMIT));

            assertThat(stores)
                    .extracting(PdStore::id, PdStore::state)
                    .containsExactlyInAnyOrder(
                            org.assertj.core.groups.Tuple.tuple(
                                    cluster.stores().get(1).id(), PdStore.State.PREPARING),
                            org.assertj.core.groups.Tuple.tuple(
                                    cluster.stores().get(2).id(), PdStore.State.UP),
                            org.assertj.core.groups.Tuple.tuple(joined.id(), PdStore.State.UP));
        }
    }

    @Test
    void reallyPausesAndSetsAndHolds() {
        try (TestTidbCluster cluster = TestTidbCluster.builder().start();
                TikvConnection connection = TikvConnection.to(cluster.pdUrls()).open()) {
            Duration hold = Duration.ofSeconds(90);
            Waiting.await(connection.pd().pauseSchedulers(hold, LIMIT));
            Waiting.await(connection.pd().pauseChecker("merge", hold, LIMIT));
            Waiting.await(connection
                    .pd()
                    .setTemporarily(
                            Map.of("enable-location-replacement", "\"false\"", "merge-schedule-limit", "0"),
                            hold,
                            LIMIT));
            var safePoint = Waiting.await(connection.pd().timestamp(LIMIT));
            Waiting.await(connection.pd().holdGc("brfed-1", safePoint, hold, LIMIT));

            assertThat(cluster.pd().pausedSchedulers()).hasSize(4);
            assertThat(cluster.pd().pausedCheckers()).containsOnlyKeys("merge");
            assertThat(cluster.pd().temporarySettings())
                    .containsExactlyInAnyOrderEntriesOf(Map.of(
                            "schedule.enable-location-replacement", "\"false\"", "schedule.merge-schedule-limit", "0"));
            assertThat(cluster.pd().gcHolds()).containsExactly(Map.entry("brfed-1", safePoint));
        }
    }

    @Test
    void appliesNothingIfOneSettingCannotBeTemporary() {
        try (TestTidbCluster cluster = TestTidbCluster.builder().start();
                TikvConnection connection = TikvConnection.to(cluster.pdUrls()).open()) {
            Waiting.failureOf(connection
                    .pd()
                    .setTemporarily(
                            Map.of("leader-schedule-limit", "0", "max-store-down-time", "\"1h\""), LIMIT, LIMIT));

            assertThat(cluster.pd().temporarySettings()).isEmpty();
        }
    }

    @Test
    void readsDocumentsOfPdAndItsEtcdBeyondFourMebibytes() {
        try (TestTidbCluster cluster =
                        TestTidbCluster.builder().stores(1).version("6.5.11").start();
                TikvConnection connection = TikvConnection.to(cluster.pdUrls()).open()) {
            cluster.pd().putKey("/tidb/cdc/default/default/changefeed/info/to-kafka", "{}");
            for (int i = 0; i < 5000; i++) {
                cluster.pd().putKey("/tidb/br-stream/info/" + "x".repeat(1000) + i, "");
            }

            Map<String, String> documents = Waiting.await(connection
                    .pd()
                    .state(List.of("placement-rules", "changefeeds", "log-backups", "resource-groups"), LIMIT));

            assertThat(documents).containsOnlyKeys("placement-rules", "changefeeds", "log-backups");
            assertThat(documents).containsEntry("changefeeds", "[\"to-kafka\"]");
            assertThat(documents.get("log-backups")).hasSizeGreaterThan(5_000_000);
        }
    }

    @Test
    void hearsPdAlthoughTheCommonPoolIsOccupied() throws InterruptedException {
        ForkJoinPool shared = ForkJoinPool.commonPool();
        CountDownLatch begun = new CountDownLatch(shared.getParallelism());
        CountDownLatch occupied = new CountDownLatch(1);
        try (TestTidbCluster cluster = TestTidbCluster.builder().start();
                TikvConnection connection = TikvConnection.to(cluster.pdUrls()).open()) {
            for (int i = 0; i < shared.getParallelism(); i++) {
                shared.execute(() -> {
                    begun.countDown();
                    awaitQuietly(occupied);
                });
            }
            assertThat(begun.await(LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .as("the common pool is occupied")
                    .isTrue();

            assertThat(Waiting.await(connection.pd().schedulers(LIMIT))).hasSize(4);
            assertThat(Waiting.await(connection.pd().timestamp(LIMIT)).bits()).isNotZero();

            cluster.pd().shut();

            assertThat(Waiting.failureOf(connection.pd().schedulers(LIMIT))).hasMessageContaining("no connection");
        } finally {
            occupied.countDown();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"unix:///run/pd", "ftp://pd-0:2379", "http://pd 0:2379", "pd-0", "http://pd-0:99999", ""})
    void saysThatPdTellsAnUnusableAddressOfItsLeader(String url) {
        try (TestTidbCluster cluster = TestTidbCluster.builder().start();
                TikvConnection connection = TikvConnection.to(cluster.pdUrls()).open()) {
            cluster.pd().misplaceLeader(url);

            for (ProviderException failure : List.of(
                    Waiting.failureOf(connection.pd().timestamp(LIMIT)),
                    Waiting.failureOf(connection.pd().schedulers(LIMIT)),
                    Waiting.failureOf(connection.pd().identity(LIMIT)))) {
                assertThat(failure.fault()).isEqualTo(Fault.REFUSED);
                assertThat(failure)
                        .hasMessageContaining("'" + url + "'")
                        .hasMessageContaining("member 'pd-0' leads")
                        .hasMessageContaining("advertise-client-urls");
            }
        }
    }

    @Test
    void showsNoPasswordOfAnAddress() {
        assertThatThrownBy(() -> TikvConnection.to("http://root:geheim@pd-0:2379"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("pd-0:2379")
                .hasMessageContaining("names a user")
                .message()
                .doesNotContain("geheim");
    }

    @Test
    void namesAllAddressesThatAreNone() {
        assertThatThrownBy(() -> TikvConnection.to("pd-0", "pd-1:2379", "pd-2:70000"))
                .hasMessageContaining("'pd-0'")
                .hasMessageContaining("'pd-2:70000'");
    }

    @Test
    void refusesAnAnswerThatIsTooLarge() {
        try (TestTidbCluster cluster =
                        TestTidbCluster.builder().stores(9).regions(60).start();
                TikvConnection connection = TikvConnection.to(cluster.pdUrls())
                        .maxAnswer(new ByteSize(1024))
                        .open()) {
            for (ProviderException failure : List.of(
                    Waiting.failureOf(connection.pd().stores(LIMIT)),
                    Waiting.failureOf(connection.pd().regions(Key.UNBOUNDED, 60, LIMIT)))) {
                assertThat(failure.fault()).isEqualTo(Fault.REFUSED);
                assertThat(failure).hasMessageContaining("1024").hasMessageContaining("raise maxAnswer");
            }
            assertThat(Waiting.await(connection.pd().schedulers(LIMIT))).hasSize(4);
        }
    }
}
