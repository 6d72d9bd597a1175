package io.brfed.tikv.internal;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.grpc.Status;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Classifies what goes wrong on the wire by what the caller may do next. */
final class WireFaults {
    private static final Duration BUSY = Duration.ofSeconds(1);
    static final String UNBOOTSTRAPPED = "; no TiKV has registered with this PD yet";
    private static final int LONGEST_TEXT = 400;
    /** How gRPC's transport says that a connection ended, where it does not say why. */
    private static final List<String> CLOSED =
            List.of("channel closed", "Network closed", "Connection closed", "connection closed", "GOAWAY");

    private static final List<String> NOT_LEADER = List.of("not leader", "server not started", "no leader");

    private WireFaults() {}

    /**
     * One call, for messages and classes.
     *
     * @param what the call
     * @param server what it was sent to, for example {@code PD http://pd-0:2379}
     * @param kind what it may have done
     * @param limit how long it might take
     */
    record Attempt(String what, String server, CallKind kind, Duration limit) {
        String failed(String why) {
            return what + " at " + server + " failed: " + why;
        }
    }

    static ProviderException of(Attempt attempt, Throwable thrown) {
        Throwable error = unwrapped(thrown);
        if (error instanceof ProviderException classified) {
            return classified;
        }
        SSLException tls = cause(error, SSLException.class);
        if (tls != null) {
            return new ProviderException(Fault.REFUSED, attempt.failed(tlsText(tls)), error);
        }
        if (neverConnected(error)) {
            return new LeaderMovedException(
                    Fault.UNREACHABLE,
                    attempt.failed("no connection (" + innermost(error) + ")" + Advice.UNCONNECTED),
                    error);
        }
        if (error instanceof TimeoutException || error instanceof CancellationException) {
            return unanswered(attempt, error);
        }
        return broke(error) ? broken(attempt, error) : ofStatus(attempt, Status.fromThrowable(error), error);
    }

    /** What was only asked may be asked again of another leader. */
    private static ProviderException broken(Attempt attempt, Throwable error) {
        String text = attempt.failed("the connection broke (" + innermost(error) + ")" + Advice.broken(attempt));
        return attempt.kind() == CallKind.READ
                ? new LeaderMovedException(Fault.UNREACHABLE, text, error)
                : new ProviderException(attempt.kind().unanswered(), text, error);
    }

    private static boolean broke(Throwable error) {
        if (!isOfGrpc(error)) {
            return true;
        }
        Status status = Status.fromThrowable(error);
        boolean ofTransport = status.getCode() == Status.Code.UNAVAILABLE || status.getCode() == Status.Code.UNKNOWN;
        return ofTransport
                && (cause(error, IOException.class) != null || CLOSED.stream().anyMatch(text(status)::contains));
    }

    private static ProviderException ofStatus(Attempt attempt, Status status, Throwable error) {
        String text = attempt.failed(text(status) + Advice.of(attempt, status));
        return switch (status.getCode()) {
            case OK ->
                new ProviderException(
                        attempt.kind().unanswered(),
                        attempt.failed("it ended without an answer" + Advice.broken(attempt)));
            case UNAVAILABLE ->
                saysNotLeader(status)
                        ? new LeaderMovedException(Fault.RETRY, attempt.failed(text(status) + "; ask again"), error)
                        : new ProviderException(unavailable(attempt, status), text, error);
            case UNKNOWN, ABORTED, INTERNAL, DATA_LOSS, OUT_OF_RANGE ->
                saysNotLeader(status)
                        ? new LeaderMovedException(Fault.RETRY, attempt.failed(text(status) + "; ask again"), error)
                        : new ProviderException(attempt.kind().failed(), text, error);
            case DEADLINE_EXCEEDED -> unanswered(attempt, error);
            case CANCELLED -> new ProviderException(attempt.kind().unanswered(), text, error);
            case RESOURCE_EXHAUSTED ->
                isTooLarge(status)
                        ? new ProviderException(Fault.REFUSED, text, error)
                        : new ProviderException(text, BUSY);
            case UNIMPLEMENTED,
                    FAILED_PRECONDITION,
                    PERMISSION_DENIED,
                    UNAUTHENTICATED,
                    INVALID_ARGUMENT,
                    NOT_FOUND,
                    ALREADY_EXISTS -> new ProviderException(Fault.REFUSED, text, error);
        };
    }

    private static Fault unavailable(Attempt attempt, Status status) {
        return text(status).contains("coprocessor not initialized")
                ? Fault.RETRY
                : attempt.kind().unanswered();
    }

    /** An HTTP answer other than 200. */
    static ProviderException ofHttp(Attempt attempt, int code, String body) {
        String said = attempt.failed("HTTP " + code + ", " + shortened(body));
        String text = said + Advice.ofHttp(attempt, code);
        String words = body.toLowerCase(Locale.ROOT);
        if (words.contains("not bootstrapped")) {
            return new ProviderException(Fault.REFUSED, said + UNBOOTSTRAPPED);
        }
        if (words.contains("redirect to not leader") || words.contains("not started") || code == 503) {
            return new LeaderMovedException(
                    Fault.RETRY,
                    said + "; PD has no leader at this moment, ask again",
                    new IllegalStateException(body));
        }
        return switch (code) {
            case 429 -> new ProviderException(text, BUSY);
            case 404, 412 -> new ProviderException(Fault.GONE, text);
            case 400, 401, 403, 405, 410, 413, 501 -> new ProviderException(Fault.REFUSED, text);
            case 502, 504 -> new ProviderException(attempt.kind().unanswered(), text);
            default -> new ProviderException(attempt.kind().failed(), text);
        };
    }

    /** Whether PD said that it has never had a store. */
    static boolean isUnbootstrapped(ProviderException error) {
        return error.fault() == Fault.REFUSED
                && String.valueOf(error.getMessage()).endsWith(UNBOOTSTRAPPED);
    }

    /** An answer that was not read to its end. */
    static ProviderException tooLarge(Attempt attempt, int mostBytes) {
        return new ProviderException(
                Fault.REFUSED, attempt.failed("the answer has more than " + mostBytes + " bytes" + Advice.tooLarge()));
    }

    static ProviderException unanswered(Attempt attempt, Throwable error) {
        return new ProviderException(
                attempt.kind().unanswered(),
                attempt.failed("no answer within " + attempt.limit() + Advice.unanswered(attempt)),
                error);
    }

    static Throwable unwrapped(Throwable error) {
        Throwable inner = error;
        while (inner instanceof CompletionException && inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner;
    }

    static String text(Status status) {
        String words = status.getDescription();
        return status.getCode() + (words == null ? "" : " \"" + shortened(words) + "\"");
    }

    /** As our own side says it, and as the servers' does. */
    static boolean isTooLarge(Status status) {
        String words = String.valueOf(status.getDescription());
        return words.contains("exceeds maximum size") || words.contains("larger than max");
    }

    private static boolean saysNotLeader(Status status) {
        String words = status.getDescription();
        return words != null && NOT_LEADER.stream().anyMatch(words::contains);
    }

    private static boolean neverConnected(Throwable error) {
        return cause(error, ConnectException.class) != null
                || cause(error, HttpConnectTimeoutException.class) != null
                || cause(error, UnknownHostException.class) != null
                || cause(error, UnresolvedAddressException.class) != null
                || cause(error, io.grpc.netty.shaded.io.netty.channel.ConnectTimeoutException.class) != null;
    }

    private static boolean isOfGrpc(Throwable error) {
        return error instanceof io.grpc.StatusRuntimeException || error instanceof io.grpc.StatusException;
    }

    private static String tlsText(SSLException tls) {
        String why = innermost(tls);
        return "TLS was refused (" + why + "); "
                + (why.contains("certification path")
                        ? "the server's certificate is not signed by an authority of the authority file"
                        : "compare the authority, certificate and key files with the server's");
    }

    private static String innermost(Throwable error) {
        Throwable inner = error;
        while (inner.getCause() != null && inner.getCause() != inner) {
            inner = inner.getCause();
        }
        return shortened(String.valueOf(inner.getMessage() == null ? inner : inner.getMessage()));
    }

    private static String shortened(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= LONGEST_TEXT ? line : line.substring(0, LONGEST_TEXT) + "...";
    }

    private static <T extends Throwable> @Nullable T cause(Throwable error, Class<T> type) {
        Throwable at = error;
        for (int depth = 0; at != null && depth < 20; depth++) {
            if (type.isInstance(at)) {
                return type.cast(at);
            }
            at = at.getCause();
        }
        return null;
    }
}
