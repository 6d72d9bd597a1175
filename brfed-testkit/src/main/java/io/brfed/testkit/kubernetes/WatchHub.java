package io.brfed.testkit.kubernetes;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** All open watches of one server. */
final class WatchHub {

    /** Why watches deliver nothing at the moment. */
    enum Silence {
        ASKED_FOR,
        FROZEN
    }

    private static final int SHORTEST_DEFAULT_TIMEOUT_SECONDS = 1800;

    private final ObjectStore store;
    private final ServerSettings settings;
    private final List<WatchSession> sessions = new CopyOnWriteArrayList<>();
    private final Set<Silence> silences = ConcurrentHashMap.newKeySet();
    private final Deque<Gone> goneNext = new ArrayDeque<>();

    WatchHub(ObjectStore store, ServerSettings settings) {
        this.store = store;
        this.settings = settings;
        store.listen(change -> sessions.forEach(session -> session.offer(change)));
    }

    /** Answers a watch request; returns when the watch has ended. */
    void serve(HttpExchange exchange, Selection selection, ApiRequest request) throws IOException {
        WatchSession session = store.locked(() -> open(selection, request));
        try {
            exchange.getResponseHeaders().set("Content-Type", "application/json;stream=watch");
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            // Clients wait for the status line before they report the watch as open.
            out.flush();
            session.sendTo(out);
            out.close();
        } finally {
            sessions.remove(session);
        }
    }

    void cutAll() {
        sessions.forEach(WatchSession::cut);
    }

    void silence(Silence reason) {
        silences.add(reason);
    }

    void speak(Silence reason) {
        silences.remove(reason);
        sessions.forEach(WatchSession::wake);
    }

    synchronized void goneOnNext(Gone style) {
        goneNext.add(style);
    }

    /** Tells every open watch that its version is too old, and ends it. */
    void expireAll() {
        sessions.forEach(session -> {
            session.offer(WatchEvent.error(tooOld(store.version())));
            session.end();
        });
    }

    private WatchSession open(Selection selection, ApiRequest request) {
        boolean bookmarks = request.flag("allowWatchBookmarks");
        WatchSession session = new WatchSession(
                selection,
                () -> !silences.isEmpty(),
                timeout(request),
                bookmarks ? settings.bookmarkInterval() : Duration.ZERO);
        long version = version(request);
        Gone gone = gone(version);
        if (gone == Gone.AS_STATUS) {
            throw tooOld(version);
        }
        if (gone == Gone.AS_EVENT) {
            session.offer(WatchEvent.error(tooOld(version)));
            session.end();
            return session;
        }
        session.seen(store.version());
        if (version == 0) {
            offerExisting(session, request.flag("sendInitialEvents"));
        } else {
            store.history().after(version).forEach(session::offer);
        }
        sessions.add(session);
        return session;
    }

    private void offerExisting(WatchSession session, boolean markEnd) {
        Selection selection = session.selection();
        ResourceKind kind = selection.target().kind();
        store.list(kind, selection.target().namespace()).stream()
                .filter(selection::matches)
                .forEach(object -> session.offer(WatchEvent.added(object)));
        if (markEnd) {
            session.offer(WatchEvent.bookmark(kind, store.version(), true));
        }
    }

    private @Nullable Gone gone(long version) {
        Optional<Gone> commanded = nextCommanded();
        if (commanded.isPresent()) {
            return commanded.get();
        }
        return version != 0 && !store.history().reaches(version) ? settings.gone() : null;
    }

    private synchronized Optional<Gone> nextCommanded() {
        return Optional.ofNullable(goneNext.pollFirst());
    }

    private long version(ApiRequest request) {
        String version = request.parameter("resourceVersion");
        try {
            long parsed = version.isEmpty() ? 0 : Long.parseLong(version);
            if (parsed > store.version()) {
                throw ApiRefusalException.tooLargeVersion(parsed, store.version());
            }
            return parsed;
        } catch (NumberFormatException e) {
            throw ApiRefusalException.badRequest("invalid resource version \"" + version + "\": not a number");
        }
    }

    private static Duration timeout(ApiRequest request) {
        String seconds = request.parameter("timeoutSeconds");
        if (seconds.isEmpty()) {
            // A real server spreads the ends of watches, so that they do not all come back at once.
            int spread = ThreadLocalRandom.current().nextInt(SHORTEST_DEFAULT_TIMEOUT_SECONDS);
            return Duration.ofSeconds(SHORTEST_DEFAULT_TIMEOUT_SECONDS + spread);
        }
        try {
            return Duration.ofSeconds(Long.parseLong(seconds));
        } catch (NumberFormatException e) {
            throw ApiRefusalException.badRequest("timeoutSeconds is not a number: " + seconds);
        }
    }

    private ApiRefusalException tooOld(long version) {
        return ApiRefusalException.expired("too old resource version: " + version + " (" + store.version() + ")");
    }
}
