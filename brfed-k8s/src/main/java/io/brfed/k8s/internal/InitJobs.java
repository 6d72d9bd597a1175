package io.brfed.k8s.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the job that holds the pause of a backup. Thread-safe. */
final class InitJobs {
    private static final Logger LOG = LoggerFactory.getLogger(InitJobs.class);
    private static final int TRIES = 4;
    private static final Duration BETWEEN = Duration.ofMillis(250);

    private final ApiServer server;

    InitJobs(ApiServer server) {
        this.server = server;
    }

    /**
     * Ends the init job of a backup if it runs. Never fails: what cannot be ended ends at the job's own deadline.
     */
    CompletionStage<Ending> end(StoredMember backup, Limit limit) {
        return end(backup, limit, TRIES);
    }

    private CompletionStage<Ending> end(StoredMember backup, Limit limit, int tries) {
        ObjectKey job = key(backup);
        return server.send(ApiRequest.get(job.path()), limit)
                .thenCompose(answer -> {
                    if (answer.absent(job.resource(), job.name())) {
                        return CompletableFuture.completedFuture(Ending.NOTHING_TO_END);
                    }
                    return answer.forbidden()
                            ? CompletableFuture.completedFuture(Ending.FORBIDDEN)
                            : delete(job, backup, answer.orThrow(), limit);
                })
                .handle((ending, error) -> error == null
                        ? CompletableFuture.completedFuture(ending)
                        : again(backup, limit, tries, error).toCompletableFuture())
                .thenCompose(stage -> stage);
    }

    private CompletionStage<Ending> delete(ObjectKey key, StoredMember backup, ObjectNode job, Limit limit) {
        if (!ownedBy(job, backup) || ended(job)) {
            return CompletableFuture.completedFuture(Ending.NOTHING_TO_END);
        }
        String uid = Json.text(job, "metadata", "uid");
        return server.send(ApiRequest.delete(key.path(), Deletions.ofExactly(uid)), limit)
                .thenApply(answer -> {
                    if (answer.forbidden()) {
                        return Ending.FORBIDDEN;
                    }
                    if (!answer.conflict() && !answer.absent(key.resource(), key.name())) {
                        answer.orThrow();
                    }
                    return Ending.ENDED;
                });
    }

    private CompletionStage<Ending> again(StoredMember backup, Limit limit, int tries, Throwable error) {
        if (tries <= 1 || limit.left().compareTo(BETWEEN) <= 0) {
            LOG.warn("{} on {} could not be ended; it ends at its own deadline", key(backup), server.name(), error);
            return CompletableFuture.completedFuture(Ending.UNKNOWN);
        }
        CompletableFuture<Ending> later = new CompletableFuture<>();
        server.threads()
                .after(
                        BETWEEN,
                        () -> end(backup, limit, tries - 1).whenComplete((ending, none) -> later.complete(ending)));
        return later;
    }

    static ObjectKey key(String namespace, String backup) {
        return new ObjectKey(ApiResource.JOB, namespace, "backup-" + backup + "-init");
    }

    private static ObjectKey key(StoredMember backup) {
        return key(backup.namespace(), backup.name());
    }

    /** Whether the operator made the job for this very object. */
    static boolean ownedBy(ObjectNode job, StoredMember backup) {
        for (JsonNode owner : Json.at(job, "metadata", "ownerReferences")) {
            if (Json.text(owner, "uid").equals(backup.uid())) {
                return true;
            }
        }
        return false;
    }

    /** Whether the job has come to its end, well or badly, or is being deleted. */
    static boolean ended(ObjectNode job) {
        if (!Json.text(job, "metadata", "deletionTimestamp").isEmpty()) {
            return true;
        }
        return is(job, "Complete") || failed(job);
    }

    /** Whether the job has given up. */
    static boolean failed(ObjectNode job) {
        return is(job, "Failed");
    }

    private static boolean is(ObjectNode job, String type) {
        for (JsonNode condition : Json.at(job, "status", "conditions")) {
            if (Json.text(condition, "type").equals(type)
                    && Json.text(condition, "status").equals("True")) {
                return true;
            }
        }
        return false;
    }

    /** What became of the job. */
    enum Ending {
        /** Its deletion was accepted. */
        ENDED,
        /** There is none that runs. */
        NOTHING_TO_END,
        /** The role does not allow it. */
        FORBIDDEN,
        /** The server did not answer in time. */
        UNKNOWN
    }
}
