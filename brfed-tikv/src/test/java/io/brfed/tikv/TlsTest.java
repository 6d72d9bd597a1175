package io.brfed.tikv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.spi.PdStore;
import io.brfed.spi.RegionRoute.RegionAt;
import io.brfed.spi.StorePreparation.Events;
import io.brfed.spi.StorePreparation.Loss;
import io.brfed.spi.StorePreparation.Session;
import io.brfed.tikv.testserver.TestTidbCluster;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "missing.pem | client.pem | client-p8.key | authority file missing.pem does not exist",
                "authority.pem | client.pem | missing.key | key file missing.key does not exist",
                "client-p8.key | client.pem | client-p8.key | client-p8.key holds no certificate, but [PRIVATE KEY]",
                "authority.pem | client.pem | client.pem | client.pem holds no private key, but [CERTIFICATE]",
                "authority.pem | client.pem | client-encrypted.key | client-encrypted.key is encrypted; decrypt it",
                "authority.pem | client.pem | server.key | server.key is not that of the first certificate in",
                "authority.pem | client-ec.pem | client-p8.key | client-p8.key is not that of the first certificate in",
                "authority.pem | README.md | client-p8.key | README.md is not in PEM, or cut off",
                "authority.pem | client.pem | . | key file . is a folder"
            })
    void saysWhatIsWrongWithAFile(String authority, String certificate, String key, String text) {
        TlsFiles files = new TlsFiles(at(authority), at(certificate), at(key));

        assertThatThrownBy(() -> TikvConnection.to("pd:2379").tls(files).open())
                .isInstanceOfSatisfying(
                        ProviderException.class,
                        refused -> assertThat(refused.fault()).isEqualTo(Fault.REFUSED))
                .hasMessageContaining(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"client-p8.key", "client-pkcs1.key", "client-ec.key"})
    void saysThatAKeyIsCutOffAndShowsNothingOfIt(String name, @TempDir Path folder) throws IOException {
        List<String> lines = Files.readAllLines(file(name));
        for (int kept = 1; kept < lines.size() - 1; kept++) {
            Path key = folder.resolve(kept + ".key");
            List<String> cutOff = new ArrayList<>(lines.subList(0, kept));
            cutOff.add(lines.get(kept).substring(0, lines.get(kept).length() / 2));
            cutOff.add(lines.get(lines.size() - 1));
            Files.write(key, cutOff);

            Throwable refused = catchThrowable(() -> TikvConnection.to("pd:2379")
                    .tls(new TlsFiles(file("authority.pem"), file("client.pem"), key))
                    .open());

            assertThat(refused).isInstanceOf(ProviderException.class).hasMessageContaining("key file " + key);
            assertThat(lines.subList(1, kept + 1))
                    .noneMatch(line -> told(refused).contains(line));
        }
    }

    private static String told(Throwable error) {
        StringWriter text = new StringWriter();
        error.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @Test
    void namesAllThatIsWrongAtOnce(@TempDir Path folder) throws IOException {
        Path empty = Files.createFile(folder.resolve("empty.pem"));
        Path foreign = Files.write(folder.resolve("foreign.pem"), new byte[] {(byte) 0x80, 0, 1});

        assertThatThrownBy(() -> TikvConnection.to("http://pd-0:2379", "pd-1:2379", "http://pd-2:2379")
                        .tls(new TlsFiles(empty, foreign, Path.of("missing.key")))
                        .open())
                .isInstanceOf(ProviderException.class)
                .hasMessageContaining("'http://pd-0:2379' has no TLS")
                .hasMessageContaining("'http://pd-2:2379' has no TLS")
                .hasMessageContaining("authority file " + empty + " is empty")
                .hasMessageContaining("certificate file " + foreign + " is not in PEM")
                .hasMessageContaining("key file missing.key does not exist");
    }

    private static Path at(String name) {
        return name.startsWith("missing") || name.equals(".") ? Path.of(name) : file(name);
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
