package io.brfed.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.api.ProviderException;
import io.brfed.spi.BackupStorage;
import io.brfed.spi.BackupStorage.Condition;
import io.brfed.testkit.contract.BackupStorageContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderBackupStorageTest extends BackupStorageContract {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @TempDir
    private Path folder;

    private FolderBackupStorage storage;
    private FolderBackupStorage other;

    @BeforeEach
    void begin() {
        storage = FolderBackupStorage.at(folder.resolve("backups/nightly"));
        other = FolderBackupStorage.at(folder.resolve("backups/nightly"));
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
    void aKeyCannotLeaveTheFolder() {
        assertThatThrownBy(() -> await(storage.write("../../other", new byte[1], Condition.ALWAYS, LIMIT)))
                .isInstanceOf(ProviderException.class)
                .hasMessageContaining("../../other");
        assertThat(folder.resolve("other")).doesNotExist();
    }

    @Test
    void leavesNoDraftBehind() throws IOException {
        await(storage.write("a/b", new byte[1], Condition.ABSENT, LIMIT));
        await(storage.write("a/b", new byte[2], Condition.ABSENT, LIMIT));

        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile).map(Path::getFileName).map(Path::toString))
                    .containsExactlyInAnyOrder("b", ".brfed-lock");
        }
    }
}
