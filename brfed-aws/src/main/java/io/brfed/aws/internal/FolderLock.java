package io.brfed.aws.internal;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Lets one writer at a time at the files of a directory: among the threads of this process by a lock of its own, because a
 * file lock belongs to the process, and among processes of this machine by a lock on a file in that directory. The directory
 * is the one of the file, not that of the storage, so that storages that overlap exclude each other, too. Thread-safe.
 */
final class FolderLock {
    static final String FILE = FolderCalls.OWN + "lock";

    private static final int STRIPES = 64;
    private static final Duration POLL = Duration.ofMillis(2);
    private static final ReentrantLock[] OWN =
            IntStream.range(0, STRIPES).mapToObj(i -> new ReentrantLock()).toArray(ReentrantLock[]::new);

    private FolderLock() {}

    /**
     * Works while nobody else does.
     *
     * @param directory the real path of a directory that exists
     * @param limit how long to wait for the others
     */
    static <T> T holding(Path directory, Duration limit, FolderWork<T> work) throws IOException {
        Duration end = AwsThreads.monotonic().plus(limit);
        ReentrantLock own = OWN[Math.floorMod(directory.hashCode(), STRIPES)];
        if (!locked(own, limit)) {
            throw busy(directory, limit);
        }
        try (FileChannel channel =
                        FileChannel.open(directory.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = among(channel, end)) {
            if (held == null || !held.isValid()) {
                throw busy(directory, limit);
            }
            return work.run();
        } finally {
            own.unlock();
        }
    }

    private static boolean locked(ReentrantLock own, Duration limit) {
        try {
            return own.tryLock(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Asked for again and again, because waiting for a file lock has no limit. */
    private static @Nullable FileLock among(FileChannel channel, Duration end) throws IOException {
        while (true) {
            FileLock lock = tried(channel);
            boolean late = AwsThreads.monotonic().compareTo(end) >= 0;
            if (lock != null && late) {
                // By now the caller was told that nothing was done.
                lock.release();
                return null;
            }
            if (lock != null || late || Thread.currentThread().isInterrupted()) {
                return lock;
            }
            AwsThreads.rest(POLL);
        }
    }

    private static @Nullable FileLock tried(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException otherClassLoader) {
            return null;
        }
    }

    private static ProviderException busy(Path directory, Duration limit) {
        return new ProviderException(
                Fault.UNREACHABLE,
                "other writers kept " + directory.resolve(FILE) + " locked for " + limit
                        + "; nothing was done. End the process that holds it if it hangs.");
    }
}
