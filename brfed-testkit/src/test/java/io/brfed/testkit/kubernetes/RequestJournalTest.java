package io.brfed.testkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequestJournalTest {

    private static final String BACKUPS = "/apis/pingcap.com/v1alpha1/namespaces/tidb/backups";

    private final EmbeddedKubernetes server = Clients.server();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aRequestIsRecordedWithAllThatMatters() {
        Duration before = MonotonicTime.now();
        Http.post(server, BACKUPS + "?fieldManager=me", Clients.backupJson("b", "{}"));

        RecordedRequest request = server.requests().all().get(0);

        assertThat(request.verb()).isEqualTo(Verb.CREATE);
        assertThat(request.group()).isEqualTo("pingcap.com");
        assertThat(request.resource()).isEqualTo("backups");
        assertThat(request.namespace()).isEqualTo("tidb");
        assertThat(request.name()).isEqualTo("b");
        assertThat(request.query("fieldManager")).isEqualTo("me");
        assertThat(request.body()).isEqualTo(Clients.backupJson("b", "{}"));
        assertThat(request.status()).isEqualTo(201);
        assertThat(request.receivedAt()).isBetween(before, request.answeredAt().orElseThrow());
        assertThat(request).hasToString("#1 create backups tidb/b -> 201");
    }

    @Test
    void requestsAreFoundByVerbAndKind() {
        Http.get(server, BACKUPS);
        Http.get(server, BACKUPS + "/b");
        Http.get(server, "/version");

        assertThat(server.requests().of(Verb.GET, "backups")).hasSize(1);
        assertThat(server.requests().of(Verb.LIST, "backups")).hasSize(1);
        assertThat(server.requests().all())
                .extracting(RecordedRequest::path)
                .containsExactly(BACKUPS, BACKUPS + "/b", "/version");
    }

    @Test
    void anUnansweredRequestIsRecorded() {
        server.faults().on(Verb.LIST, "backups").hang();

        assertThatThrownBy(() -> Http.send(Http.request(server, BACKUPS).timeout(Duration.ofMillis(100))))
                .isInstanceOf(RuntimeException.class);

        List<RecordedRequest> hanging =
                server.requests().await(1, request -> request.status() == 0, Duration.ofSeconds(5));
        assertThat(hanging).singleElement().hasToString("#1 list backups tidb/ -> no answer");
    }

    @Test
    void waitingForARequestThatDoesNotComeFails() {
        assertThatThrownBy(() -> server.requests().await(1, request -> true, Duration.ofMillis(10)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("0 of 1 expected requests arrived within PT0.01S");
    }

    @Test
    void aClearedJournalIsEmptyAndCountsOn() {
        Http.get(server, BACKUPS);
        server.requests().clear();
        Http.get(server, BACKUPS);

        assertThat(server.requests().all())
                .singleElement()
                .satisfies(request -> assertThat(request.number()).isEqualTo(2));
    }

    @Test
    void aLongBodyIsCut() {
        Http.post(server, BACKUPS, "x".repeat(RecordedRequest.BODY_LIMIT_BYTES + 1));

        assertThat(server.requests().all().get(0).body()).hasSize(RecordedRequest.BODY_LIMIT_BYTES);
    }
}
