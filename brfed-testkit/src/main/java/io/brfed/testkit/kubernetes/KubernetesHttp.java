package io.brfed.testkit.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Requests to one API server over plain HTTP.
 *
 * <p>The JDK's client hands what it returns to the common pool, all threads of which a test may have made wait for this
 * very operator. So an answer is taken where its body ends, which is on a thread of the client; only that there is none
 * is learned from the client.
 */
final class KubernetesHttp {

    static final String USER_AGENT = "brfed-simulated-tidb-operator";
    static final String JSON = "application/json";
    static final String MERGE_PATCH = "application/merge-patch+json";

    private static final int CALLBACK_THREADS = 4;

    /** One client for all operators of the JVM: an own one each would keep its thread until it is garbage. */
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .executor(OperatorRuntime.pool("simulated-operator-http", CALLBACK_THREADS))
            .build();

    private final String server;
    private final String bearerToken;
    private final Duration timeout;

    KubernetesHttp(URI server, String bearerToken, Duration timeout) {
        String text = server.toString();
        this.server = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        this.bearerToken = bearerToken;
        this.timeout = timeout;
    }

    HttpReply get(String path) {
        return await(getAsync(path), "GET " + path);
    }

    /** Its answer; the caller limits the time for it by {@link #timeout}. */
    CompletableFuture<HttpReply> getAsync(String path) {
        return send(request(path).GET().build());
    }

    /** How long an answer may take. */
    Duration timeout() {
        return timeout;
    }

    HttpReply post(String path, JsonNode body) {
        HttpRequest request = request(path)
                .header("Content-Type", JSON)
                .POST(BodyPublishers.ofByteArray(Json.bytes(body)))
                .build();
        return await(send(request), "POST " + path);
    }

    HttpReply mergePatch(String path, JsonNode body) {
        HttpRequest request = request(path)
                .header("Content-Type", MERGE_PATCH)
                .method("PATCH", BodyPublishers.ofByteArray(Json.bytes(body)))
                .build();
        return await(send(request), "PATCH " + path);
    }

    HttpReply delete(String path, JsonNode options) {
        HttpRequest request = request(path)
                .header("Content-Type", JSON)
                .method("DELETE", BodyPublishers.ofByteArray(Json.bytes(options)))
                .build();
        return await(send(request), "DELETE " + path);
    }

    /** Opens a stream of lines; completes with the HTTP status when it has ended. */
    CompletableFuture<Integer> stream(String path, Flow.Subscriber<String> lines) {
        return exchange(
                        endless(path).GET().build(),
                        status -> status == 200
                                ? BodySubscribers.fromLineSubscriber(lines, done -> "", StandardCharsets.UTF_8, "\n")
                                : BodySubscribers.replacing(""))
                .thenApply(Received::status);
    }

    private HttpRequest.Builder request(String path) {
        return endless(path).timeout(timeout);
    }

    private HttpRequest.Builder endless(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server + path))
                .header("Accept", JSON)
                .header("User-Agent", USER_AGENT);
        return bearerToken.isEmpty() ? request : request.header("Authorization", "Bearer " + bearerToken);
    }

    private CompletableFuture<HttpReply> send(HttpRequest request) {
        return exchange(request, status -> BodySubscribers.ofByteArray())
                .thenApply(received -> HttpReply.of(received.status(), received.body()));
    }

    private static <T> CompletableFuture<Received<T>> exchange(
            HttpRequest request, IntFunction<BodySubscriber<T>> reader) {
        CompletableFuture<Received<T>> answered = new CompletableFuture<>();
        CompletableFuture<HttpResponse<T>> sent = CLIENT.sendAsync(request, head -> {
            BodySubscriber<T> body = reader.apply(head.statusCode());
            CompletionStage<T> unusedBody = body.getBody()
                    .whenComplete((content, failure) ->
                            settle(answered, () -> new Received<>(head.statusCode(), content), failure));
            return body;
        });
        CompletableFuture<HttpResponse<T>> unusedAnswer = sent.whenComplete((response, failure) ->
                settle(answered, () -> new Received<>(response.statusCode(), response.body()), failure));
        CompletableFuture<Received<T>> unusedEnd = answered.whenComplete((received, failure) -> {
            if (answered.isCancelled()) {
                sent.cancel(true);
            }
        });
        return answered;
    }

    private static <T> void settle(CompletableFuture<T> answered, Supplier<T> received, @Nullable Throwable failure) {
        if (failure == null) {
            answered.complete(received.get());
        } else {
            answered.completeExceptionally(failure);
        }
    }

    private HttpReply await(CompletableFuture<HttpReply> pending, String what) {
        try {
            HttpReply reply = pending.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            if (reply.transientFault()) {
                throw new ServerUnavailableException(what + " at " + server + " was refused: " + reply.message());
            }
            return reply;
        } catch (InterruptedException e) {
            pending.cancel(true);
            Thread.currentThread().interrupt();
            throw new ServerUnavailableException(what + " at " + server + " was interrupted", e);
        } catch (TimeoutException e) {
            pending.cancel(true);
            throw new ServerUnavailableException(what + " at " + server + " got no answer within " + timeout, e);
        } catch (ExecutionException e) {
            throw new ServerUnavailableException(what + " at " + server + " failed: " + e.getCause(), e);
        }
    }

    private record Received<T>(int status, T body) {}
}
