package io.brfed.aws;

import io.brfed.api.BackupLocation;
import io.brfed.api.ByteSize;
import io.brfed.aws.internal.AwsThreads;
import io.brfed.aws.internal.FolderCalls;
import io.brfed.aws.internal.StoredBytes;
import io.brfed.spi.BackupStorage;
import io.brfed.spi.StoredObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Metadata in a folder of this machine, for development: what is written is complete or not there at all, even if the
 * process dies. Conditions hold among the threads of this process and, by a lock on a file {@code .brfed-lock} beside what is
 * written, among processes of this machine that write through this class; not on file systems that several machines share,
 * where such locks may not be kept. Thread-safe.
 *
 * @since 0.1.0
 */
public final class FolderBackupStorage implements BackupStorage, AutoCloseable {
    private static final int THREADS = 4;

    private final BackupLocation location;
    private final AwsThreads threads;
    private final FolderCalls calls;

    private FolderBackupStorage(Path folder, StoredBytes largest) {
        Path absolute = folder.toAbsolutePath().normalize();
        location = new BackupLocation("file://local" + absolute);
        threads = new AwsThreads("folder", THREADS);
        calls = new FolderCalls(absolute, threads, largest);
    }

    /** The storage in a folder, which is made with the first write; its largest object has 64 MiB. */
    public static FolderBackupStorage at(Path folder) {
        return new FolderBackupStorage(folder, StoredBytes.DEFAULT);
    }

    /**
     * The same with another largest object, because each is held in memory as a whole.
     *
     * @param largestObject 1 byte to 1 GiB
     */
    public static FolderBackupStorage at(Path folder, ByteSize largestObject) {
        return new FolderBackupStorage(folder, StoredBytes.upTo(largestObject));
    }

    /** {@code file://local} and the folder. */
    @Override
    public BackupLocation location() {
        return location;
    }

    @Override
    public Guard guard() {
        return Guard.ATOMIC;
    }

    @Override
    public CompletionStage<Optional<StoredObject>> read(String key, Duration limit) {
        return calls.read(key, limit);
    }

    @Override
    public CompletionStage<Optional<StoredObject>> write(
            String key, byte[] content, Condition condition, Duration limit) {
        return calls.write(key, content, condition, limit);
    }

    @Override
    public CompletionStage<List<String>> list(String prefix, int most, Duration limit) {
        return calls.list(prefix, most, limit);
    }

    @Override
    public CompletionStage<Void> delete(String key, Duration limit) {
        return calls.delete(key, limit);
    }

    /** Ends its threads; calls that are under way are given up, their stages complete. */
    @Override
    public void close() {
        threads.close();
    }

    /** The folder. */
    @Override
    public String toString() {
        return "FolderBackupStorage " + location;
    }
}
