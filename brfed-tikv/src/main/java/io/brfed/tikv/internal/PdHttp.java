package io.brfed.tikv.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.brfed.api.ProviderException;
import io.brfed.tikv.internal.ClientThreads.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;

/** Calls of PD's HTTP interface. */
final class PdHttp {
    static final String V1 = "/pd/api/v1";

    /** Whole numbers are kept as they are, up to 64 bits unsigned, and others to the last digit. */
    static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final PdMembers members;
    private final HttpClient client;
    private final int mostBytes;
    private final ClientThreads threads;

    PdHttp(PdMembers members, HttpClient client, ConnectionSettings settings, ClientThreads threads) {
        this.members = members;
        this.client = client;
        this.mostBytes = settings.mostAnswerBytes();
        this.threads = threads;
    }

    static HttpClient client(ConnectionSettings settings, Optional<Tls> tls, ClientThreads threads) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(settings.connectLimit())
                .executor(threads.answers());
        tls.ifPresent(files -> builder.sslContext(files.context()));
        return builder.build();
    }

    /**
     * One request.
     *
     * @param method its method
     * @param path its path with its query
     * @param body its body; empty if it has none
     * @param kind what it may have done if it is not answered
     */
    record Call(String method, String path, Optional<String> body, CallKind kind) {
        static Call get(String path) {
            return new Call("GET", path, Optional.empty(), CallKind.READ);
        }

        static Call post(String path, String body) {
            return new Call("POST", path, Optional.of(body), CallKind.WRITE);
        }

        static Call patch(String path, String body) {
            return new Call("PATCH", path, Optional.of(body), CallKind.WRITE);
        }

        static Call delete(String path) {
            return new Call("DELETE", path, Optional.empty(), CallKind.WRITE);
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    /** Sends a request to the leader. */
    CompletionStage<JsonNode> send(Call call, Duration limit) {
        return threads.calls().make(new WireFaults.Attempt(call.toString(), "PD", call.kind(), limit), () -> {
            Deadline deadline = threads.deadline(limit);
            return members.onLeader(deadline, leader -> send(leader.address(), call, deadline));
        });
    }

    /** Sends a request to one member. */
    CompletionStage<JsonNode> send(Address address, Call call, Deadline deadline) {
        WireFaults.Attempt attempt =
                new WireFaults.Attempt(call.toString(), "PD " + address, call.kind(), deadline.limit());
        HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(call.path()))
                .header("X-Caller-ID", "brfed")
                .method(call.method(), call.body().map(BodyPublishers::ofString).orElseGet(BodyPublishers::noBody));
        call.body().ifPresent(body -> request.header("Content-Type", "application/json"));
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        ClientThreads.Cancellation sent = threads.send(() -> exchange(attempt, request.build(), answer));
        // The client's own limit ends with the headers.
        ClientThreads.Cancellation timer = threads.after(deadline.left(), () -> {
            answer.completeExceptionally(WireFaults.unanswered(attempt, new TimeoutException()));
            sent.cancel();
        });
        CompletionStage<JsonNode> ended = answer;
        ended.whenComplete((document, error) -> timer.cancel());
        return answer;
    }

    /** Blocks: what the client sends without blocking ends on a thread of the common pool, which others may occupy. */
    private void exchange(WireFaults.Attempt attempt, HttpRequest request, CompletableFuture<JsonNode> answer) {
        if (answer.isDone()) {
            return;
        }
        try {
            HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                finish(attempt, response.statusCode(), read(attempt, body), answer);
            }
        } catch (ProviderException refused) {
            answer.completeExceptionally(refused);
        } catch (IOException failed) {
            answer.completeExceptionally(WireFaults.of(attempt, failed));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            answer.completeExceptionally(new ProviderException(
                    attempt.kind().unanswered(), attempt.failed("the connection was closed"), stopped));
        }
    }

    /** No more than there may be: what answers need not be PD. */
    private String read(WireFaults.Attempt attempt, InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(mostBytes);
        if (bytes.length == mostBytes && body.read() >= 0) {
            throw WireFaults.tooLarge(attempt, mostBytes);
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static void finish(WireFaults.Attempt attempt, int code, String text, CompletableFuture<JsonNode> answer) {
        if (code / 100 != 2) {
            answer.completeExceptionally(WireFaults.ofHttp(attempt, code, text));
            return;
        }
        try {
            boolean unread = text.isBlank() || attempt.kind() == CallKind.WRITE;
            answer.complete(unread ? JSON.missingNode() : JSON.readTree(text));
        } catch (JsonProcessingException unexpected) {
            answer.completeExceptionally(new ProviderException(
                    attempt.kind().failed(),
                    attempt.failed("the answer is not JSON; look whether the address is that of PD"),
                    unexpected));
        }
    }
}
