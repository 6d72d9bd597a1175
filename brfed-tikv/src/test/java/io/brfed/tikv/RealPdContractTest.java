package io.brfed.tikv;

import io.brfed.spi.PdClient;
import io.brfed.testkit.contract.PdClientContract;
import io.brfed.testkit.contract.PdClientFixture;
import io.brfed.tikv.testserver.TestTidbCluster;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** The contract with a real PD, freshly started, at which our TiKV stores register. */
@Tag("real-pd")
class RealPdContractTest extends PdClientContract {
    private static TestTidbCluster cluster;

    @BeforeAll
    static void register() {
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
