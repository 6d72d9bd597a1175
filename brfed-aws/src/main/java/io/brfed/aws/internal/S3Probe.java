package io.brfed.aws.internal;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.spi.BackupStorage.Condition;
import io.brfed.spi.BackupStorage.Guard;
import io.brfed.spi.StoredObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Finds out by one object of its own whether a store keeps the conditions of writes. Thread-safe; for one use. */
public final class S3Probe {
    private static final String PREFIX = ".brfed-probe-";
    /** No object has it, because it is no digest of anything this short. */
    private static final String NO_VERSION = "\"00000000000000000000000000000000\"";

    private final S3Calls calls;
    private final Duration limit;
    private final String key = PREFIX + UUID.randomUUID();
    private final byte[] content = key.getBytes(StandardCharsets.UTF_8);

    /** A probe of a store. */
    public S3Probe(S3Calls calls, Duration limit) {
        this.calls = calls;
        this.limit = limit;
    }

    /** What was found; noted in the calls, too. */
    public CompletionStage<Guard> run() {
        CompletableFuture<Guard> result = new CompletableFuture<>();
        attempt(Condition.ABSENT).whenComplete((first, error) -> {
            if (error != null) {
                removeIfOurs(error, result);
            } else if (first == Attempt.WRITTEN) {
                again(result);
            } else {
                // Somebody else's object, or a store that does not know conditions: there is nothing of ours to remove.
                conclude(Guard.NONE, null, result);
            }
        });
        return result;
    }

    private void again(CompletableFuture<Guard> result) {
        AwsCalls.bare(attempt(Condition.ABSENT)
                        .thenCombine(attempt(new Condition(Condition.Kind.UNCHANGED, NO_VERSION)), S3Probe::both))
                .whenComplete((found, error) -> calls.delete(key, limit)
                        .whenComplete((removed, failure) ->
                                conclude(found == null ? Guard.NONE : found, error == null ? failure : error, result)));
    }

    private static Guard both(Attempt absent, Attempt unchanged) {
        return absent == Attempt.REFUSED && unchanged == Attempt.REFUSED ? Guard.ATOMIC : Guard.NONE;
    }

    private CompletionStage<Attempt> attempt(Condition condition) {
        CompletableFuture<Attempt> attempt = new CompletableFuture<>();
        calls.put(key, content, condition, limit).whenComplete((stored, error) -> {
            if (error == null) {
                attempt.complete(stored.isPresent() ? Attempt.WRITTEN : Attempt.REFUSED);
            } else if (S3Calls.isUnknownCondition(error, condition)) {
                attempt.complete(Attempt.UNKNOWN);
            } else {
                attempt.completeExceptionally(error);
            }
        });
        return attempt;
    }

    /** A write without an answer may have happened; only what holds our own content is removed. */
    private void removeIfOurs(Throwable error, CompletableFuture<Guard> result) {
        boolean unknown = error instanceof ProviderException failure && failure.fault() == Fault.OUTCOME_UNKNOWN;
        if (!unknown) {
            conclude(Guard.NONE, error, result);
            return;
        }
        calls.read(key, limit)
                .thenCompose(there -> isOurs(there)
                        ? calls.delete(key, limit)
                        : CompletableFuture.<@Nullable Void>completedFuture(null))
                .whenComplete((removed, failure) -> conclude(Guard.NONE, error, result));
    }

    private boolean isOurs(Optional<StoredObject> there) {
        return there.filter(object -> Arrays.equals(object.content(), content)).isPresent();
    }

    private void conclude(Guard found, @Nullable Throwable error, CompletableFuture<Guard> result) {
        if (error == null) {
            calls.guard(found);
            result.complete(found);
        } else {
            result.completeExceptionally(error);
        }
    }

    private enum Attempt {
        WRITTEN,
        REFUSED,
        UNKNOWN
    }
}
