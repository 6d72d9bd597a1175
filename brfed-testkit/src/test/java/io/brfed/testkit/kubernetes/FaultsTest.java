package io.brfed.testkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubernetes.client.util.generic.dynamic.DynamicKubernetesApi;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultsTest {

    private static final String B = "/apis/pingcap.com/v1alpha1/namespaces/tidb/backups/b";
    private static final Duration SOON = Duration.ofSeconds(5);

    private final EmbeddedKubernetes server = Clients.server();
    private final DynamicKubernetesApi backups = Clients.backups(server);

    @BeforeEach
    void create() {
        server.objects().create(Clients.backupJson("b", "{}"));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "401, Unauthorized",
        "403, Forbidden",
        "409, Conflict",
        "429, TooManyRequests",
        "500, InternalError",
        "503, ServiceUnavailable"
    })
    void aFailureHasTheReasonOfItsCode(int status, String reason) {
        server.faults().failNext(Verb.GET, "backups", status, 1);

        var read = backups.get("tidb", "b");

        assertThat(read.getHttpStatusCode()).isEqualTo(status);
        assertThat(read.getStatus().getReason()).isEqualTo(reason);
    }

    @Test
    void aFailureHasNoEffectAndEndsAfterItsTimes() {
        server.faults().failNext(Verb.PATCH, "backups", 409, 2);

        assertThat(patchType("x").statusCode()).isEqualTo(409);
        assertThat(patchType("x").statusCode()).isEqualTo(409);
        assertThat(type()).isEqualTo("full");
        assertThat(patchType("x").statusCode()).isEqualTo(200);
    }

    @Test
    void tooManyRequestsSaysWhenToComeBack() {
        server.faults().failNext(Verb.GET, "backups", 429, 1);

        assertThat(Http.get(server, B).headers().firstValue("Retry-After")).contains("1");
    }

    @Test
    void aFaultStrikesOnlyItsTarget() {
        server.objects().create(Clients.backupJson("c", "{}"));
        ArmedFault fault =
                server.faults().on(Verb.GET, "backups").named("c").always().fail(500);

        assertThat(backups.get("tidb", "b").isSuccess()).isTrue();
        assertThat(backups.get("tidb", "c").isSuccess()).isFalse();
        assertThat(fault.hits()).isEqualTo(1);
    }

    @Test
    void aFaultForACreateKnowsTheNameInTheBody() {
        server.faults().on(Verb.CREATE, "backups").named("d").fail(500);

        assertThat(backups.create(Clients.backup("c")).isSuccess()).isTrue();
        assertThat(backups.create(Clients.backup("d")).isSuccess()).isFalse();
    }

    @Test
    void theFirstRequestsCanBeSpared() {
        server.faults().on(Verb.GET, "backups").after(1).fail(500);

        assertThat(Http.get(server, B).statusCode()).isEqualTo(200);
        assertThat(Http.get(server, B).statusCode()).isEqualTo(500);
        assertThat(Http.get(server, B).statusCode()).isEqualTo(200);
    }

    @Test
    void clearedFaultsStrikeNoMore() {
        server.faults().forbid(Verb.GET, "backups");
        assertThat(Http.get(server, B).statusCode()).isEqualTo(403);

        server.faults().clear();

        assertThat(Http.get(server, B).statusCode()).isEqualTo(200);
    }

    @Test
    void aDelayedRequestIsCarriedOutLater() {
        server.faults().on(Verb.GET, "backups").delay(Duration.ofMillis(80));
        long before = System.nanoTime();

        assertThat(Http.get(server, B).statusCode()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(80));
    }

    @Test
    void aHangingRequestIsNotAnsweredAndHasNoEffect() {
        server.faults().on(Verb.PATCH, "backups").hang();
        HttpRequest.Builder patch = patchRequest("x").timeout(Duration.ofMillis(100));

        assertThatThrownBy(() -> Http.send(patch))
                .isInstanceOf(UncheckedIOException.class)
                .hasCauseInstanceOf(HttpTimeoutException.class);
        assertThat(type()).isEqualTo("full");
    }

    /** The common pool may have one worker, which a test must not keep waiting. */
    private static <T> CompletableFuture<T> onAThreadOfItsOwn(Supplier<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                result.complete(work.get());
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    @Test
    void aReleasedRequestIsCarriedOutAndAnswered() {
        ArmedFault hang = server.faults().on(Verb.PATCH, "backups").hang();
        CompletableFuture<HttpResponse<String>> answer = onAThreadOfItsOwn(() -> patchType("x"));
        hang.awaitHit(SOON);

        hang.release();

        assertThat(answer.join().statusCode()).isEqualTo(200);
        assertThat(type()).isEqualTo("x");
    }

    @Test
    void aReleasedWatchDelivers() {
        ArmedFault hang = server.faults().on(Verb.WATCH, "backups").hang();
        CompletableFuture<Watched> opening = onAThreadOfItsOwn(() -> Watched.backups(server, ""));
        hang.awaitHit(SOON);

        hang.release();

        try (Watched watch = opening.join()) {
            assertThat(watch.take(1)).containsExactly("ADDED b");
        }
    }

    @Test
    void aLostAnswerHasItsEffect() {
        server.faults().on(Verb.PATCH, "backups").times(2).loseAnswer();

        assertThatThrownBy(() -> patchType("x")).isInstanceOf(UncheckedIOException.class);
        assertThat(type()).isEqualTo("x");
    }

    @Test
    void aWriteThatLandsLateFailsFirstAndHappensAfterwards() {
        ArmedFault late = server.faults().on(Verb.PATCH, "backups").times(2).landLate();

        assertThatThrownBy(() -> patchType("x")).isInstanceOf(UncheckedIOException.class);
        late.awaitHit(SOON);
        assertThat(type()).isEqualTo("full");

        late.release();

        assertThat(type()).isEqualTo("x");
    }

    @Test
    void aWriteThatLandsLateMeetsTheStateOfThen() {
        ArmedFault late = server.faults().on(Verb.CREATE, "backups").landLate();
        String body = Clients.backupJson("late", "{}");
        assertThatThrownBy(() -> Http.post(server, "/apis/pingcap.com/v1alpha1/namespaces/tidb/backups", body))
                .isInstanceOf(UncheckedIOException.class);
        server.objects().create(body);
        long version = server.objects().version();

        late.release();

        assertThat(server.objects().version()).isEqualTo(version);
    }

    @Test
    void droppedWatchesBreak() {
        try (Watched watch = Watched.backups(server, "")) {
            watch.take(1);

            server.faults().dropWatches();

            assertThat(watch.awaitEnd(SOON)).isEqualTo(Watched.End.BROKEN);
        }
    }

    @Test
    void silentWatchesDeliverNothingUntilTheyAreRestored() {
        try (Watched watch = Watched.backups(server, "")) {
            watch.take(1);
            server.faults().silenceWatches();
            server.objects().delete("backups", "tidb", "b");

            assertThat(watch.poll(Duration.ofMillis(100))).isEmpty();

            server.faults().restoreWatches();
            assertThat(watch.take(1)).containsExactly("DELETED b");
        }
    }

    @Test
    void watchesOpenedInSilenceAreSilent() {
        server.faults().silenceWatches();

        try (Watched watch = Watched.backups(server, "")) {
            assertThat(watch.poll(Duration.ofMillis(100))).isEmpty();
            server.faults().restoreWatches();
            assertThat(watch.take(1)).containsExactly("ADDED b");
        }
    }

    @Test
    void theNextWatchIsToldThatItsVersionIsGone() {
        server.faults().goneOnNextWatch(Gone.AS_EVENT);

        try (Watched first = Watched.backups(server, "");
                Watched second = Watched.backups(server, "")) {
            assertThat(first.take(1)).containsExactly("ERROR 410");
            assertThat(second.take(1)).containsExactly("ADDED b");
        }
    }

    @Test
    void openWatchesExpireOnCommand() {
        try (Watched watch = Watched.backups(server, "")) {
            watch.take(1);

            server.faults().expireWatches();

            assertThat(watch.take(1)).containsExactly("ERROR 410");
            assertThat(watch.awaitEnd(SOON)).isEqualTo(Watched.End.PROPER);
        }
    }

    @Test
    void aFailureOutsideTheErrorCodesIsRefused() {
        FaultTarget target = server.faults().on(Verb.GET, "backups");

        assertThatThrownBy(() -> target.fail(200))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("from 400 to 599, was 200");
    }

    private HttpResponse<String> patchType(String type) {
        return Http.send(patchRequest(type));
    }

    private HttpRequest.Builder patchRequest(String type) {
        return Http.request(server, B)
                .header("Content-Type", "application/merge-patch+json")
                .method("PATCH", HttpRequest.BodyPublishers.ofString("{\"spec\": {\"backupType\": \"" + type + "\"}}"));
    }

    private String type() {
        return server.objects()
                .get("backups", "tidb", "b")
                .at("/spec/backupType")
                .asText();
    }
}
