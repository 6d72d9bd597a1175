package io.brfed.k8s.internal;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.Pair;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP connections to one API server, in two sets: one for calls, one for watches, which never time out while they
 * wait for the next event. Authentication and TLS are those of the official client. Thread-safe.
 */
final class ApiConnections implements AutoCloseable {
    private static final Duration PING = Duration.ofSeconds(10);
    private static final int MAX_IDLE = 8;
    private static final Duration KEEP_ALIVE = Duration.ofMinutes(2);
    private static final String USER_AGENT = "brfed";
    private static final String[] AUTHENTICATIONS = {"BearerToken"};

    private final ClientSource source;
    private final Duration connectTimeout;
    private final ConnectionPool callPool = pool();
    private final ConnectionPool watchPool = pool();
    private @Nullable Derived derived;

    ApiConnections(ClientSource source, Duration connectTimeout) {
        this.source = source;
        this.connectTimeout = connectTimeout;
    }

    private static ConnectionPool pool() {
        return new ConnectionPool(MAX_IDLE, KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS);
    }

    ApiClient current() {
        return source.current();
    }

    ApiClient renewed(ApiClient refused) {
        return source.renewed(refused);
    }

    /** A call that has not begun; its caller sets its time-out. */
    Call call(ApiClient client, ApiRequest request, ApiServer.SendMark mark) throws IOException {
        return derived(client).calls().newCall(request(client, request, mark));
    }

    /** A call whose answer is read for as long as the server sends. */
    Call watch(ApiClient client, ApiRequest request) throws IOException {
        return derived(client).watches().newCall(request(client, request, new ApiServer.SendMark()));
    }

    private static Request request(ApiClient client, ApiRequest request, ApiServer.SendMark mark) throws IOException {
        List<Pair> query = request.query().entrySet().stream()
                .map(parameter -> new Pair(parameter.getKey(), parameter.getValue()))
                .toList();
        Map<String, String> headers = new HashMap<>();
        headers.put("Accept", "application/json");
        headers.put("User-Agent", USER_AGENT);
        headers.put("Content-Type", request.verb().mediaType());
        Object body = request.body() == null ? null : Json.bytes(request.body());
        try {
            return client.buildRequest(
                            null,
                            request.path(),
                            request.verb().name(),
                            query,
                            List.of(),
                            body,
                            headers,
                            new HashMap<>(),
                            new HashMap<>(),
                            AUTHENTICATIONS,
                            null)
                    .newBuilder()
                    .tag(ApiServer.SendMark.class, mark)
                    .build();
        } catch (ApiException e) {
            throw new IOException("the request cannot be built: " + e.getMessage(), e);
        }
    }

    private synchronized Derived derived(ApiClient client) {
        if (derived == null || derived.http() != client.getHttpClient()) {
            derived = derive(client.getHttpClient());
        }
        return derived;
    }

    private Derived derive(OkHttpClient http) {
        OkHttpClient calls = http.newBuilder()
                .connectionPool(callPool)
                .connectTimeout(connectTimeout)
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .pingInterval(PING)
                .eventListenerFactory(MarkSent::new)
                .build();
        OkHttpClient watches = calls.newBuilder()
                .connectionPool(watchPool)
                .eventListenerFactory(call -> EventListener.NONE)
                .build();
        return new Derived(http, calls, watches);
    }

    @Override
    public void close() {
        callPool.evictAll();
        watchPool.evictAll();
    }

    /** The official client's HTTP client and what was made from it. */
    private record Derived(OkHttpClient http, OkHttpClient calls, OkHttpClient watches) {}

    /** Notes that the first byte is about to be written, and stops a request that was given up before. */
    private static final class MarkSent extends EventListener {
        private final ApiServer.@Nullable SendMark mark;

        MarkSent(Call call) {
            mark = call.request().tag(ApiServer.SendMark.class);
        }

        @Override
        public void requestHeadersStart(Call call) {
            if (mark != null && !mark.markSent()) {
                call.cancel();
            }
        }
    }
}
