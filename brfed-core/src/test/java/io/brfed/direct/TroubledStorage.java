package io.brfed.direct;

import io.brfed.api.BackupLocation;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.spi.BackupStorage;
import io.brfed.spi.StoredObject;
import io.brfed.testkit.VirtualTime;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A storage with trouble about certain objects, which are named by the ends of their keys. */
final class TroubledStorage implements BackupStorage {
    private final BackupStorage storage;
    private final VirtualTime time;
    private final Set<String> unanswered = new HashSet<>();
    private final Set<String> undeletable = new HashSet<>();
    private String slow = "nothing";
    private Duration delay = Duration.ZERO;
    private boolean silent;
    private boolean once;

    TroubledStorage(DirectWorld world) {
        this.storage = world.storage.at(DirectWorld.ROOT);
        this.time = world.time;
    }

    /** The next removal of such an object happens and is never answered. */
    void losesAnswerOfDelete(String end) {
        unanswered.add(end);
    }

    /** No such object is removed until {@link #heals}. */
    void refusesToDelete(String end) {
        undeletable.add(end);
    }

    /** A write of such an object lands after the delay. */
    void writesLate(String end, Duration value) {
        slow = end;
        delay = value;
    }

    /** The next write of such an object lands after the delay, later ones at once. */
    void writesOneLate(String end, Duration value) {
        writesLate(end, value);
        once = true;
    }

    /** Nothing is answered any more. */
    void goesSilent() {
        silent = true;
    }

    void heals() {
        undeletable.clear();
    }

    @Override
    public BackupLocation location() {
        return storage.location();
    }

    @Override
    public Guard guard() {
        return storage.guard();
    }

    @Override
    public CompletionStage<Optional<StoredObject>> read(String key, Duration limit) {
        return silent ? new CompletableFuture<>() : storage.read(key, limit);
    }

    @Override
    public CompletionStage<Optional<StoredObject>> write(
            String key, byte[] content, Condition condition, Duration limit) {
        if (silent) {
            return new CompletableFuture<>();
        }
        if (!key.endsWith(slow)) {
            return storage.write(key, content, condition, limit);
        }
        slow = once ? "nothing" : slow;
        CompletableFuture<Boolean> arrived = new CompletableFuture<>();
        time.schedule(delay, () -> arrived.complete(true));
        return arrived.thenCompose(now -> storage.write(key, content, condition, limit));
    }

    @Override
    public CompletionStage<List<String>> list(String prefix, int most, Duration limit) {
        return silent ? new CompletableFuture<>() : storage.list(prefix, most, limit);
    }

    @Override
    public CompletionStage<Void> delete(String key, Duration limit) {
        if (undeletable.stream().anyMatch(key::endsWith)) {
            return CompletableFuture.failedFuture(new ProviderException(Fault.RETRY, "not now"));
        }
        if (unanswered.removeIf(key::endsWith)) {
            return storage.delete(key, limit).thenCompose(done -> new CompletableFuture<>());
        }
        return silent ? new CompletableFuture<>() : storage.delete(key, limit);
    }
}
