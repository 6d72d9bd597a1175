package io.brfed.testkit.kubernetes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/** The listening side of one server: it can stop listening and listen again on the same port. */
final class HttpFront {

    private static final int BACKLOG = 256;

    static {
        // Read once, when the server's classes load; without it each answer may wait for a delayed acknowledgement.
        if (System.getProperty("sun.net.httpserver.nodelay") == null) {
            System.setProperty("sun.net.httpserver.nodelay", "true");
        }
    }

    private final ThreadPoolExecutor threads;
    private final List<HttpExchange> frozen = new CopyOnWriteArrayList<>();
    private final InetSocketAddress address;
    private volatile boolean freezing;
    private @Nullable HttpHandler handler;
    private @Nullable HttpServer server;
    private @Nullable Socket placeholder;

    /** Takes a free port of the loopback interface. */
    HttpFront(String name) {
        this.threads = ServerThreads.pool(name);
        HttpServer bound = bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        this.server = bound;
        this.address = bound.getAddress();
    }

    /** Begins to serve. */
    synchronized void start(HttpHandler with) {
        handler = with;
        start(Objects.requireNonNull(server, "server"), with);
    }

    String url() {
        return "http://" + address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    ThreadPoolExecutor threads() {
        return threads;
    }

    /** Keeps the exchange without an answer if the server is frozen. */
    boolean keepsFrozen(HttpExchange exchange) {
        if (freezing) {
            frozen.add(exchange);
        }
        return freezing;
    }

    void freeze() {
        freezing = true;
    }

    void thaw() {
        freezing = false;
        frozen.forEach(HttpExchange::close);
        frozen.clear();
    }

    /** Stops listening and cuts all connections; the port stays reserved. */
    synchronized void refuse() {
        HttpServer listening = server;
        if (listening == null) {
            throw new IllegalStateException("the embedded server at " + url() + " is not listening already");
        }
        listening.stop(0);
        server = null;
        try {
            Socket reserved = new Socket();
            reserved.setReuseAddress(true);
            reserved.bind(address);
            placeholder = reserved;
        } catch (IOException e) {
            throw new UncheckedIOException("the port of " + url() + " could not be reserved during the outage", e);
        }
    }

    /** Listens again. */
    synchronized void open() {
        release();
        if (!threads.isShutdown()) {
            HttpServer bound = bind(address);
            server = bound;
            start(bound, Objects.requireNonNull(handler, "handler"));
        }
    }

    synchronized void close() {
        thaw();
        release();
        threads.shutdownNow();
        HttpServer listening = server;
        if (listening != null) {
            listening.stop(0);
        }
        server = null;
    }

    private void release() {
        Socket reserved = placeholder;
        placeholder = null;
        try {
            if (reserved != null) {
                reserved.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the reserved port of " + url() + " could not be released", e);
        }
    }

    private void start(HttpServer bound, HttpHandler with) {
        bound.createContext("/", with);
        bound.setExecutor(threads);
        // The dispatcher inherits being a daemon, so that a server which nobody closes does not keep the JVM alive.
        CompletableFuture.runAsync(bound::start, threads).join();
    }

    private static HttpServer bind(InetSocketAddress at) {
        try {
            return HttpServer.create(at, BACKLOG);
        } catch (IOException e) {
            throw new UncheckedIOException("the embedded Kubernetes API server cannot listen at " + at, e);
        }
    }
}
