package io.brfed.k8s.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubernetes.client.openapi.ApiClient;
import java.io.EOFException;
import java.io.IOException;
import java.io.Serial;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import okhttp3.Call;
import okhttp3.Response;
import okio.BufferedSource;

/** Opens watches on one API server and reads their events. Thread-safe. */
final class WatchStreams {
    /** The server ends the watch after this time; without it an intermediary may, in silence. */
    private static final Duration MAX_AGE = Duration.ofMinutes(9);

    private static final Duration OPENING = Duration.ofSeconds(10);
    private static final long MAX_EVENT = 16L << 20;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int GONE = 410;

    private final String server;
    private final ApiConnections connections;
    private final ClientThreads threads;

    WatchStreams(String server, ApiConnections connections, ClientThreads threads) {
        this.server = server;
        this.connections = connections;
        this.threads = threads;
    }

    /**
     * Reads events until the stream ends, in the calling thread.
     *
     * @param request the list that is watched
     * @param from the resource version that the list had
     * @param sink told of each event
     * @param running holds the call while it runs, so that another thread can cancel it
     * @throws WatchRefusedException if the server refuses the watch or says that the version is too old
     */
    void read(ApiRequest request, String from, Sink sink, AtomicReference<Call> running)
            throws IOException, WatchRefusedException {
        ApiRequest watch = request.with("watch", "true")
                .with("allowWatchBookmarks", "true")
                .with("resourceVersion", from)
                .with("timeoutSeconds", Long.toString(MAX_AGE.toSeconds()));
        ApiClient client = connections.current();
        Call call = connections.watch(client, watch);
        running.set(call);
        ClientThreads.Timer opening = threads.after(OPENING, call::cancel);
        try (Response response = call.execute()) {
            opening.cancel();
            if (!response.isSuccessful()) {
                if (response.code() == UNAUTHORIZED) {
                    connections.renewed(client);
                }
                throw WatchRefusedException.by(server, response.code());
            }
            sink.opened();
            readEvents(response.body().source(), sink);
        } finally {
            opening.cancel();
        }
    }

    private static void readEvents(BufferedSource source, Sink sink) throws IOException, WatchRefusedException {
        while (!source.exhausted()) {
            String line = line(source);
            if (line.isBlank()) {
                continue;
            }
            ObjectNode event = Json.read(line);
            if (!(event.get("object") instanceof ObjectNode object)) {
                throw new IOException("a watch event without an object");
            }
            String type = Json.text(event, "type");
            if (type.equals("ERROR")) {
                throw WatchRefusedException.by("watch", object.path("code").asInt());
            }
            sink.event(type, object);
        }
    }

    private static String line(BufferedSource source) throws IOException {
        long end = source.indexOf((byte) '\n', 0, MAX_EVENT);
        if (end < 0 && source.request(MAX_EVENT)) {
            throw new IOException("a watch event of more than " + MAX_EVENT + " bytes");
        }
        String line = source.readUtf8Line();
        if (line == null) {
            throw new EOFException("the watch ended");
        }
        return line;
    }

    /** Told of what a watch delivers, in the thread that reads it. */
    interface Sink {
        /** The server accepted the watch. */
        void opened();

        /** Something was added, modified, deleted, or only the version moved on (bookmark). */
        void event(String type, ObjectNode object);
    }

    /** The server does not serve this watch. */
    static final class WatchRefusedException extends Exception {
        @Serial
        private static final long serialVersionUID = 1;

        private final int code;

        private WatchRefusedException(String message, int code) {
            super(message);
            this.code = code;
        }

        static WatchRefusedException by(String server, int code) {
            return new WatchRefusedException(server + " answered " + code + " to a watch", code);
        }

        /** The version is too old; the watch has to begin with a new list. */
        boolean gone() {
            return code == GONE;
        }

        /** The rights do not allow it. */
        boolean forbidden() {
            return code == FORBIDDEN;
        }
    }
}
