package io.brfed.internal.direct;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.OperationId;
import io.brfed.api.OperationKind;
import io.brfed.api.OperationName;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.TidbClusterRef;
import io.brfed.internal.loop.Calls;
import io.brfed.plane.Member;
import io.brfed.spi.BackupStorage.Condition;
import io.brfed.spi.StoredObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * An object that says which operation is about to work on a TidbCluster. It is not renewed: it closes the gap until the
 * member's journal speaks for itself, and it names an operation whose process died in between, whose snapshots would
 * otherwise be known to nobody.
 */
final class ClusterLock {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String ROOT = "brfed/lock/";
    private static final int TRIES = 3;

    private final Ground ground;
    private final Calls calls;

    /** Who holds a lock, and until when. */
    record Holder(OperationId id, OperationKind kind, OperationName name, Instant expires) {
        /** A second driver that begins the same operation is let through; the first write decides between the two. */
        boolean isFor(Member member) {
            return kind == member.kind() && name.equals(member.operation());
        }
    }

    /**
     * What came of it.
     *
     * @param by who holds the lock now
     * @param before who held it before and did not give it back
     */
    record Taken(Holder by, Optional<Holder> before) {}

    ClusterLock(Ground ground) {
        this.ground = ground;
        this.calls = ground.calls();
    }

    /** Takes the lock, unless another operation has it; tells who has it. */
    CompletionStage<Taken> take(Member member, OperationId id) {
        return take(member, id, TRIES);
    }

    private CompletionStage<Taken> take(Member member, OperationId id, int tries) {
        return read(member.tidbCluster()).thenCompose(found -> {
            Optional<Holder> holder = found.flatMap(ClusterLock::parse);
            boolean others = holder.filter(other -> other.expires().isAfter(now()))
                    .filter(other -> !other.id().equals(id) && !other.isFor(member))
                    .isPresent();
            if (others) {
                return CompletableFuture.completedFuture(new Taken(holder.get(), Optional.empty()));
            }
            if (tries == 0) {
                throw new ProviderException(
                        Fault.RETRY,
                        "the lock on " + member.tidbCluster() + " changed " + TRIES + " times while it was taken");
            }
            Holder mine = new Holder(
                    id,
                    member.kind(),
                    member.operation(),
                    now().plus(ground.settings().lock()));
            Condition condition = found.map(Condition::unchanged).orElse(Condition.ABSENT);
            Optional<Holder> before = holder.filter(other -> !other.id().equals(id));
            return write(member.tidbCluster(), mine, condition)
                    .thenCompose(written -> written.isPresent()
                            ? CompletableFuture.completedFuture(new Taken(mine, before))
                            : take(member, id, tries - 1));
        });
    }

    /** Who has it, or had it last. */
    CompletionStage<Optional<Holder>> holder(TidbClusterRef tidbCluster) {
        return read(tidbCluster).thenApply(found -> found.flatMap(ClusterLock::parse));
    }

    /** Gives the lock back if this operation has it. */
    CompletionStage<Boolean> giveBack(TidbClusterRef tidbCluster, OperationId id) {
        Duration limit = ground.settings().call();
        return read(tidbCluster).thenCompose(found -> {
            boolean mine = found.flatMap(ClusterLock::parse)
                    .filter(holder -> holder.id().equals(id))
                    .isPresent();
            return mine
                    ? calls.write(
                            "giving back the lock on " + tidbCluster,
                            limit,
                            () -> ground.storage()
                                    .delete(key(tidbCluster), limit)
                                    .thenApply(done -> true))
                    : CompletableFuture.completedFuture(true);
        });
    }

    private CompletionStage<Optional<StoredObject>> read(TidbClusterRef tidbCluster) {
        Duration limit = ground.settings().call();
        return calls.read(
                "reading the lock on " + tidbCluster,
                limit,
                () -> ground.storage().read(key(tidbCluster), limit));
    }

    private CompletionStage<Optional<StoredObject>> write(
            TidbClusterRef tidbCluster, Holder holder, Condition condition) {
        Duration limit = ground.settings().call();
        byte[] content = text(holder);
        return calls.write(
                "taking the lock on " + tidbCluster,
                limit,
                () -> ground.storage().write(key(tidbCluster), content, condition, limit));
    }

    private Instant now() {
        return ground.scheduler().now();
    }

    private String key(TidbClusterRef tidbCluster) {
        return ROOT + ground.cluster() + "/" + tidbCluster.namespace() + "/" + tidbCluster.name() + ".json";
    }

    private static byte[] text(Holder holder) {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("operation", holder.id().value());
        json.put("kind", holder.kind().name().toLowerCase(Locale.ROOT));
        json.put("name", holder.name().value());
        json.put("expires", holder.expires().toString());
        try {
            return MAPPER.writeValueAsString(json).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Optional<Holder> parse(StoredObject stored) {
        try {
            JsonNode json = MAPPER.readTree(stored.content());
            return Optional.of(new Holder(
                    new OperationId(json.path("operation").asText()),
                    OperationKind.valueOf(json.path("kind").asText().toUpperCase(Locale.ROOT)),
                    new OperationName(json.path("name").asText()),
                    Instant.parse(json.path("expires").asText())));
        } catch (IOException | IllegalArgumentException | DateTimeException notALock) {
            return Optional.empty();
        }
    }
}
