package io.brfed.internal.direct;

import io.brfed.api.Finding;
import io.brfed.internal.loop.Calls;
import io.brfed.internal.loop.Causes;
import io.brfed.spi.BackupStorage;
import io.brfed.spi.BackupStorage.Condition;
import io.brfed.spi.BackupStorage.Guard;
import io.brfed.spi.StoredObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Whether the storage can be written to, tried with an object of its own, which is written only where there is none and is
 * removed afterwards. One that a process left behind that died meanwhile is known by its content; nothing else is touched.
 */
final class StorageTrial {
    private static final String ROOT = "brfed/probe/";
    private static final int TRIES = 2;

    private final BackupStorage storage;
    private final Calls calls;
    private final Duration limit;
    private final String key;
    private final byte[] content;

    StorageTrial(Ground ground) {
        storage = ground.storage();
        calls = ground.calls();
        limit = ground.settings().call();
        key = ROOT + ground.cluster();
        content = ("brfed wrote this for " + ground.cluster() + " to see whether it may; it can be removed")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** What was found; fails if writing or removing does. */
    CompletionStage<List<Finding>> run() {
        return attempt(TRIES).thenApply(done -> storage.guard() == Guard.ATOMIC ? List.of() : List.of(unguarded()));
    }

    /** That writing or removing has failed. */
    Finding failed(Throwable error) {
        return Finding.fault(
                "storage",
                storage.location().url(),
                Causes.words(error),
                "see that the bucket exists and that reading, writing and removing are permitted");
    }

    private CompletionStage<Boolean> attempt(int tries) {
        return calls.write(what("writing"), limit, () -> storage.write(key, content, Condition.ABSENT, limit))
                .thenCompose(written -> written.isPresent() ? remove() : leftOver(tries));
    }

    private CompletionStage<Boolean> leftOver(int tries) {
        return calls.read(what("reading"), limit, () -> storage.read(key, limit))
                .thenCompose(there -> isOurs(there) && tries > 1
                        ? remove().thenCompose(removed -> attempt(tries - 1))
                        : CompletableFuture.completedFuture(true));
    }

    private boolean isOurs(Optional<StoredObject> there) {
        return there.filter(object -> Arrays.equals(object.content(), content)).isPresent();
    }

    private CompletionStage<Boolean> remove() {
        return calls.write(
                what("removing"), limit, () -> storage.delete(key, limit).thenApply(removed -> true));
    }

    private String what(String doing) {
        return doing + " " + key + " in " + storage.location();
    }

    private Finding unguarded() {
        return Finding.notice(
                "storage",
                storage.location().url(),
                "is not known to keep conditions of writes: of two processes that begin an operation on one TidbCluster at"
                        + " the same moment both may succeed",
                "let only one process at a time take backups, or have the storage probed, or use one that knows conditional"
                        + " writes");
    }
}
