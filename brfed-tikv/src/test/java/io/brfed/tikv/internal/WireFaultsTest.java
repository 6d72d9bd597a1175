package io.brfed.tikv.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.tikv.internal.WireFaults.Attempt;
import io.grpc.Status;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WireFaultsTest {
    private static final Duration LIMIT = Duration.ofSeconds(3);

    @ParameterizedTest
    @CsvSource({
        "UNAVAILABLE, not leader, RETRY, RETRY",
        "UNAVAILABLE, server not started, RETRY, RETRY",
        "UNAVAILABLE, not leader and follower handling not allowed, RETRY, RETRY",
        "UNAVAILABLE, connection reset, UNREACHABLE, OUTCOME_UNKNOWN",
        "UNAVAILABLE, coprocessor not initialized, RETRY, RETRY",
        "DEADLINE_EXCEEDED, x, UNREACHABLE, OUTCOME_UNKNOWN",
        "UNKNOWN, x, RETRY, OUTCOME_UNKNOWN",
        "INTERNAL, x, RETRY, OUTCOME_UNKNOWN",
        "FAILED_PRECONDITION, 'mismatch cluster id, need 1 but got 2', REFUSED, REFUSED",
        "UNIMPLEMENTED, x, REFUSED, REFUSED",
        "UNAUTHENTICATED, x, REFUSED, REFUSED",
        "RESOURCE_EXHAUSTED, rate limit exceeded, BUSY_UNTIL, BUSY_UNTIL",
        "RESOURCE_EXHAUSTED, Received message larger than max, REFUSED, REFUSED",
        "RESOURCE_EXHAUSTED, gRPC message exceeds maximum size 1024: 5242, REFUSED, REFUSED"
    })
    void classifiesStatuses(Status.Code code, String text, Fault ofRead, Fault ofWrite) {
        RuntimeException error = code.toStatus().withDescription(text).asRuntimeException();

        assertThat(WireFaults.of(attempt(CallKind.READ), error).fault()).isEqualTo(ofRead);
        assertThat(WireFaults.of(attempt(CallKind.WRITE), error).fault()).isEqualTo(ofWrite);
        assertThat(WireFaults.of(attempt(CallKind.READ), error)).hasMessageContaining("Call at PD http://pd:1 failed");
    }

    @ParameterizedTest
    @CsvSource({
        "400, x, REFUSED, REFUSED",
        "403, x, REFUSED, REFUSED",
        "404, x, GONE, GONE",
        "429, x, BUSY_UNTIL, BUSY_UNTIL",
        "500, redirect to not leader, RETRY, RETRY",
        "500, redirect failed, RETRY, OUTCOME_UNKNOWN",
        "500, x, RETRY, OUTCOME_UNKNOWN",
        "500, 'TiKV cluster not bootstrapped, please start TiKV first', REFUSED, REFUSED",
        "502, x, UNREACHABLE, OUTCOME_UNKNOWN",
        "503, no leader, RETRY, RETRY"
    })
    void classifiesAnswersOfHttp(int code, String body, Fault ofRead, Fault ofWrite) {
        assertThat(WireFaults.ofHttp(attempt(CallKind.READ), code, body).fault())
                .isEqualTo(ofRead);
        assertThat(WireFaults.ofHttp(attempt(CallKind.WRITE), code, body).fault())
                .isEqualTo(ofWrite);
    }

    @Test
    void tellsARefusedConnectionFromABrokenOne() {
        Throwable refused =
                Status.UNAVAILABLE.withCause(new ConnectException("refused")).asRuntimeException();

        assertThat(WireFaults.of(attempt(CallKind.WRITE), refused).fault()).isEqualTo(Fault.UNREACHABLE);
        assertThat(WireFaults.of(attempt(CallKind.WRITE), new ConnectException())
                        .fault())
                .isEqualTo(Fault.UNREACHABLE);
        assertThat(WireFaults.of(attempt(CallKind.WRITE), new IOException("reset"))
                        .fault())
                .isEqualTo(Fault.OUTCOME_UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Network closed for unknown reason",
                "channel closed",
                "Connection closed after GOAWAY. HTTP/2 error code: NO_ERROR"
            })
    void asksAnotherLeaderWhereAConnectionEndedWithoutAReason(String text) {
        RuntimeException ended = Status.UNAVAILABLE.withDescription(text).asRuntimeException();

        assertThat(WireFaults.of(attempt(CallKind.READ), ended)).isInstanceOf(LeaderMovedException.class);
        assertThat(WireFaults.of(attempt(CallKind.WRITE), ended).fault()).isEqualTo(Fault.OUTCOME_UNKNOWN);
    }

    @ParameterizedTest
    @EnumSource(Status.Code.class)
    void saysOfEveryStatusWhatToDoNext(Status.Code code) {
        RuntimeException error = code.toStatus().withDescription("words").asRuntimeException();

        for (CallKind kind : CallKind.values()) {
            assertThat(WireFaults.of(attempt(kind), error)).hasMessageMatching(".* failed: .*; [a-z].*");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 405, 412, 429, 500, 502, 503, 504})
    void saysOfEveryAnswerOfHttpWhatToDoNext(int code) {
        for (CallKind kind : CallKind.values()) {
            assertThat(WireFaults.ofHttp(attempt(kind), code, "words")).hasMessageMatching(".* words; [a-zA-Z].*");
        }
    }

    @Test
    void saysOfAnUnansweredCallWhetherItMayHaveBeenDone() {
        Throwable late = new TimeoutException();

        assertThat(WireFaults.unanswered(attempt(CallKind.READ), late)).hasMessageContaining("or allow more time");
        assertThat(WireFaults.unanswered(attempt(CallKind.WRITE), late))
                .hasMessageContaining("whether it was done is not known: look before asking for it again");
        assertThat(WireFaults.of(attempt(CallKind.READ), new ConnectException()))
                .hasMessageContaining("look whether the address is right, the server runs");
    }

    @Test
    void leavesWhatIsClassified() {
        ProviderException classified = new ProviderException(Fault.GONE, "x");

        assertThat(WireFaults.of(attempt(CallKind.READ), classified)).isSameAs(classified);
    }

    private static Attempt attempt(CallKind kind) {
        return new Attempt("Call", "PD http://pd:1", kind, LIMIT);
    }
}
