package io.brfed.aws.internal;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.spi.BackupStorage.Condition;
import io.brfed.spi.StoredObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Reads and writes the files of one folder. Thread-safe. */
public final class FolderCalls {
    /** Begins names of our own, which no key may have. */
    static final String OWN = ".brfed-";

    private static final String SYSTEM = "the file system";

    private final Path folder;
    private final AwsCalls calls;
    private final StoredBytes largest;

    /** The files below a folder. */
    public FolderCalls(Path folder, AwsThreads threads, StoredBytes largest) {
        this.folder = folder;
        this.calls = new AwsCalls(threads);
        this.largest = largest;
    }

    /** The content of a file. */
    public CompletionStage<Optional<StoredObject>> read(String key, Duration limit) {
        return make(call("read", key, AwsCall.Kind.QUESTION, limit), left -> {
            FolderFile file = file(key);
            Optional<Optional<StoredObject>> seen = file.look();
            return seen.isPresent() ? seen.get() : FolderLock.holding(directory(file), left, file::content);
        });
    }

    /** Replaces a file as a whole. */
    public CompletionStage<Optional<StoredObject>> write(
            String key, byte[] content, Condition condition, Duration limit) {
        byte[] copy = content.clone();
        return make(call("write", key, AwsCall.Kind.ONCE, limit), left -> {
            FolderFile file = file(key);
            if (!largest.holds(copy.length)) {
                throw file.tooLarge();
            }
            Files.createDirectories(parent(file));
            return FolderLock.holding(
                    directory(file),
                    left,
                    () -> holds(condition, file) ? file.replace(copy) : Optional.<StoredObject>empty());
        });
    }

    private static boolean holds(Condition condition, FolderFile file) throws IOException {
        return switch (condition.kind()) {
            case ALWAYS -> true;
            case ABSENT -> !Files.exists(file.path());
            case UNCHANGED ->
                file.content()
                        .map(StoredObject::version)
                        .filter(condition.version()::equals)
                        .isPresent();
        };
    }

    /** The files whose keys begin with a prefix. */
    public CompletionStage<List<String>> list(String prefix, int most, Duration limit) {
        return make(call("list", prefix, AwsCall.Kind.QUESTION, limit), left -> {
            FolderKeys keys = new FolderKeys(folder, prefix, most);
            List<String> found = keys.find();
            if (found.size() > most) {
                throw new ProviderException(
                        Fault.REFUSED,
                        "more than " + most + " files under " + folder.resolve(prefix)
                                + "; remove what does not belong there, or raise the limit");
            }
            return found;
        });
    }

    /** Removes a file; its folder stays. */
    public CompletionStage<Void> delete(String key, Duration limit) {
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        CompletionStage<Boolean> deleted = make(call("delete", key, AwsCall.Kind.IDEMPOTENT, limit), left -> {
            FolderFile file = file(key);
            return Files.isDirectory(parent(file))
                    && FolderLock.holding(directory(file), left, () -> Files.deleteIfExists(file.path()));
        });
        AwsCalls.pass(deleted.thenAccept(there -> {}), done);
        return done;
    }

    private FolderFile file(String key) {
        Path file = folder.resolve(key).normalize();
        if (key.isBlank()
                || !file.startsWith(folder)
                || file.equals(folder)
                || FolderKeys.name(file).startsWith(OWN)) {
            throw new ProviderException(
                    Fault.REFUSED, "key '" + key + "' is not a file below " + folder + "; nothing was done");
        }
        return new FolderFile(file, largest);
    }

    private static Path parent(FolderFile file) {
        return Objects.requireNonNull(file.path().getParent(), "parent");
    }

    /** Its real path, so that all ways to it are one. */
    private static Path directory(FolderFile file) throws IOException {
        return parent(file).toRealPath();
    }

    private AwsCall call(String action, String key, AwsCall.Kind kind, Duration limit) {
        return new AwsCall(SYSTEM, action, folder + "/" + key, kind, limit);
    }

    private <T> CompletionStage<T> make(AwsCall call, TimedWork<T> work) {
        return calls.make(call, left -> {
            try {
                return work.run(left.left());
            } catch (IOException failure) {
                throw new ProviderException(
                        Fault.REFUSED,
                        call + " failed: " + failure + ". Check the folder, its rights and its space.",
                        failure);
            }
        });
    }

    /** Something that reads or writes files within a limit. */
    @FunctionalInterface
    private interface TimedWork<T> {
        T run(Duration left) throws IOException;
    }
}
