package io.brfed.tikv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.spi.PdStore;
import io.brfed.spi.RegionRoute.RegionAt;
import io.brfed.spi.StorePreparation.Events;
import io.brfed.spi.StorePreparation.Loss;
import io.brfed.spi.StorePreparation.Session;
import io.brfed.tikv.testserver.TestTidbCluster;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final TlsFiles SERVER = new TlsFiles(file("authority.pem"), file("server.pem"), file("server.key"));

    @ParameterizedTest
    @CsvSource({"client.pem,client-p8.key", "client.pem,client-pkcs1.key", "client-ec.pem,client-ec.key"})
    void speaksMutualTlsWithPdAndTikv(String certificate, String key) {
        try (TestTidbCluster cluster = TestTidbCluster.builder().tls(SERVER).start();
                TikvConnection connection = TikvConnection.to(cluster.pdUrls())
                        .tls(new TlsFiles(file("authority.pem"), file(certificate), file(key)))
                        .open()) {
            assertThat(Waiting.await(connection.pd().timestamp(LIMIT)).bits()).isNotZero();
            PdStore store = Waiting.await(connection.pd().stores(LIMIT)).get(0);
            Session session = Waiting.await(connection.stores().open(store, new Deaf(), LIMIT));
            assertThat(Waiting.await(session.lease(LIMIT, LIMIT))).isFalse();
            assertThat(Waiting.await(session.finish(LIMIT))).isTrue();
        }
    }

    @Test
    void saysThatTheAuthorityIsAnother() {
        TlsFiles wrong = new TlsFiles(file("another-authority.pem"), file("client.pem"), file("client-p8.key"));
        try (TestTidbCluster cluster = TestTidbCluster.builder().tls(SERVER).start();
                TikvConnection connection =
                        TikvConnection.to(cluster.pdUrls()).tls(wrong).open()) {
            ProviderException failure = Waiting.failureOf(connection.pd().identity(LIMIT));

            assertThat(failure.fault()).isEqualTo(Fault.REFUSED);
            assertThat(failure)
                    .hasMessageContaining(cluster.pdUrls().get(0))
                    .hasMessageContaining("not signed by an authority of the authority file");
        }
    }

    @Test
    void saysWhichFileCannotBeRead() {
        assertThatThrownBy(() -> TikvConnection.to("pd:2379")
                        .tls(new TlsFiles(file("authority.pem"), file("client.pem"), Path.of("missing.key")))
                        .open())
                .isInstanceOf(ProviderException.class)
                .hasMessageContaining("key file missing.key");
        assertThatThrownBy(() -> TikvConnection.to("pd:2379")
                        .tls(new TlsFiles(file("client-p8.key"), file("client.pem"), file("client-p8.key")))
                        .open())
                .hasMessageContaining("authority file")
                .hasMessageContaining("holds no certificate");
        assertThatThrownBy(() -> TikvConnection.to("pd:2379")
                        .tls(new TlsFiles(file("authority.pem"), file("client.pem"), file("client-encrypted.key")))
                        .open())
                .hasMessageContaining("is encrypted");
    }

    @Test
    void refusesAnAddressWithoutTlsBesideFiles() {
        assertThatThrownBy(() -> TikvConnection.to("http://pd:2379").tls(SERVER).open())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has no TLS");
    }

    private static Path file(String name) {
        try {
            return Path.of(Objects.requireNonNull(TlsTest.class.getResource("/tls/" + name), name)
                    .toURI());
        } catch (URISyntaxException impossible) {
            throw new AssertionError(impossible);
        }
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
