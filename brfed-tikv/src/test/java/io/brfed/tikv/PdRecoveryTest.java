package io.brfed.tikv;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.Tso;
import io.brfed.spi.PdRecovery;
import io.brfed.spi.PdRecovery.Document;
import io.brfed.tikv.testserver.TestTidbCluster;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A PD that no store has registered with, as every recovery begins. */
class PdRecoveryTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final TestTidbCluster cluster =
            TestTidbCluster.builder().stores(0).pdMembers(2).start();
    private final TikvConnection connection =
            TikvConnection.to(cluster.pdUrls()).open();
    private final PdRecovery pd = connection.pdRecovery();

    @AfterEach
    void close() {
        connection.close();
        cluster.close();
    }

    @Test
    void saysThatAFreshPdIsNotBootstrapped() {
        assertThat(Waiting.await(pd.isBootstrapped(LIMIT))).isFalse();
        assertThat(Waiting.await(pd.isMarked(LIMIT))).isFalse();
    }

    /** It answers a restore that waits for the first store with HTTP 500. */
    @Test
    void hasNoStoresBeforeTheFirstRegisters() {
        assertThat(Waiting.await(connection.pd().stores(LIMIT))).isEmpty();
    }

    @Test
    void theMarkOutlivesThePdLeader() {
        Waiting.await(pd.mark(LIMIT));

        cluster.pd().changeLeader();

        assertThat(Waiting.await(pd.isMarked(LIMIT))).isTrue();
        Waiting.await(pd.unmark(LIMIT));
        assertThat(cluster.pd().isMarked()).isFalse();
    }

    @Test
    void timestampsAndIdsAreRaisedBeforeAnyStoreRegisters() {
        Tso later = Tso.at(java.time.Instant.now().plus(Duration.ofDays(400)));
        Waiting.await(pd.mark(LIMIT));

        Waiting.await(pd.raiseTimestamp(later, LIMIT));
        Waiting.await(pd.setIdBase(9_000_000_000L, LIMIT));

        assertThat(Waiting.await(connection.pd().timestamp(LIMIT))).isGreaterThan(later);
        assertThat(Waiting.await(connection.pd().allocateId(LIMIT))).isEqualTo(9_000_000_001L);
    }

    @Test
    void takesNoSettingsBeforeAStoreRegistersAndTellsNoRules() {
        for (Document document : Document.values()) {
            ProviderException refused = Waiting.failureOf(pd.change(document, "{}", LIMIT));
            assertThat(refused.fault()).isEqualTo(Fault.REFUSED);
            assertThat(refused).hasMessageContaining("no TiKV has registered");
        }

        assertThat(Waiting.await(connection
                        .pd()
                        .state(List.of("replicate", "placement-rules", "region-label-rules", "schedule"), LIMIT)))
                .containsOnlyKeys("replicate", "schedule");
    }

    @Test
    void ofAllRefusalsThatItsTimestampsAreGreaterIsTheOneThatMeansSuccess_P14() {
        cluster.pd()
                .refuseNextTimestamp(
                        403,
                        "[PD:tso:ErrResetUserTimestamp]reset user timestamp failed, the specified ts is smaller than now");

        Waiting.await(pd.raiseTimestamp(new Tso(5), LIMIT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[PD:tso:ErrResetUserTimestamp]reset user timestamp failed, timestamp in memory has not been initialized",
                "[PD:tso:ErrResetUserTimestamp]reset user timestamp failed, pd-1 is not leader"
            })
    void aTimestampThatWasRefusedForAnotherReasonWasNotRaised_P14(String text) {
        cluster.pd().refuseNextTimestamp(403, text);

        ProviderException refused = Waiting.failureOf(pd.raiseTimestamp(new Tso(5), LIMIT));

        assertThat(refused.fault()).isEqualTo(Fault.RETRY);
        assertThat(refused).hasMessageContaining(text).hasMessageContaining("were not raised, ask again");
    }

    @Test
    void aPdWithoutItsTimestampServerMayBeAskedAgain_P14() {
        cluster.pd().refuseNextTimestamp(500, "[PD:tso:ErrServerNotStarted]server not started");

        assertThat(Waiting.failureOf(pd.raiseTimestamp(new Tso(5), LIMIT)).fault())
                .isEqualTo(Fault.RETRY);
    }

    @Test
    void sayWhyIdsAreNotRaised_P25() {
        assertThat(Waiting.failureOf(pd.setIdBase(7, LIMIT)))
                .hasMessageContaining("can only recover alloc id when recovering mark marked");
        assertThat(cluster.pd().lastId()).isNotEqualTo(7);
    }

    /** A PD with stores. */
    @Nested
    class WithStores {
        private final TestTidbCluster used = TestTidbCluster.builder().stores(1).start();
        private final TikvConnection open = TikvConnection.to(used.pdUrls()).open();
        private final PdRecovery recovery = open.pdRecovery();

        @AfterEach
        void closeThem() {
            open.close();
            used.close();
        }

        @Test
        void aRuleThatNoStoreFitsIsRefusedInPdsWords() {
            String rule =
                    "[{\"group_id\":\"g\",\"rules\":[{\"id\":\"r\",\"role\":\"voter\",\"count\":3,\"label_constraints\":"
                            + "[{\"key\":\"zone\",\"op\":\"in\",\"values\":[\"gone\"]}]}]}]";

            ProviderException refused = Waiting.failureOf(recovery.change(Document.PLACEMENT_RULES, rule, LIMIT));

            assertThat(refused.fault()).isEqualTo(Fault.REFUSED);
            assertThat(refused).hasMessageContaining("can not match any store");
        }

        @Test
        void rulesThatAreSwitchedOffAreNotTold() {
            Waiting.await(recovery.change(Document.REPLICATE, "{\"enable-placement-rules\":\"false\"}", LIMIT));

            assertThat(Waiting.await(open.pd().state(List.of("placement-rules"), LIMIT)))
                    .isEmpty();
            assertThat(Waiting.failureOf(recovery.change(Document.PLACEMENT_RULES, "[]", LIMIT))
                            .fault())
                    .isEqualTo(Fault.GONE);
        }
    }
}
