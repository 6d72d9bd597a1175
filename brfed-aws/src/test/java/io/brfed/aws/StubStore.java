package io.brfed.aws;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A store that answers as a test says, for stores that are not like S3. */
final class StubStore implements AutoCloseable {
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    /** Answers each request with a status, and the code of an error if it is one. */
    StubStore(Function<HttpExchange, String> answers) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                requests.add(exchange.getRequestMethod());
                String[] answer = answers.apply(exchange).split(" ", 2);
                int status = Integer.parseInt(answer[0]);
                byte[] body = answer.length < 2
                        ? new byte[0]
                        : ("<Error><Code>" + answer[1] + "</Code><Message>no</Message></Error>")
                                .getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("ETag", "\"1\"");
                exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The methods of all requests. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
