package io.brfed.tikv;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.spi.PdClient;
import io.brfed.spi.PdStore;
import io.brfed.testkit.contract.PdClientContract;
import io.brfed.testkit.contract.PdClientFixture;
import io.brfed.tikv.testserver.TestTidbCluster;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The contract with a real PD, freshly started, at which our TiKV stores register. */
@Tag("real-pd")
class RealPdContractTest extends PdClientContract {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static TestTidbCluster cluster;
    private static boolean bootstrapped;
    private static List<PdStore> storesBefore;

    /** What a PD that no TiKV has registered with answers, as every restore meets it. */
    @BeforeAll
    static void register() {
        try (TikvConnection connection =
                TikvConnection.to(System.getProperty("brfed.pd")).open()) {
            bootstrapped = Waiting.await(connection.pdRecovery().isBootstrapped(LIMIT));
            storesBefore = Waiting.await(connection.pd().stores(LIMIT));
        }
        cluster = TestTidbCluster.builder()
                .at(List.of(System.getProperty("brfed.pd")))
                .start();
    }

    @AfterAll
    static void close() {
        cluster.close();
    }

    @Override
    protected PdClientFixture newFixture() {
        return new RealPd();
    }

    @Test
    void aFreshPdHasNoStores() {
        assertThat(bootstrapped).isFalse();
        assertThat(storesBefore).isEmpty();
    }

    @Test
    void aPdWithStoresIsBootstrapped() {
        try (TikvConnection connection = TikvConnection.to(cluster.pdUrls()).open()) {
            assertThat(Waiting.await(connection.pdRecovery().isBootstrapped(LIMIT)))
                    .isTrue();
        }
    }

    private static final class RealPd implements PdClientFixture {
        private final TikvConnection connection =
                TikvConnection.to(cluster.pdUrls()).open();

        @Override
        public PdClient pd() {
            return connection.pd();
        }

        @Override
        public int stores() {
            return cluster.stores().size();
        }

        @Override
        public <T> T await(CompletionStage<T> stage) {
            return Waiting.await(stage);
        }

        @Override
        public void close() {
            connection.close();
        }
    }
}
