package io.brfed.testkit.kubernetes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes each request through journal, faults, authentication and authorization to its answer. */
final class ApiHandler implements HttpHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ApiHandler.class);

    private final ServerParts parts;
    private final CountDownLatch closed = new CountDownLatch(1);

    ApiHandler(ServerParts parts) {
        this.parts = parts;
    }

    void close() {
        closed.countDown();
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        Duration receivedAt = MonotonicTime.now();
        ApiRequest request = ApiRequest.read(exchange);
        RecordedRequest recorded = parts.journal().record(request, receivedAt);
        if (parts.front().keepsFrozen(exchange)) {
            return;
        }
        Call call = new Call(exchange, request, recorded);
        Optional<ArmedFault> fault = parts.faults().next(recorded);
        if (fault.isPresent()) {
            serve(call, fault.get());
        } else {
            serve(call);
        }
    }

    private record Call(HttpExchange exchange, ApiRequest request, RecordedRequest recorded) {}

    private void serve(Call call, ArmedFault fault) throws IOException {
        switch (fault.plan().effect()) {
            case FAIL ->
                send(
                        call,
                        Answer.failure(
                                ApiRefusalException.onCommand(fault.plan().status())));
            case DELAY -> {
                pause(fault.plan().delay().toNanos());
                serve(call);
            }
            case HANG -> fault.hold(() -> serveLater(call));
            case LOSE_ANSWER -> {
                answer(call.request());
                call.exchange().close();
            }
            case LAND_LATE -> {
                // Held before the client can know, so that whoever has seen it fail can release it.
                fault.hold(() -> answer(call.request()));
                call.exchange().close();
            }
        }
    }

    private void serve(Call call) throws IOException {
        Optional<ApiTarget> watched =
                call.request().verb() == Verb.WATCH ? parts.router().target(call.request()) : Optional.empty();
        if (watched.isEmpty()) {
            send(call, answer(call.request()));
            return;
        }
        try {
            authorize(call.request());
            Selection selection = Selection.of(watched.get(), call.request());
            call.recorded().answered(200);
            parts.watches().serve(call.exchange(), selection, call.request());
        } catch (ApiRefusalException failure) {
            send(call, Answer.failure(failure));
        }
    }

    /** Carries out what was held. A watch would keep the caller for as long as it is open, so it gets a thread. */
    private void serveLater(Call call) {
        Runnable serving = () -> {
            try {
                serve(call);
            } catch (IOException e) {
                LOG.debug("the client of a request that hung is gone: {}", call.recorded(), e);
                call.exchange().close();
            }
        };
        if (call.request().verb() == Verb.WATCH) {
            parts.front().threads().execute(serving);
        } else {
            serving.run();
        }
    }

    private Answer answer(ApiRequest request) {
        try {
            authorize(request);
            return parts.router().answer(request);
        } catch (ApiRefusalException failure) {
            return Answer.failure(failure);
        } catch (RuntimeException e) {
            LOG.warn(
                    "the embedded Kubernetes API server failed to answer {} {}",
                    request.method(),
                    request.rawPath(),
                    e);
            return Answer.failure(ApiRefusalException.internal(e));
        }
    }

    private void authorize(ApiRequest request) {
        if (request.path().isEmpty()) {
            return;
        }
        parts.tokens().check(request);
        boolean review = request.group().equals(AccessReviews.GROUP);
        if (!review && !parts.access().allows(request)) {
            throw ApiRefusalException.forbidden(request, "User \"embedded\" ");
        }
    }

    private static void send(Call call, Answer answer) throws IOException {
        call.recorded().answered(answer.status());
        answer.send(call.exchange());
    }

    private void pause(long nanos) throws IOException {
        try {
            if (closed.await(nanos, TimeUnit.NANOSECONDS)) {
                throw new IOException("the embedded server was closed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a request was being delayed", e);
        }
    }
}
