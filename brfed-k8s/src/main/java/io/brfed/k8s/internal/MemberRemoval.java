package io.brfed.k8s.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.OperationKind;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.plane.Deletion;
import io.brfed.plane.Member;
import io.brfed.plane.MemberState;
import io.brfed.plane.Stamp;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Deletes members, only ours and only the very object that was read. Thread-safe. */
final class MemberRemoval {
    private static final int TRIES = 6;
    private static final String REMOVE = "Delete";
    private static final String ON_FAILURE = "OnFailure";
    /** What makes the operator clean up before the object goes. */
    private static final String PROTECTION = "tidb.pingcap.com/backup-protection";

    private final ApiServer server;
    private final MemberReads reads;

    MemberRemoval(ApiServer server, MemberReads reads) {
        this.server = server;
        this.reads = reads;
    }

    CompletionStage<MemberState> delete(Deletion deletion, Limit limit) {
        return new Attempt(deletion, limit).fresh(TRIES);
    }

    /** One deletion on its way. */
    private final class Attempt {
        private final Deletion deletion;
        private final Member member;
        private final ObjectKey key;
        private final Limit limit;

        Attempt(Deletion deletion, Limit limit) {
            this.deletion = deletion;
            this.limit = limit;
            member = deletion.member();
            key = MemberNames.of(member);
        }

        CompletionStage<MemberState> fresh(int tries) {
            if (tries == 0) {
                return CompletableFuture.failedFuture(new ProviderException(
                        Fault.RETRY,
                        key + " on " + server.name() + " was changed by others " + TRIES
                                + " times between reading and deleting; it was not deleted"));
            }
            return reads.read(member, limit).thenCompose(stored -> {
                boolean ours = stored.flatMap(StoredMember::stamp)
                        .filter(stamp -> stamp.id().equals(deletion.id()))
                        .isPresent();
                if (!ours || stored.get().deleting()) {
                    return reads.seen(member, stored, limit);
                }
                Optional<ObjectNode> patch = removal(stored.get());
                return patch.isPresent() ? patch(patch.get(), tries) : delete(stored.get(), tries);
            });
        }

        /** The change that makes the operator remove snapshots and metadata when the object is deleted. */
        private Optional<ObjectNode> removal(StoredMember stored) {
            boolean asked = deletion.contents() == Deletion.Contents.REMOVED || failedAsAWhole(stored);
            if (!asked
                    || member.kind() != OperationKind.BACKUP
                    || (Json.text(stored.object(), "spec", MemberSpecs.CLEAN_POLICY)
                                    .equals(REMOVE)
                            && isProtected(stored))) {
                return Optional.empty();
            }
            ObjectNode patch = Json.object();
            ObjectNode metadata = patch.putObject("metadata");
            metadata.put("resourceVersion", stored.version());
            // The operator protects an object only when it next looks at it, which may be after the deletion.
            ArrayNode finalizers = metadata.putArray("finalizers");
            Json.at(stored.object(), "metadata", "finalizers").forEach(finalizers::add);
            if (!isProtected(stored)) {
                finalizers.add(PROTECTION);
            }
            patch.putObject("spec").put(MemberSpecs.CLEAN_POLICY, REMOVE);
            return Optional.of(patch);
        }

        /**
         * The operator looks at its own member only, which may well be complete although the backup failed; what
         * {@code OnFailure} promises is meant for the backup.
         */
        private boolean failedAsAWhole(StoredMember stored) {
            boolean failed = stored.stamp().filter(Stamp::failed).isPresent();
            return failed
                    && Json.text(stored.object(), "spec", MemberSpecs.CLEAN_POLICY)
                            .equals(ON_FAILURE);
        }

        private boolean isProtected(StoredMember stored) {
            for (JsonNode finalizer : Json.at(stored.object(), "metadata", "finalizers")) {
                if (finalizer.asText().equals(PROTECTION)) {
                    return true;
                }
            }
            return false;
        }

        private CompletionStage<MemberState> patch(ObjectNode patch, int tries) {
            return server.send(ApiRequest.patch(key.path(), patch), limit).thenCompose(answer -> {
                if (answer.conflict() || answer.absent(key.resource(), key.name())) {
                    return fresh(tries - 1);
                }
                return delete(reads.stored(member, answer.orThrow()), tries);
            });
        }

        private CompletionStage<MemberState> delete(StoredMember stored, int tries) {
            return server.send(ApiRequest.delete(key.path(), Deletions.ofExactly(stored.uid())), limit)
                    .thenCompose(answer -> {
                        if (answer.conflict()) {
                            return fresh(tries - 1);
                        }
                        if (answer.absent(key.resource(), key.name())) {
                            return CompletableFuture.completedFuture(MemberState.absent(member));
                        }
                        answer.orThrow();
                        return reads.read(member, limit).thenCompose(now -> reads.seen(member, now, limit));
                    });
        }
    }
}
