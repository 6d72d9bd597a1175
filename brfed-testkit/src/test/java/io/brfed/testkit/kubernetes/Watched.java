package io.brfed.testkit.kubernetes;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** An open watch over the HTTP client of the official client, with a thread that reads it. */
final class Watched implements AutoCloseable {

    enum End {
        PROPER,
        BROKEN
    }

    private static final OkHttpClient HTTP =
            new OkHttpClient.Builder().readTimeout(Duration.ZERO).build();

    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final CompletableFuture<End> end = new CompletableFuture<>();
    private final Call call;

    private Watched(String url) {
        this.call = HTTP.newCall(new Request.Builder().url(url).build());
    }

    /** Watches the backups of the namespace tidb; returns when the watch is open. */
    static Watched backups(EmbeddedKubernetes server, String parameters) {
        return at(server, "/apis/pingcap.com/v1alpha1/namespaces/tidb/backups?watch=true" + parameters);
    }

    static Watched at(EmbeddedKubernetes server, String path) {
        Watched watched = new Watched(server.url() + path);
        try {
            Response response = watched.call.execute();
            Thread reader = new Thread(() -> watched.read(response), "watch-reader");
            reader.setDaemon(true);
            reader.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return watched;
    }

    /** The next events as type and name, or type and code for errors. */
    List<String> take(int number) {
        List<String> taken = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            String event = poll(Duration.ofSeconds(10));
            if (event.isEmpty()) {
                throw new AssertionError("only " + taken + " of " + number + " events came");
            }
            taken.add(event);
        }
        return taken;
    }

    /** The next event, empty if none comes in time. */
    String poll(Duration limit) {
        try {
            String event = events.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
            return event == null ? "" : event;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    End awaitEnd(Duration limit) {
        return end.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS).join();
    }

    @Override
    public void close() {
        call.cancel();
    }

    private void read(Response response) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body().byteStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                events.add(described(line));
            }
            end.complete(End.PROPER);
        } catch (IOException e) {
            end.complete(End.BROKEN);
        }
    }

    private static String described(String line) {
        JsonObject event = JsonParser.parseString(line).getAsJsonObject();
        JsonObject object = event.getAsJsonObject("object");
        String type = event.get("type").getAsString();
        if (type.equals("ERROR")) {
            return type + " " + object.get("code").getAsInt();
        }
        JsonObject metadata = object.getAsJsonObject("metadata");
        return type + " " + (metadata.has("name") ? metadata.get("name").getAsString() : "");
    }
}
