package io.brfed.aws;

import io.brfed.api.BackupLocation;
import io.brfed.spi.BackupStorage;
import io.brfed.testkit.contract.BackupStorageContract;
import io.brfed.testkit.direct.S3Server;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

class S3BackupStorageContractTest extends BackupStorageContract {
    private final S3Server server = S3Server.start("bucket");
    private final S3BackupStorage storage = open();
    private final S3BackupStorage other = open();

    private S3BackupStorage open() {
        return S3BackupStorage.builder(new BackupLocation("s3://bucket/backups/nightly"))
                .region("us-west-2")
                .endpoint(server.url())
                .pathStyle()
                .guard(BackupStorage.Guard.ATOMIC)
                .credentials(StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "secret")))
                .build();
    }

    @AfterEach
    void end() {
        storage.close();
        other.close();
        server.close();
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
}
