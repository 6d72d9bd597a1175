package io.brfed.testkit.kubernetes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Plain HTTP, for what the official client hides. */
final class Http {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Http() {}

    static HttpResponse<String> get(EmbeddedKubernetes server, String path) {
        return send(request(server, path).GET());
    }

    static HttpResponse<String> post(EmbeddedKubernetes server, String path, String body) {
        return send(
                request(server, path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
    }

    static HttpResponse<String> put(EmbeddedKubernetes server, String path, String body) {
        return send(
                request(server, path).header("Content-Type", "application/json").PUT(BodyPublishers.ofString(body)));
    }

    /** Sends a patch; the kind of patch is merge, json or strategic-merge. */
    static HttpResponse<String> patch(EmbeddedKubernetes server, String path, String kind, String body) {
        return send(request(server, path)
                .header("Content-Type", "application/" + kind + "-patch+json")
                .method("PATCH", BodyPublishers.ofString(body)));
    }

    static HttpResponse<String> delete(EmbeddedKubernetes server, String path, String body) {
        return send(request(server, path)
                .header("Content-Type", "application/json")
                .method("DELETE", BodyPublishers.ofString(body)));
    }

    static HttpRequest.Builder request(EmbeddedKubernetes server, String path) {
        return HttpRequest.newBuilder(URI.create(server.url() + path)).timeout(Duration.ofSeconds(10));
    }

    static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return CLIENT.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
