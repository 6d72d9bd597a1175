package io.brfed.k8s.internal;

import io.kubernetes.client.openapi.ApiClient;
import java.net.URI;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/** Where clients come from when no kubeconfig makes them. */
public final class ClientSources {
    private ClientSources() {}

    /**
     * Clients for a server that is reached by its URL.
     *
     * @throws IllegalArgumentException if the URL is none
     */
    public static ClientSource at(String serverUrl, Supplier<String> token) {
        URI url = URI.create(serverUrl);
        if (url.getScheme() == null || url.getHost() == null) {
            throw new IllegalArgumentException(
                    "server '" + serverUrl + "' has no scheme and host; expected e.g. https://10.0.0.1:6443");
        }
        return supplied(() -> {
            OkHttpClient http =
                    new OkHttpClient.Builder().addInterceptor(bearer(token)).build();
            return new ApiClient(http).setBasePath(serverUrl.replaceAll("/+$", ""));
        });
    }

    /** Clients that somebody else makes. */
    public static ClientSource supplied(Supplier<ApiClient> clients) {
        Objects.requireNonNull(clients, "clients");
        return new Supplied(clients, new AtomicReference<>());
    }

    private static Interceptor bearer(Supplier<String> token) {
        return chain -> {
            String value = token.get();
            Request request = value.isEmpty()
                    ? chain.request()
                    : chain.request()
                            .newBuilder()
                            .header("Authorization", "Bearer " + value)
                            .build();
            return chain.proceed(request);
        };
    }

    private record Supplied(Supplier<ApiClient> clients, AtomicReference<ApiClient> made) implements ClientSource {
        @Override
        public ApiClient current() {
            ApiClient client = made.get();
            return client != null ? client : renewed(null);
        }

        @Override
        public synchronized ApiClient renewed(@Nullable ApiClient refused) {
            ApiClient client = made.get();
            // Several requests meet the same refusal; only the first of them asks for a new client.
            if (client == null || client == refused) {
                client = Objects.requireNonNull(clients.get(), "client");
                made.set(client);
            }
            return client;
        }
    }
}
