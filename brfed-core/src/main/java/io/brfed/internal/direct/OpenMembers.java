package io.brfed.internal.direct;

import io.brfed.api.OperationId;
import io.brfed.api.TidbClusterRef;
import io.brfed.internal.loop.Calls;
import io.brfed.plane.Member;
import io.brfed.spi.BackupStorage.Condition;
import io.brfed.spi.StoredObject;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Marks of the members that may not have ended yet, so that a claim need not read every journal there ever was. A mark is
 * there before its member's journal and goes after the journal says that it ended; one too many costs a read, and its key
 * names the operation, so that no late removal takes away the mark of another one. Touched by tasks of the scheduler only.
 */
final class OpenMembers {
    private static final String ROOT = "brfed/open/";
    private static final int MOST = 10_000;

    private final Ground ground;
    private final Calls calls;
    private final Map<Mark, Duration> mine = new HashMap<>();

    OpenMembers(Ground ground) {
        this.ground = ground;
        this.calls = ground.calls();
    }

    /** A member that was marked. */
    record Mark(Member member, OperationId id) {}

    /** Costs nothing if this process did it just now; a mark of a beginning that takes long is made anew. */
    CompletionStage<Boolean> add(Mark mark) {
        Duration now = ground.scheduler().elapsed();
        Duration before = mine.get(mark);
        if (before != null && now.minus(before).compareTo(ground.settings().lock()) < 0) {
            return CompletableFuture.completedFuture(true);
        }
        return write(mark).thenApply(written -> {
            mine.put(mark, now);
            return true;
        });
    }

    /** As {@link #add}, of a member that had ended, whose mark another process may have taken away meanwhile. */
    CompletionStage<Boolean> addAnew(Mark mark) {
        mine.remove(mark);
        return add(mark);
    }

    /** How long ago a mark was made or made anew; one that does not say so is made anew. */
    CompletionStage<Duration> age(Mark mark) {
        Duration limit = ground.settings().call();
        return calls.read(
                        "reading the mark of " + mark.member().operation(),
                        limit,
                        () -> ground.storage().read(key(mark), limit))
                .thenCompose(found -> {
                    Optional<Instant> made = found.flatMap(OpenMembers::madeAt);
                    return found.isEmpty() || made.isPresent()
                            ? CompletableFuture.completedFuture(made.map(at -> Duration.between(
                                            at, ground.scheduler().now()))
                                    .orElse(Duration.ZERO))
                            : write(mark).thenApply(written -> Duration.ZERO);
                });
    }

    private static Optional<Instant> madeAt(StoredObject stored) {
        try {
            return Optional.of(Instant.parse(new String(stored.content(), StandardCharsets.UTF_8)));
        } catch (DateTimeException notATime) {
            return Optional.empty();
        }
    }

    private CompletionStage<Optional<StoredObject>> write(Mark mark) {
        Duration limit = ground.settings().call();
        byte[] content = ground.scheduler().now().toString().getBytes(StandardCharsets.UTF_8);
        return calls.write(
                "marking " + mark.member().operation() + " as open",
                limit,
                () -> ground.storage().write(key(mark), content, Condition.ALWAYS, limit));
    }

    /** Idempotent. */
    CompletionStage<Boolean> remove(Mark mark) {
        mine.remove(mark);
        Duration limit = ground.settings().call();
        return calls.write(
                "unmarking " + mark.member().operation(),
                limit,
                () -> ground.storage().delete(key(mark), limit).thenApply(done -> true));
    }

    /** All marks on a TidbCluster. */
    CompletionStage<List<Mark>> list(TidbClusterRef tidbCluster) {
        Duration limit = ground.settings().call();
        String folder = folder(tidbCluster);
        return calls.read(
                        "listing what is open on " + tidbCluster,
                        limit,
                        () -> ground.storage().list(folder, MOST, limit))
                .thenApply(keys -> keys.stream()
                        .flatMap(key -> parse(key.substring(folder.length()), tidbCluster).stream())
                        .toList());
    }

    /** Empty for the names of others. */
    private Optional<Mark> parse(String name, TidbClusterRef tidbCluster) {
        int end = name.lastIndexOf('/');
        if (end < 0) {
            return Optional.empty();
        }
        try {
            OperationId id = new OperationId(name.substring(end + 1));
            return MemberKey.parse(name.substring(0, end))
                    .map(key -> new Mark(new Member(key.kind(), key.name(), ground.cluster(), tidbCluster), id));
        } catch (IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }

    private String key(Mark mark) {
        return folder(mark.member().tidbCluster()) + MemberKey.of(mark.member()).fileName() + "/" + mark.id();
    }

    private String folder(TidbClusterRef tidbCluster) {
        return ROOT + ground.cluster() + "/" + tidbCluster.namespace() + "/" + tidbCluster.name() + "/";
    }
}
