package io.brfed.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import io.brfed.api.BackupLocation;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.spi.BackupStorage.Condition;
import io.brfed.spi.BackupStorage.Guard;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** What becomes of conditions at stores that are not like S3. */
class S3ConditionsTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @ParameterizedTest
    @ValueSource(strings = {"InvalidArgument", "InvalidRequest"})
    void aWriteThatIsRefusedForItsArgumentsIsRefusedAndTheStoreStaysTrusted(String code) throws IOException {
        try (StubStore store = new StubStore(request -> isPut(request) ? "400 " + code : "404 NoSuchKey");
                S3BackupStorage storage = open(store, Guard.ATOMIC)) {
            assertThatThrownBy(() -> Waiting.await(storage.write("a", new byte[1], Condition.ABSENT, LIMIT)))
                    .isInstanceOfSatisfying(
                            ProviderException.class,
                            failure -> assertThat(failure.fault()).isEqualTo(Fault.REFUSED))
                    .hasMessageContaining(code);

            assertThat(storage.guard()).isEqualTo(Guard.ATOMIC);
        }
    }

    @Test
    void aStoreThatSaysThatItKnowsNoConditionsIsLookedAtBeforeTheWrite() throws IOException {
        try (StubStore store = new StubStore(S3ConditionsTest::withoutConditions);
                S3BackupStorage storage = open(store, Guard.ATOMIC)) {
            assertThat(Waiting.await(storage.write("a", new byte[1], Condition.ABSENT, LIMIT)))
                    .isPresent();

            assertThat(storage.guard()).isEqualTo(Guard.NONE);
            assertThat(store.requests()).containsExactly("PUT", "GET", "PUT");
        }
    }

    private static String withoutConditions(HttpExchange request) {
        boolean conditional = request.getRequestHeaders().containsKey("If-None-Match");
        return isPut(request) ? (conditional ? "501 NotImplemented" : "200") : "404 NoSuchKey";
    }

    @Test
    void aProbeThatWroteNothingRemovesNothing() throws IOException {
        try (StubStore store = new StubStore(request -> isPut(request) ? "412 PreconditionFailed" : "204");
                S3BackupStorage storage = open(store, Guard.ATOMIC)) {
            assertThat(Waiting.await(storage.probe(LIMIT))).isEqualTo(Guard.NONE);

            assertThat(store.requests()).containsExactly("PUT");
        }
    }

    @Test
    void aStoreThatKeepsOnlyTheConditionOfAbsenceIsNotTrusted() throws IOException {
        Function<HttpExchange, String> forgetful = new Function<>() {
            private boolean there;

            @Override
            public synchronized String apply(HttpExchange request) {
                boolean absent = request.getRequestHeaders().containsKey("If-None-Match");
                boolean refused = isPut(request) && absent && there;
                there = true;
                return refused ? "412 PreconditionFailed" : "200";
            }
        };
        try (StubStore store = new StubStore(forgetful);
                S3BackupStorage storage = open(store, Guard.ATOMIC)) {
            assertThat(Waiting.await(storage.probe(LIMIT))).isEqualTo(Guard.NONE);

            assertThat(store.requests()).endsWith("DELETE");
        }
    }

    @Test
    void aProbeThatFailsLeavesWhatWasKnown() throws IOException {
        try (StubStore store = new StubStore(request -> "403 AccessDenied");
                S3BackupStorage storage = open(store, Guard.ATOMIC)) {
            assertThatThrownBy(() -> Waiting.await(storage.probe(LIMIT))).hasMessageContaining("AccessDenied");

            assertThat(storage.guard()).isEqualTo(Guard.ATOMIC);
            assertThat(store.requests()).containsExactly("PUT");
        }
    }

    private static boolean isPut(HttpExchange request) {
        return request.getRequestMethod().equals("PUT");
    }

    private static S3BackupStorage open(StubStore store, Guard guard) {
        return S3BackupStorage.builder(new BackupLocation("s3://bucket/backups/nightly"))
                .region("us-west-2")
                .endpoint(store.url())
                .pathStyle()
                .guard(guard)
                .credentials(StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "secret")))
                .build();
    }
}
