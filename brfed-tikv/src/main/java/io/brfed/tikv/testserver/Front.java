package io.brfed.tikv.testserver;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;

/** One port for HTTP and gRPC, as PD has it: HTTP/1.1 is answered here, HTTP/2 is passed on to a gRPC server. */
final class Front implements AutoCloseable {
    private static final int BACKLOG = 200;
    private static final int PREFACE = 3;
    private static final int MOST_BINDS = 200;
    private static final long BIND_NANOS = 10_000_000;
    private static final int MOST_BODY = 16 << 20;

    private final ExecutorService threads;
    private final Optional<SSLContext> tls;
    private final int grpcPort;
    private final Function<HttpRequest, HttpReply> http;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final int port;
    private volatile ServerSocket listening;

    Front(ExecutorService threads, Optional<SSLContext> tls, int grpcPort, Function<HttpRequest, HttpReply> http) {
        this.threads = threads;
        this.tls = tls;
        this.grpcPort = grpcPort;
        this.http = http;
        this.listening = listen(0);
        this.port = listening.getLocalPort();
        acceptAll();
    }

    /**
     * One request over HTTP.
     *
     * @param method its method
     * @param path its path
     * @param query its query as it came; empty if it has none
     * @param headers its headers, names in lower case
     * @param body its body
     */
    record HttpRequest(String method, String path, String query, Map<String, String> headers, String body) {}

    /**
     * One answer over HTTP.
     *
     * @param code its status
     * @param body its body
     */
    record HttpReply(int code, String body) {}

    int port() {
        return port;
    }

    /** Ends all connections and accepts none, until {@link #reopen}. */
    void shut() {
        quietly(listening);
        sockets.forEach(Front::quietly);
    }

    /** Accepts connections again, on the same port. */
    void reopen() {
        if (listening.isClosed()) {
            listening = listenAgain();
            acceptAll();
        }
    }

    @Override
    public void close() {
        shut();
    }

    /** The port is not free before the threads that used it have noticed. */
    private ServerSocket listenAgain() {
        for (int i = 0; i < MOST_BINDS; i++) {
            try {
                return listen(port);
            } catch (UncheckedIOException inUse) {
                LockSupport.parkNanos(BIND_NANOS);
            }
        }
        return listen(port);
    }

    private ServerSocket listen(int at) {
        try {
            ServerSocket socket = tls.isPresent()
                    ? tls.get()
                            .getServerSocketFactory()
                            .createServerSocket(at, BACKLOG, InetAddress.getLoopbackAddress())
                    : new ServerSocket(at, BACKLOG, InetAddress.getLoopbackAddress());
            if (socket instanceof SSLServerSocket secure) {
                SSLParameters parameters = secure.getSSLParameters();
                parameters.setNeedClientAuth(true);
                parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
                secure.setSSLParameters(parameters);
            }
            return socket;
        } catch (IOException unusable) {
            throw new UncheckedIOException("no port on the loopback interface", unusable);
        }
    }

    private void acceptAll() {
        ServerSocket from = listening;
        threads.execute(() -> {
            while (!from.isClosed()) {
                try {
                    Socket socket = from.accept();
                    sockets.add(socket);
                    threads.execute(() -> serve(socket));
                } catch (IOException closed) {
                    // The loop ends with the socket; a connection that failed by itself is no reason to end it.
                }
            }
        });
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            BufferedInputStream in = new BufferedInputStream(socket.getInputStream());
            in.mark(PREFACE);
            boolean http2 = new String(in.readNBytes(PREFACE), StandardCharsets.US_ASCII).equals("PRI");
            in.reset();
            if (http2) {
                passOn(socket, in);
            } else {
                answerAll(in, socket.getOutputStream());
            }
        } catch (IOException broken) {
            // Whoever is on the other side sees it, too.
        } finally {
            sockets.remove(socket);
        }
    }

    private void passOn(Socket socket, InputStream in) throws IOException {
        try (Socket server = new Socket(InetAddress.getLoopbackAddress(), grpcPort)) {
            server.setTcpNoDelay(true);
            threads.execute(() -> pump(server, socket));
            in.transferTo(server.getOutputStream());
        }
    }

    private static void pump(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[16 << 10];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                out.write(buffer, 0, n);
                out.flush();
            }
        } catch (IOException broken) {
            // Whoever is on the other side sees it, too.
        }
    }

    private void answerAll(InputStream in, OutputStream out) throws IOException {
        for (String line = line(in); line.contains(" "); line = line(in)) {
            HttpReply reply = http.apply(request(line, in));
            byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
            ByteArrayOutputStream message = new ByteArrayOutputStream();
            message.writeBytes(("HTTP/1.1 " + reply.code() + " x\r\nContent-Type: application/json; charset=UTF-8\r\n"
                            + "Content-Length: " + body.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            message.writeBytes(body);
            out.write(message.toByteArray());
            out.flush();
        }
    }

    private static HttpRequest request(String first, InputStream in) throws IOException {
        String[] parts = first.split(" ", -1);
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        if (length > MOST_BODY) {
            throw new IOException("a body of " + length + " bytes");
        }
        String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        int query = parts[1].indexOf('?');
        return query < 0
                ? new HttpRequest(parts[0], parts[1], "", headers, body)
                : new HttpRequest(parts[0], parts[1].substring(0, query), parts[1].substring(query + 1), headers, body);
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(StandardCharsets.US_ASCII);
    }

    private static void quietly(AutoCloseable open) {
        try {
            open.close();
        } catch (Exception broken) {
            // Whoever is on the other side sees it, too.
        }
    }
}
