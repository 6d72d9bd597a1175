package io.brfed.k8s.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.kubernetes.client.openapi.ApiClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Call;
import okhttp3.Response;
import okio.BufferedSource;

/**
 * One API server: sends requests, each with a limit of its own, and keeps the shared watches. Thread-safe.
 */
public final class ApiServer implements AutoCloseable {
    private static final int UNAUTHORIZED = 401;
    private static final long MAX_ANSWER = 64L << 20;
    private static final long MAX_TEXT = 1L << 20;

    private final String name;
    private final Timing timing;
    private final ClientThreads threads;
    private final ApiConnections connections;
    private final SharedWatches watches;
    private final Set<Sending> underWay = ConcurrentHashMap.newKeySet();

    /** A server whose clients come from the given source. Nothing is connected yet. */
    public ApiServer(String name, ClientSource source, Timing timing) {
        this.name = name;
        this.timing = timing;
        threads = new ClientThreads(name);
        connections = new ApiConnections(source, timing.connect());
        watches = new SharedWatches(new WatchStreams(name, connections, threads), this);
    }

    /** What it is called in messages. */
    public String name() {
        return name;
    }

    /** The clock and threads. */
    public ClientThreads threads() {
        return threads;
    }

    /** The watches that all operations share. */
    public SharedWatches watches() {
        return watches;
    }

    /** How often, and for how long. */
    public Timing timing() {
        return timing;
    }

    /**
     * Sends a request and answers with whatever the server answers, an error status included.
     *
     * @return fails with {@code UNREACHABLE} if nothing can have been done and {@code OUTCOME_UNKNOWN} if it is a write
     *     that may or may not have been done
     */
    public CompletionStage<ApiAnswer> send(ApiRequest request, Limit limit) {
        Sending sending = new Sending(request, sooner(limit));
        underWay.add(sending);
        try {
            threads.requests().execute(sending);
        } catch (RejectedExecutionException closed) {
            sending.abandon("the connection was closed");
        }
        // The call has a time-out of its own; this one also ends waiting for a thread, a name server or a plug-in.
        ClientThreads.Timer timer = threads.after(sending.limit.left(), () -> sending.abandon("no answer in time"));
        return sending.answer.whenComplete((answer, error) -> {
            timer.cancel();
            underWay.remove(sending);
        });
    }

    private Limit sooner(Limit limit) {
        return limit.left().compareTo(timing.request()) <= 0 ? limit : Limit.in(timing.request(), threads);
    }

    @Override
    public void close() {
        watches.close();
        threads.close();
        connections.close();
        underWay.forEach(sending -> sending.abandon("the connection was closed"));
    }

    /**
     * How long things may take, and how often they are done.
     *
     * @param connect connecting
     * @param request one request
     * @param watchProbe time between two comparisons of a watch with a list
     */
    public record Timing(Duration connect, Duration request, Duration watchProbe) {}

    /** One request under way. */
    private final class Sending implements Runnable {
        private final ApiRequest request;
        private final Limit limit;
        private final SendMark mark = new SendMark();
        private final CompletableFuture<ApiAnswer> answer = new CompletableFuture<>();

        Sending(ApiRequest request, Limit limit) {
            this.request = request;
            this.limit = limit;
        }

        @Override
        public void run() {
            try {
                ApiClient client = connections.current();
                ApiAnswer first = once(client);
                answer.complete(first.code() == UNAUTHORIZED ? again(client) : first);
            } catch (Exception e) {
                // OkHttp also lets InterruptedException out, without declaring it.
                answer.completeExceptionally(failure(e));
            }
        }

        private ApiAnswer again(ApiClient refused) throws IOException {
            mark.notAccepted();
            return once(connections.renewed(refused));
        }

        private ApiAnswer once(ApiClient client) throws IOException {
            Call call = connections.call(client, request, mark);
            call.timeout().timeout(Math.max(1, limit.left().toNanos()), TimeUnit.NANOSECONDS);
            if (!mark.mayStart()) {
                throw new IOException("the time was up before anything was sent");
            }
            try (Response response = call.execute()) {
                ObjectNode body = request.readsText() && response.isSuccessful() ? text(response) : body(response);
                return new ApiAnswer(name, request, response.code(), body, retryAfter(response));
            }
        }

        void abandon(String why) {
            mark.abandon();
            answer.completeExceptionally(failure(new IOException(why)));
        }

        private ProviderException failure(Exception cause) {
            if (cause instanceof ProviderException classified) {
                return classified;
            }
            Fault fault = request.writes() && mark.sent() ? Fault.OUTCOME_UNKNOWN : Fault.UNREACHABLE;
            String what = fault == Fault.OUTCOME_UNKNOWN
                    ? " may or may not have carried out " + request
                    : " did not answer " + request;
            return new ProviderException(fault, name + what + ": " + cause.getMessage(), cause);
        }
    }

    /** What is no object stands in a field of its own. */
    private static ObjectNode text(Response response) throws IOException {
        BufferedSource source = response.body().source();
        source.request(MAX_TEXT);
        byte[] bytes =
                source.readByteArray(Math.min(MAX_TEXT, source.getBuffer().size()));
        return Json.object().put(ApiAnswer.TEXT, new String(bytes, StandardCharsets.UTF_8));
    }

    private static ObjectNode body(Response response) throws IOException {
        BufferedSource source = response.body().source();
        if (source.request(MAX_ANSWER + 1)) {
            throw new IOException("the answer has more than " + MAX_ANSWER + " bytes");
        }
        byte[] bytes = source.readByteArray();
        try {
            return bytes.length == 0 ? Json.object() : Json.read(bytes);
        } catch (IOException notJson) {
            if (response.isSuccessful()) {
                throw new IOException("the answer is not JSON; is this a Kubernetes API server?", notJson);
            }
            return Json.object();
        }
    }

    private static Optional<Duration> retryAfter(Response response) {
        String seconds = response.header("Retry-After", "");
        return seconds != null && seconds.matches("\\d{1,6}")
                ? Optional.of(Duration.ofSeconds(Long.parseLong(seconds)))
                : Optional.empty();
    }

    /** How far a request has come: decides what a missing answer means. */
    static final class SendMark {
        private static final int WAITING = 0;
        private static final int SENT = 1;
        private static final int ABANDONED = 2;

        private final AtomicInteger state = new AtomicInteger(WAITING);

        boolean mayStart() {
            return state.get() != ABANDONED;
        }

        /** Called as the first byte is about to be written; false if the request was given up before. */
        boolean markSent() {
            return state.compareAndSet(WAITING, SENT) || state.get() == SENT;
        }

        void abandon() {
            state.compareAndSet(WAITING, ABANDONED);
        }

        /** The server refused to look at it, so it counts as not sent. */
        void notAccepted() {
            state.compareAndSet(SENT, WAITING);
        }

        boolean sent() {
            return state.get() == SENT;
        }
    }
}
