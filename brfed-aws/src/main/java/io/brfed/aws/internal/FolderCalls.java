package io.brfed.aws.internal;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.spi.BackupStorage.Condition;
import io.brfed.spi.StoredObject;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Reads and writes the files of one folder. Thread-safe. */
public final class FolderCalls {
    /** Names of our own, which no key may have. */
    private static final String OWN = ".brfed-";

    private static final String LOCK = OWN + "lock";
    private static final Map<Path, Object> LOCKS = new ConcurrentHashMap<>();

    private final Path folder;
    private final AwsCalls calls;
    private final Object lock;

    /** The files below a folder. */
    public FolderCalls(Path folder, AwsThreads threads) {
        this.folder = folder;
        this.calls = new AwsCalls(threads);
        // A file lock belongs to the process, so its threads need one among themselves.
        this.lock = LOCKS.computeIfAbsent(folder, key -> new Object());
    }

    /** The content of a file. */
    public CompletionStage<Optional<StoredObject>> read(String key, Duration limit) {
        return make("read", key, limit, () -> content(file(key)));
    }

    private static Optional<StoredObject> content(Path file) throws IOException {
        try {
            byte[] content = Files.readAllBytes(file);
            return Optional.of(StoredObject.of(
                    content, version(content, Files.getLastModifiedTime(file).toString())));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    private static String version(byte[] content, String time) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return HexFormat.of().formatHex(digest) + "@" + time;
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Replaces a file as a whole. */
    public CompletionStage<Optional<StoredObject>> write(
            String key, byte[] content, Condition condition, Duration limit) {
        byte[] copy = content.clone();
        return make("write", key, limit, () -> {
            Path file = file(key);
            Files.createDirectories(parent(file));
            synchronized (lock) {
                try (FileChannel channel = FileChannel.open(
                                folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                        FileLock held = channel.lock()) {
                    return held.isValid() && holds(condition, content(file)) ? replace(file, copy) : Optional.empty();
                }
            }
        });
    }

    private static boolean holds(Condition condition, Optional<StoredObject> there) {
        return switch (condition.kind()) {
            case ALWAYS -> true;
            case ABSENT -> there.isEmpty();
            case UNCHANGED ->
                there.map(StoredObject::version)
                        .filter(condition.version()::equals)
                        .isPresent();
        };
    }

    private Optional<StoredObject> replace(Path file, byte[] content) throws IOException {
        Path draft = parent(file).resolve(OWN + UUID.randomUUID());
        try {
            try (FileChannel channel =
                    FileChannel.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                java.nio.ByteBuffer buffer = java.nio.ByteBuffer.wrap(content);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(draft);
        }
        return content(file);
    }

    /** The files whose keys begin with a prefix. */
    public CompletionStage<List<String>> list(String prefix, int most, Duration limit) {
        return make("list", prefix, limit, () -> {
            if (!Files.isDirectory(folder)) {
                return List.of();
            }
            try (Stream<Path> files = Files.walk(folder)) {
                List<String> keys = files.filter(Files::isRegularFile)
                        .filter(file -> !name(file).startsWith(OWN))
                        .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                        .filter(key -> key.startsWith(prefix))
                        .limit(most + 1L)
                        .sorted()
                        .toList();
                if (keys.size() > most) {
                    throw new ProviderException(
                            Fault.REFUSED,
                            "more than " + most + " files under " + folder.resolve(prefix)
                                    + "; remove what does not belong there, or raise the limit");
                }
                return keys;
            }
        });
    }

    /** Removes a file; its folder stays. */
    public CompletionStage<Void> delete(String key, Duration limit) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        make("delete", key, limit, () -> Files.deleteIfExists(file(key))).whenComplete((deleted, error) -> {
            if (error == null) {
                done.complete(null);
            } else {
                done.completeExceptionally(error);
            }
        });
        return done;
    }

    private Path file(String key) {
        Path file = folder.resolve(key).normalize();
        if (key.isBlank()
                || !file.startsWith(folder)
                || file.equals(folder)
                || name(file).startsWith(OWN)) {
            throw new ProviderException(
                    Fault.REFUSED, "key '" + key + "' is not a file below " + folder + "; nothing was done");
        }
        return file;
    }

    private Path parent(Path file) {
        Path parent = file.getParent();
        return parent == null ? folder : parent;
    }

    private static String name(Path file) {
        Path name = file.getFileName();
        return name == null ? "" : name.toString();
    }

    private <T> CompletionStage<T> make(String action, String key, Duration limit, FileWork<T> work) {
        boolean question = action.equals("read") || action.equals("list");
        AwsCall.Kind kind = question ? AwsCall.Kind.QUESTION : AwsCall.Kind.ONCE;
        return calls.make(new AwsCall("the file system", action, folder + "/" + key, kind, limit), left -> {
            try {
                return work.run();
            } catch (IOException failure) {
                throw new ProviderException(
                        Fault.REFUSED,
                        action + " of " + folder + "/" + key + " failed: " + failure
                                + ". Check the folder, its rights and its space.",
                        failure);
            }
        });
    }

    /** Something that reads or writes files. */
    @FunctionalInterface
    private interface FileWork<T> {
        T run() throws IOException;
    }
}
