package io.brfed.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.BackupLocation;
import io.brfed.spi.BackupStorage;
import io.brfed.testkit.contract.BackupStorageContract;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

@Tag(RealServer.TAG)
class RealS3Test extends BackupStorageContract {
    private final String bucket = "brfed-" + UUID.randomUUID();
    private S3BackupStorage storage;
    private S3BackupStorage other;

    @BeforeEach
    void begin() {
        try (S3Client client = S3Client.builder()
                .region(Region.of(RealServer.REGION))
                .endpointOverride(RealServer.url())
                .forcePathStyle(true)
                .credentialsProvider(RealServer.credentials())
                .build()) {
            client.createBucket(request -> request.bucket(bucket));
        }
        storage = open();
        other = open();
    }

    private S3BackupStorage open() {
        return S3BackupStorage.builder(new BackupLocation("s3://" + bucket + "/backups/nightly"))
                .region(RealServer.REGION)
                .endpoint(RealServer.url())
                .pathStyle()
                .guard(BackupStorage.Guard.ATOMIC)
                .credentials(RealServer.credentials())
                .build();
    }

    @AfterEach
    void end() {
        storage.close();
        other.close();
    }

    @Override
    protected BackupStorage storage() {
        return storage;
    }

    @Override
    protected BackupStorage reopened() {
        return other;
    }

    @Override
    protected <T extends @Nullable Object> T await(CompletionStage<T> stage) {
        return Waiting.await(stage);
    }

    @Test
    void seesThatConditionsAreKept() {
        assertThat(await(storage.probe(Duration.ofSeconds(20)))).isEqualTo(BackupStorage.Guard.ATOMIC);
        assertThat(await(storage.list("", 10, Duration.ofSeconds(20)))).isEmpty();
    }
}
