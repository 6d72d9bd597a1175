package io.brfed.k8s.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.k8s.internal.WatchStreams.WatchRefusedException;
import io.github.resilience4j.core.IntervalFunction;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import okhttp3.Call;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The watch of one kind in one namespace: lists, watches from there, and goes on after whatever ends the stream. While it
 * is live it is compared with a list now and then, because a stream that has gone silent looks like one on which nothing
 * happens. Thread-safe.
 */
final class NamespaceWatch implements WatchStreams.Sink {
    private static final Logger LOG = LoggerFactory.getLogger(NamespaceWatch.class);
    private static final Duration LIST_LIMIT = Duration.ofSeconds(10);
    private static final Duration FORBIDDEN_PAUSE = Duration.ofMinutes(1);
    private static final Duration NO_THREAD_PAUSE = Duration.ofSeconds(15);
    private static final Duration SETTLED = Duration.ofSeconds(30);
    private static final Duration MAX_PROBE = Duration.ofSeconds(3);
    private static final Duration OVERTAKING = Duration.ofMillis(500);
    private static final IntervalFunction BACK_OFF =
            IntervalFunction.ofExponentialRandomBackoff(Duration.ofMillis(100), 2.0, 0.5, Duration.ofSeconds(15));

    private final ApiServer server;
    private final WatchStreams streams;
    private final ApiRequest list;
    private final WatchedObjects objects = new WatchedObjects();
    private final Map<Object, Subscriber> subscribers = new ConcurrentHashMap<>();
    private final AtomicReference<Call> running = new AtomicReference<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicLong events = new AtomicLong();
    private volatile boolean open;
    private volatile boolean answering = true;
    private volatile String version = "";
    private int failures;

    NamespaceWatch(ApiServer server, WatchStreams streams, ApiRequest list) {
        this.server = server;
        this.streams = streams;
        this.list = list;
    }

    void start() {
        try {
            server.threads().watch(this::run);
        } catch (RejectedExecutionException tooMany) {
            server.threads().after(NO_THREAD_PAUSE, () -> {
                if (!isClosed()) {
                    start();
                }
            });
        }
    }

    void add(Object key, String name, Runnable changed) {
        subscribers.put(key, new Subscriber(name, changed));
    }

    /** Takes a subscriber out; true if it was the last. */
    boolean remove(Object key) {
        return subscribers.remove(key) != null && subscribers.isEmpty();
    }

    /** Whether changes can be expected to be told: the stream is open, and the server answers otherwise too. */
    boolean live() {
        return open && answering;
    }

    /** The object of that name as the live watch knows it. */
    Optional<ObjectNode> get(String name) {
        return live() ? objects.get(name) : Optional.empty();
    }

    /** Takes over a state that was read or written by a request of ours. */
    void offer(ObjectNode object) {
        objects.put(object);
    }

    void close() {
        open = false;
        closed.countDown();
        cancelStream();
    }

    private void run() {
        while (!isClosed()) {
            Duration pause = Duration.ZERO;
            try {
                read();
            } catch (WatchRefusedException refused) {
                version = "";
                pause = refused.forbidden() ? FORBIDDEN_PAUSE : pause;
            } catch (Exception broken) {
                LOG.debug("watch {} on {} broke", list.path(), server.name(), broken);
            }
            pauseFor(failures > 1 && pause.isZero() ? backOff() : pause);
        }
    }

    private void read() throws IOException, WatchRefusedException {
        long begun = server.threads().nanos();
        failures++;
        if (version.isEmpty()) {
            relist();
        }
        streams.read(list, version, this, running);
        if (server.threads().nanos() - begun > SETTLED.toNanos()) {
            failures = 0;
        }
    }

    private Duration backOff() {
        return Duration.ofMillis(BACK_OFF.apply(Math.min(Math.max(1, failures), 20)));
    }

    private void pauseFor(Duration pause) {
        boolean wasOpen = open;
        open = false;
        if (wasOpen && !isClosed()) {
            tell(Set.of());
        }
        try {
            if (!pause.isZero()) {
                boolean ended = closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
                LOG.trace("waited for {} (closed: {})", pause, ended);
            }
        } catch (InterruptedException shutDown) {
            Thread.currentThread().interrupt();
            close();
        }
    }

    private void relist() throws IOException, WatchRefusedException {
        ApiAnswer answer = listed();
        if (answer.forbidden()) {
            throw WatchRefusedException.by(server.name(), answer.code());
        }
        ObjectNode body = answer.orThrow();
        objects.merge(body);
        version = WatchedObjects.version(body);
        if (version.isEmpty()) {
            throw new IOException("the list of " + list.path() + " has no resourceVersion");
        }
    }

    private ApiAnswer listed() throws IOException {
        try {
            return server.send(list, Limit.in(LIST_LIMIT, server.threads()))
                    .toCompletableFuture()
                    .get();
        } catch (ExecutionException e) {
            throw new IOException("listing failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void opened() {
        if (isClosed()) {
            cancelStream();
            return;
        }
        open = true;
        answering = true;
        tell(Set.of());
        Call stream = running.get();
        if (stream != null) {
            probeLater(stream);
        }
    }

    @Override
    public void event(String type, ObjectNode object) {
        events.incrementAndGet();
        failures = 0;
        version = WatchedObjects.version(object);
        if (type.equals("DELETED")) {
            objects.remove(object);
        } else if (!type.equals("BOOKMARK")) {
            objects.put(object);
        } else {
            return;
        }
        tell(Set.of(WatchedObjects.name(object)));
    }

    private void probeLater(Call stream) {
        server.threads().after(server.timing().watchProbe(), () -> {
            if (isCurrent(stream)) {
                server.send(list, Limit.in(probeLimit(), server.threads()))
                        .whenComplete((answer, error) -> probed(stream, error == null ? answer : null));
            }
        });
    }

    private void probed(Call stream, @Nullable ApiAnswer answer) {
        if (!isCurrent(stream)) {
            return;
        }
        // A server that has stopped answering keeps its streams open, and quiet.
        boolean changed = answering != (answer != null);
        answering = answer != null;
        if (answer != null && answer.ok()) {
            compare(answer.body(), stream);
        }
        if (changed) {
            tell(Set.of());
        }
        probeLater(stream);
    }

    private boolean isCurrent(Call stream) {
        return !isClosed() && open && running.get() == stream;
    }

    private Duration probeLimit() {
        Duration interval = server.timing().watchProbe();
        return interval.compareTo(MAX_PROBE) < 0 ? interval : MAX_PROBE;
    }

    /** What the list knows and the watch does not should arrive at once; if nothing does, the stream is given up. */
    private void compare(ObjectNode listed, Call stream) {
        long before = events.get();
        Set<String> changed = objects.merge(listed);
        if (changed.isEmpty()) {
            return;
        }
        tell(changed);
        server.threads().after(OVERTAKING, () -> {
            if (isCurrent(stream) && events.get() == before) {
                LOG.warn("the watch of {} on {} has gone silent and is opened again", list.path(), server.name());
                version = "";
                stream.cancel();
            }
        });
    }

    /** Tells the subscribers of the given names, or all if there are none. */
    private void tell(Set<String> names) {
        for (Subscriber subscriber : subscribers.values()) {
            if (names.isEmpty() || names.contains(subscriber.name())) {
                subscriber.tell();
            }
        }
    }

    private void cancelStream() {
        Call call = running.get();
        if (call != null) {
            call.cancel();
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private record Subscriber(String name, Runnable changed) {
        void tell() {
            try {
                changed.run();
            } catch (RuntimeException e) {
                LOG.warn("a subscriber of {} failed", name, e);
            }
        }
    }
}
