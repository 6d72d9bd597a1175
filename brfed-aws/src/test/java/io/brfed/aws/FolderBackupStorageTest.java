package io.brfed.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.api.ByteSize;
import io.brfed.api.ProviderException;
import io.brfed.spi.BackupStorage;
import io.brfed.spi.BackupStorage.Condition;
import io.brfed.spi.StoredObject;
import io.brfed.testkit.contract.BackupStorageContract;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
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
    void contentThatComesBackAsItWasHasAnotherVersion() {
        Set<String> versions = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            versions.add(await(storage.write("a", new byte[1], Condition.ALWAYS, LIMIT))
                    .orElseThrow()
                    .version());
        }

        assertThat(versions).hasSize(50);
    }

    @Test
    void storagesThatOverlapExcludeEachOther() {
        try (FolderBackupStorage inner = FolderBackupStorage.at(folder.resolve("backups/nightly/sub"))) {
            for (int i = 0; i < 100; i++) {
                String name = "race-" + i;
                CompletionStage<Optional<StoredObject>> first =
                        storage.write("sub/" + name, new byte[1], Condition.ABSENT, LIMIT);
                CompletionStage<Optional<StoredObject>> second =
                        inner.write(name, new byte[2], Condition.ABSENT, LIMIT);

                assertThat(Stream.of(await(first), await(second)).filter(Optional::isPresent))
                        .as(name)
                        .hasSize(1);
            }
        }
    }

    @Test
    void aLockThatIsHeldElsewhereIsWaitedForWithinTheLimit() throws IOException {
        await(storage.write("a", new byte[1], Condition.ALWAYS, LIMIT));
        try (FileChannel channel =
                        FileChannel.open(folder.resolve("backups/nightly/.brfed-lock"), StandardOpenOption.WRITE);
                FileLock held = channel.lock()) {
            assertThat(held.isValid()).isTrue();

            assertThatThrownBy(() -> await(storage.write("a", new byte[2], Condition.ALWAYS, Duration.ofMillis(200))))
                    .isInstanceOf(ProviderException.class);
        }

        assertThat(await(storage.read("a", LIMIT)).orElseThrow().content()).containsExactly(0);
    }

    @Test
    void draftsOfAProcessThatDiedAreNotSeenAndGoWithTheNextWrite() throws IOException {
        await(storage.write("a/b", new byte[1], Condition.ALWAYS, LIMIT));
        Path draft = folder.resolve("backups/nightly/a/.brfed-draft-of-somebody");
        Files.write(draft, new byte[] {1, 2, 3});
        assertThat(await(storage.list("", 10, LIMIT))).containsExactly("a/b");

        await(storage.write("a/c", new byte[1], Condition.ALWAYS, LIMIT));

        assertThat(draft).doesNotExist();
    }

    @Test
    void processesThatCountTogetherLoseNoStep() throws IOException, InterruptedException {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            processes.add(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            FolderCounter.class.getName(),
                            folder.resolve("backups/nightly").toString())
                    .inheritIO()
                    .start());
        }
        for (Process process : processes) {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        }

        assertThat(await(storage.read(FolderCounter.KEY, LIMIT)).orElseThrow().text())
                .isEqualTo(Integer.toString(3 * FolderCounter.STEPS));
    }

    @Test
    void aFileThatIsTooLargeIsNeitherReadNorWritten() {
        await(storage.write("large", new byte[1_001], Condition.ALWAYS, LIMIT));
        try (FolderBackupStorage small =
                FolderBackupStorage.at(folder.resolve("backups/nightly"), new ByteSize(1_000))) {
            assertThatThrownBy(() -> await(small.read("large", LIMIT))).hasMessageContaining("is larger than");
            assertThatThrownBy(() -> await(small.write("other", new byte[1_001], Condition.ALWAYS, LIMIT)))
                    .hasMessageContaining("nothing was done");
        }

        assertThat(await(storage.read("other", LIMIT))).isEmpty();
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
