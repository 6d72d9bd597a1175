package io.brfed.testkit.direct;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An HTTP server on a free port of the loopback interface. A request that gets no reply stays open until it closes. */
final class LoopbackServer implements AutoCloseable {
    private static final int BACKLOG = 256;
    private static final int THREADS = 32;
    private static final long IDLE_SECONDS = 5;
    private static final Pattern SCOPE = Pattern.compile("Credential=[^/,]+/[0-9]{8}/([^/,]+)/");

    static {
        // Read once, when the server's classes load; without it each answer may wait for a delayed acknowledgement.
        if (System.getProperty("sun.net.httpserver.nodelay") == null) {
            System.setProperty("sun.net.httpserver.nodelay", "true");
        }
    }

    private final HttpServer server;
    private final ThreadPoolExecutor threads;
    private final Set<String> regions = ConcurrentHashMap.newKeySet();
    private final List<HttpExchange> open = new CopyOnWriteArrayList<>();

    private LoopbackServer(HttpServer server, String name) {
        this.server = server;
        this.threads = new ThreadPoolExecutor(
                THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "brfed-testkit-" + name);
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /** Serves with a function; no reply means that the request is not answered. */
    static LoopbackServer start(String name, Function<Request, @Nullable Reply> service) {
        try {
            HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
            LoopbackServer server = new LoopbackServer(http, name);
            http.setExecutor(server.threads);
            http.createContext("/", exchange -> server.serve(exchange, service));
            // The dispatcher inherits being a daemon, so that a server which nobody closes does not keep the JVM alive.
            server.threads.submit(http::start).get(IDLE_SECONDS, TimeUnit.SECONDS);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("no server can listen on the loopback interface", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a server started", e);
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException("a server did not start", e);
        }
    }

    /** The regions that requests were signed for. */
    Set<String> regions() {
        return Set.copyOf(regions);
    }

    URI url() {
        InetSocketAddress address = server.getAddress();
        return URI.create("http://" + address.getAddress().getHostAddress() + ":" + address.getPort());
    }

    private void serve(HttpExchange exchange, Function<Request, @Nullable Reply> service) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        SCOPE.matcher(Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Authorization"), ""))
                .results()
                .forEach(scope -> regions.add(scope.group(1)));
        Reply reply = service.apply(new Request(exchange, body));
        if (reply == null) {
            open.add(exchange);
            return;
        }
        try (exchange) {
            reply.headers.forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
            boolean empty =
                    reply.body.length == 0 || exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(reply.status, empty ? -1 : reply.body.length);
            if (!empty) {
                exchange.getResponseBody().write(reply.body);
            }
        }
    }

    @Override
    public void close() {
        open.forEach(HttpExchange::close);
        server.stop(0);
        threads.shutdownNow();
    }

    /** A request that has been read. */
    static final class Request {
        private final HttpExchange exchange;
        private final byte[] body;

        private Request(HttpExchange exchange, byte[] body) {
            this.exchange = exchange;
            this.body = body;
        }

        String method() {
            return exchange.getRequestMethod();
        }

        URI uri() {
            return exchange.getRequestURI();
        }

        @Nullable
        String header(String name) {
            return exchange.getRequestHeaders().getFirst(name);
        }

        byte[] body() {
            return body;
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /** What is sent back. */
    static final class Reply {
        private final int status;
        private final Map<String, String> headers;
        private final byte[] body;

        Reply(int status, Map<String, String> headers, byte[] body) {
            this.status = status;
            this.headers = headers;
            this.body = body;
        }

        static Reply xml(int status, String text) {
            return new Reply(
                    status,
                    Map.of("Content-Type", "text/xml;charset=UTF-8"),
                    ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + text).getBytes(StandardCharsets.UTF_8));
        }
    }
}
