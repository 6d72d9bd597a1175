package io.brfed.internal.direct;

import io.brfed.api.BackupLocation;
import io.brfed.api.OperationId;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.internal.direct.meta.MetaNames;
import io.brfed.internal.direct.meta.RestoreMetaWriter;
import io.brfed.internal.loop.Calls;
import io.brfed.spi.BackupStorage;
import io.brfed.spi.BackupStorage.Condition;
import io.brfed.spi.StoredObject;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Where one member's part of a backup lies that is restored. */
final class SourceFolder {
    private final Ground ground;
    private final BackupStorage storage;
    private final String prefix;
    private final BackupLocation location;
    private final Calls calls;

    private SourceFolder(Ground ground, BackupStorage storage, String prefix, BackupLocation location) {
        this.ground = ground;
        this.storage = storage;
        this.prefix = prefix;
        this.location = location;
        this.calls = ground.calls();
    }

    /** A place below the plane's storage, or one that the means open. */
    static SourceFolder of(Ground ground, RestoreMeans means, BackupLocation location) {
        String root = slashed(ground.storage().location().url());
        String place = slashed(location.url());
        if (place.startsWith(root)) {
            return new SourceFolder(ground, ground.storage(), place.substring(root.length()), location);
        }
        BackupStorage opened = means.storages()
                .orElseThrow(() -> new ProviderException(
                        Fault.REFUSED,
                        location + " does not lie below " + ground.storage().location()
                                + ", where the plane of " + ground.cluster()
                                + " keeps its own; say with DirectRestore.storages how it is read"))
                .apply(location);
        return new SourceFolder(ground, opened, "", location);
    }

    private static String slashed(String url) {
        return url.endsWith("/") ? url : url + "/";
    }

    BackupLocation location() {
        return location;
    }

    CompletionStage<Optional<StoredObject>> read(String name) {
        Duration limit = ground.settings().call();
        return calls.read("reading " + name + " at " + location, limit, () -> storage.read(prefix + name, limit));
    }

    /** Writes what has been made, for whoever has to clean up without us. */
    CompletionStage<Boolean> writeRestoreMeta(byte[] content) {
        Duration limit = ground.settings().call();
        return calls.write(
                        "writing " + MetaNames.RESTORE + " at " + location,
                        limit,
                        () -> storage.write(prefix + MetaNames.RESTORE, content, Condition.ALWAYS, limit))
                .thenApply(Optional::isPresent);
    }

    /** Whose restore wrote what is there; empty if there is nothing, or nothing of ours. */
    CompletionStage<Optional<OperationId>> restoreMetaOwner() {
        return read(MetaNames.RESTORE).thenApply(found -> found.flatMap(SourceFolder::owner));
    }

    private static Optional<OperationId> owner(StoredObject stored) {
        try {
            return RestoreMetaWriter.restoreOf(stored.content());
        } catch (IllegalArgumentException half) {
            return Optional.empty();
        }
    }

    /** Removes what a restore has written; what another one wrote stays. */
    CompletionStage<Boolean> removeRestoreMeta(OperationId id) {
        Duration limit = ground.settings().call();
        return restoreMetaOwner()
                .thenCompose(owner -> owner.equals(Optional.of(id))
                        ? calls.write(
                                "removing " + MetaNames.RESTORE + " at " + location,
                                limit,
                                () -> storage.delete(prefix + MetaNames.RESTORE, limit)
                                        .thenApply(done -> true))
                        : CompletableFuture.completedFuture(true));
    }
}
