package io.brfed.k8s.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.OperationId;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.plane.Exclusion;
import io.brfed.plane.Member;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Locks on TidbClusters, as leases of Kubernetes. A lease is not renewed: it only closes the gap until the member object
 * exists, which then speaks for itself. Thread-safe.
 */
final class Leases {
    private static final int TRIES = 5;
    private static final String OPERATION_NAME = MemberNames.OWN + "name";
    private static final String OPERATION_KIND = MemberNames.OWN + "kind";
    private static final DateTimeFormatter MICRO_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final ApiServer server;
    private final Duration duration;

    Leases(ApiServer server, Duration duration) {
        this.server = server;
        this.duration = duration;
    }

    /** {@code Locked}, {@code Taken}, or {@code Clear} if the role does not allow leases. */
    CompletionStage<Exclusion> take(Member member, OperationId id, Limit limit) {
        return new Attempt(member, id, limit).take(TRIES);
    }

    /** Gives a lease back if this operation holds it. */
    CompletionStage<Void> give(Member member, OperationId id, Limit limit) {
        return new Attempt(member, id, limit).give(TRIES);
    }

    private static ObjectKey key(Member member) {
        return new ObjectKey(
                ApiResource.LEASE,
                member.tidbCluster().namespace(),
                MemberNames.lease(member.tidbCluster().name()));
    }

    /** One operation's wish about one lease. */
    private final class Attempt {
        private final Member member;
        private final OperationId id;
        private final ObjectKey key;
        private final Limit limit;

        Attempt(Member member, OperationId id, Limit limit) {
            this.member = member;
            this.id = id;
            this.limit = limit;
            key = key(member);
        }

        CompletionStage<Exclusion> take(int tries) {
            if (tries == 0) {
                return busy();
            }
            return server.send(ApiRequest.get(key.path()), limit).thenCompose(answer -> {
                if (answer.forbidden()) {
                    return CompletableFuture.completedFuture(new Exclusion.Clear());
                }
                if (answer.absent(key.resource(), key.name())) {
                    return write(ApiRequest.create(key.collection(), lease()), tries);
                }
                ObjectNode lease = answer.orThrow();
                Optional<Exclusion> other = heldByOther(lease);
                return other.isPresent()
                        ? CompletableFuture.completedFuture(other.get())
                        : write(ApiRequest.patch(key.path(), takeOver(lease)), tries);
            });
        }

        private CompletionStage<Exclusion> write(ApiRequest request, int tries) {
            return server.send(request, limit).thenCompose(answer -> {
                if (answer.forbidden()) {
                    return CompletableFuture.completedFuture(new Exclusion.Clear());
                }
                if (answer.conflict() || answer.absent(key.resource(), key.name())) {
                    return take(tries - 1);
                }
                answer.orThrow();
                return CompletableFuture.completedFuture(new Exclusion.Locked());
            });
        }

        private CompletionStage<Exclusion> busy() {
            return CompletableFuture.failedFuture(new ProviderException(
                    Fault.RETRY, key + " on " + server.name() + " was changed by others " + TRIES + " times"));
        }

        private Optional<Exclusion> heldByOther(ObjectNode lease) {
            String holder = Json.text(lease, "spec", "holderIdentity");
            String name = Json.text(lease, "metadata", "annotations", OPERATION_NAME);
            String kind = Json.text(lease, "metadata", "annotations", OPERATION_KIND);
            // A second driver that begins the same operation is let through; the first write decides between the two.
            boolean same = name.equals(member.operation().value())
                    && kind.equals(member.kind().name());
            if (holder.isEmpty() || holder.equals(id.value()) || same || expired(lease)) {
                return Optional.empty();
            }
            return Optional.of(new Exclusion.Taken(
                    (name.isEmpty() ? "an operation" : "operation '" + name + "'") + " (" + key + " on " + server.name()
                            + ")",
                    operation(holder)));
        }

        private boolean expired(ObjectNode lease) {
            Instant renewed = MemberReading.time(Json.at(lease, "spec", "renewTime"))
                    .or(() -> MemberReading.time(Json.at(lease, "metadata", "creationTimestamp")))
                    .orElse(Instant.EPOCH);
            long seconds = Json.at(lease, "spec", "leaseDurationSeconds").asLong(duration.toSeconds());
            return renewed.plusSeconds(seconds).isBefore(server.threads().now());
        }

        private ObjectNode lease() {
            ObjectNode lease = content();
            lease.put("apiVersion", key.resource().apiVersion());
            lease.put("kind", key.resource().kind());
            ObjectNode metadata = lease.withObjectProperty("metadata");
            metadata.put("name", key.name());
            metadata.put("namespace", key.namespace());
            return lease;
        }

        private ObjectNode takeOver(ObjectNode lease) {
            ObjectNode patch = content();
            patch.withObjectProperty("metadata").put("resourceVersion", WatchedObjects.version(lease));
            return patch;
        }

        private ObjectNode content() {
            ObjectNode content = Json.object();
            ObjectNode metadata = content.putObject("metadata");
            metadata.putObject("labels").put(MemberNames.OPERATION_LABEL, id.value());
            metadata.putObject("annotations")
                    .put(OPERATION_NAME, member.operation().value())
                    .put(OPERATION_KIND, member.kind().name());
            String now = MICRO_TIME.format(server.threads().now());
            content.putObject("spec")
                    .put("holderIdentity", id.value())
                    .put("leaseDurationSeconds", duration.toSeconds())
                    .put("acquireTime", now)
                    .put("renewTime", now);
            return content;
        }

        CompletionStage<Void> give(int tries) {
            if (tries == 0) {
                return busy().thenApply(never -> null);
            }
            return server.send(ApiRequest.get(key.path()), limit).thenCompose(answer -> {
                if (answer.forbidden() || answer.absent(key.resource(), key.name())) {
                    return CompletableFuture.completedFuture(null);
                }
                ObjectNode lease = answer.orThrow();
                return Json.text(lease, "spec", "holderIdentity").equals(id.value())
                        ? delete(lease, tries)
                        : CompletableFuture.completedFuture(null);
            });
        }

        private CompletionStage<Void> delete(ObjectNode lease, int tries) {
            ObjectNode options =
                    Deletions.ofExactly(Json.text(lease, "metadata", "uid"), WatchedObjects.version(lease));
            return server.send(ApiRequest.delete(key.path(), options), limit).thenCompose(answer -> {
                if (answer.conflict()) {
                    return give(tries - 1);
                }
                if (!answer.forbidden() && !answer.absent(key.resource(), key.name())) {
                    answer.orThrow();
                }
                return CompletableFuture.completedFuture(null);
            });
        }
    }

    private static Optional<OperationId> operation(String holder) {
        try {
            return Optional.of(new OperationId(holder));
        } catch (IllegalArgumentException somebodyElse) {
            return Optional.empty();
        }
    }
}
