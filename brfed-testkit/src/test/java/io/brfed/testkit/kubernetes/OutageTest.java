package io.brfed.testkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.http.HttpRequest;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutageTest {

    private static final String B = "/apis/pingcap.com/v1alpha1/namespaces/tidb/backups/b";
    private static final Duration SOON = Duration.ofSeconds(5);

    private final EmbeddedKubernetes server = Clients.server();

    @BeforeEach
    void create() {
        server.objects().create(Clients.backupJson("b", "{}"));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void connectionsAreRefusedUntilItEnds() {
        try (Outage outage = server.faults().outage()) {
            assertThatThrownBy(() -> Http.get(server, B)).hasCauseInstanceOf(ConnectException.class);

            outage.end();
            assertThat(Http.get(server, B).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void openWatchesBreak() {
        try (Watched watch = Watched.backups(server, "")) {
            watch.take(1);

            server.faults().outage().end();

            assertThat(watch.awaitEnd(SOON)).isEqualTo(Watched.End.BROKEN);
        }
    }

    @Test
    void aWatchGoesOnWhereItBrokeOff() {
        long version = server.objects().version();
        try (Outage outage = server.faults().outage()) {
            server.objects().delete("backups", "tidb", "b");
            outage.end();
        }

        try (Watched watch = Watched.backups(server, "&resourceVersion=" + version)) {
            assertThat(watch.take(1)).containsExactly("DELETED b");
        }
    }

    @Test
    void aSecondOutageAtTheSameTimeIsRefused() {
        try (Outage outage = server.faults().outage()) {
            assertThatThrownBy(() -> server.faults().outage()).isInstanceOf(IllegalStateException.class);
            outage.end();
        }
    }

    @Test
    void aServerCanBeClosedDuringAnOutage() {
        Outage outage = server.faults().outage();

        server.close();
        outage.end();

        assertThatThrownBy(() -> Http.get(server, B)).hasCauseInstanceOf(ConnectException.class);
    }

    @Test
    void aFrozenServerAnswersNothingAndForgetsWhatItWasAsked() {
        HttpRequest.Builder delete = Http.request(server, B).DELETE().timeout(Duration.ofMillis(100));

        try (Outage freeze = server.faults().freeze()) {
            assertThatThrownBy(() -> Http.send(delete))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasCauseInstanceOf(HttpTimeoutException.class);
            freeze.end();
        }

        assertThat(Http.get(server, B).statusCode()).isEqualTo(200);
    }

    @Test
    void watchesOfAFrozenServerDeliverAfterwards() {
        try (Watched watch = Watched.backups(server, "")) {
            watch.take(1);
            Outage freeze = server.faults().freeze();
            server.objects().delete("backups", "tidb", "b");
            assertThat(watch.poll(Duration.ofMillis(100))).isEmpty();

            freeze.end();

            assertThat(watch.take(1)).containsExactly("DELETED b");
        }
    }
}
