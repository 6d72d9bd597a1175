package io.brfed.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.api.BackupLocation;
import io.brfed.api.ByteSize;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.spi.BackupStorage.Condition;
import io.brfed.spi.BackupStorage.Guard;
import io.brfed.testkit.direct.FakeStorage.Action;
import io.brfed.testkit.direct.S3Server;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

class S3BackupStorageTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final String SECRET = "wJalrXUtnFEMIsecretK7MDENG";
    private static final BackupLocation LOCATION = new BackupLocation("s3://bucket/backups/nightly");

    private final S3Server server = S3Server.start("bucket");
    private final List<S3BackupStorage> opened = new ArrayList<>();
    private final S3BackupStorage storage = open(LOCATION);

    @AfterEach
    void end() {
        opened.forEach(S3BackupStorage::close);
        server.close();
    }

    @Test
    void keysLieBelowThePrefixAsTheOriginalToolsReadThem() {
        Waiting.await(storage.write("backupmeta", new byte[1], Condition.ALWAYS, LIMIT));

        assertThat(server.storage().objects()).containsOnlyKeys("s3://bucket/backups/nightly/backupmeta");
    }

    @Test
    void anotherStoreIsTrustedOnlyAfterAProbe() {
        assertThat(storage.guard()).isEqualTo(Guard.NONE);
        assertThat(Waiting.await(storage.probe(LIMIT))).isEqualTo(Guard.ATOMIC);

        assertThat(storage.guard()).isEqualTo(Guard.ATOMIC);
        assertThat(server.storage().objects()).isEmpty();
    }

    @Test
    void aStoreWithoutConditionsIsSeenAndLookedAtBeforeEachWrite() {
        server.storage().guard(Guard.NONE);
        assertThat(Waiting.await(storage.probe(LIMIT))).isEqualTo(Guard.NONE);

        assertThat(Waiting.await(storage.write("lock", new byte[1], Condition.ABSENT, LIMIT)))
                .isPresent();
        assertThat(Waiting.await(storage.write("lock", new byte[2], Condition.ABSENT, LIMIT)))
                .isEmpty();
    }

    @Test
    void readsAllPagesOfAList() {
        IntStream.range(0, 1_050)
                .forEach(i -> server.storage().put(LOCATION, String.format("many/%05d", i), new byte[0]));

        assertThat(Waiting.await(storage.list("many/", 2_000, LIMIT)))
                .hasSize(1_050)
                .isSorted();
        assertThatThrownBy(() -> Waiting.await(storage.list("many/", 1_049, LIMIT)))
                .hasMessageContaining("more than 1049 objects under s3://bucket/backups/nightly/many/");
    }

    @Test
    void aMissingBucketIsNoAbsentObject() {
        S3BackupStorage elsewhere = open(new BackupLocation("s3://other/backups"));

        assertFails(elsewhere.read("backupmeta", LIMIT), Fault.REFUSED, "NoSuchBucket");
        assertFails(elsewhere.write("a", new byte[1], Condition.ABSENT, LIMIT), Fault.REFUSED, "Create the bucket");
    }

    @Test
    void theBucketMayBeInAnotherRegionThanTheVolumes_V15() {
        try (WireAccount account = new WireAccount()) {
            account.await(account.provider().locate(account.volumes(), LIMIT));
            Waiting.await(storage.list("", 10, LIMIT));

            assertThat(account.server.regions()).containsExactly("us-west-2");
            assertThat(server.regions()).containsExactly("eu-central-1");
        }
    }

    @Test
    void aForbiddenReadIsNoAbsentObject() {
        server.storage().failNext(Action.READ, Fault.REFUSED);

        assertFails(storage.read("backupmeta", LIMIT), Fault.REFUSED, "AccessDenied");
    }

    @Test
    void aThrottledCallMayBeRepeated() {
        server.storage().failNext(Action.WRITE, Fault.RETRY);

        assertFails(storage.write("a", new byte[1], Condition.ALWAYS, LIMIT), Fault.RETRY, "SlowDown");
        assertThat(server.storage().objects()).isEmpty();
    }

    @Test
    void aLostAnswerOfAWriteIsOfUnknownOutcome() {
        server.storage().loseAnswerOf(Action.WRITE);

        assertFails(
                storage.write("a", new byte[1], Condition.ALWAYS, SHORT),
                Fault.OUTCOME_UNKNOWN,
                "PutObject of s3://bucket/backups/nightly/a got no answer from S3 within PT0.5S");
    }

    @Test
    void aStoreThatCannotBeReachedIsToldWithItsAddress() {
        server.close();

        assertFails(storage.read("a", LIMIT), Fault.UNREACHABLE, "no connection to S3");
        assertFails(storage.write("a", new byte[1], Condition.ALWAYS, LIMIT), Fault.UNREACHABLE, "nothing was done");
    }

    @Test
    void aProbeWhoseAnswerIsLostRemovesWhatItWrote() {
        server.storage().loseAnswerOf(Action.WRITE);

        assertFails(storage.probe(SHORT), Fault.OUTCOME_UNKNOWN, ".brfed-probe-");
        assertThat(server.storage().objects()).isEmpty();
    }

    @Test
    void anObjectThatIsTooLargeIsNeitherReadNorWritten() {
        S3BackupStorage small = S3BackupStorage.builder(LOCATION)
                .region("eu-central-1")
                .endpoint(server.url())
                .pathStyle()
                .largestObject(new ByteSize(1_000))
                .credentials(StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", SECRET)))
                .build();
        opened.add(small);
        server.storage().put(LOCATION, "fits", new byte[1_000]);
        server.storage().put(LOCATION, "large", new byte[100_000]);

        assertThat(Waiting.await(small.read("fits", LIMIT))).isPresent();
        assertFails(small.read("large", LIMIT), Fault.REFUSED, "s3://bucket/backups/nightly/large is larger than");
        assertFails(small.write("new", new byte[1_001], Condition.ALWAYS, LIMIT), Fault.REFUSED, "nothing was done");
        assertThat(server.storage().objects()).hasSize(2);
    }

    @Test
    void nothingIsPendingAfterClose() {
        server.storage().loseAnswerOf(Action.READ);
        CompletionStage<?> read = storage.read("a", LIMIT);

        storage.close();

        assertThat(read.toCompletableFuture()).isCompletedExceptionally();
    }

    @Test
    void noSecretIsInAnyMessage() {
        server.storage().failNext(Action.READ, Fault.REFUSED);
        assertThatThrownBy(() -> Waiting.await(storage.read("a", LIMIT))).satisfies(failure -> {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                assertThat(cause.toString()).doesNotContain(SECRET);
            }
        });

        assertThat(storage)
                .hasToString("S3BackupStorage s3://bucket/backups/nightly in eu-central-1 at " + server.url());
    }

    @Test
    void aLocationWithoutAPrefixIsRefused() {
        assertThatThrownBy(() -> S3BackupStorage.builder(new BackupLocation("s3://bucket")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("with a prefix");
    }

    private S3BackupStorage open(BackupLocation location) {
        S3BackupStorage made = S3BackupStorage.builder(location)
                .region("eu-central-1")
                .endpoint(server.url())
                .pathStyle()
                .credentials(StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", SECRET)))
                .build();
        opened.add(made);
        return made;
    }

    private static void assertFails(CompletionStage<?> call, Fault fault, String message) {
        assertThatThrownBy(() -> Waiting.await(call))
                .isInstanceOfSatisfying(
                        ProviderException.class,
                        failure -> assertThat(failure.fault()).isEqualTo(fault))
                .hasMessageContaining(message);
    }
}
