package io.brfed.k8s.internal.kubeconfig;

import com.sun.net.httpserver.HttpServer;
import io.kubernetes.client.openapi.ApiClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.Request;
import okhttp3.Response;

/** Answers 200 to everything and remembers the headers and the path of the last request. */
final class EchoServer implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, List<String>> headers = new ConcurrentHashMap<>();
    private volatile String path = "";

    EchoServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        server.createContext("/", exchange -> {
            headers.clear();
            headers.putAll(exchange.getRequestHeaders());
            path = exchange.getRequestURI().toString();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    /** Sends one request with a client and returns the headers with which it arrived. */
    Map<String, List<String>> headersOf(ApiClient client) {
        send(client, "/version");
        return headers;
    }

    String authorizationOf(ApiClient client) {
        return String.join("|", headersOf(client).getOrDefault("Authorization", List.of()));
    }

    String path() {
        return path;
    }

    static int send(ApiClient client, String path) {
        Request request = new Request.Builder().url(client.getBasePath() + path).build();
        try (Response response = client.getHttpClient().newCall(request).execute()) {
            return response.code();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
