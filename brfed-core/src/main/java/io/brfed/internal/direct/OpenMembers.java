package io.brfed.internal.direct;

import io.brfed.api.OperationId;
import io.brfed.api.TidbClusterRef;
import io.brfed.internal.loop.Calls;
import io.brfed.plane.Member;
import io.brfed.spi.BackupStorage.Condition;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
    private final Set<Mark> mine = new HashSet<>();

    OpenMembers(Ground ground) {
        this.ground = ground;
        this.calls = ground.calls();
    }

    /** A member that was marked. */
    record Mark(Member member, OperationId id) {}

    /** Costs nothing if this process did it before. */
    CompletionStage<Boolean> add(Mark mark) {
        if (mine.contains(mark)) {
            return CompletableFuture.completedFuture(true);
        }
        Duration limit = ground.settings().call();
        return calls.write(
                        "marking " + mark.member().operation() + " as open",
                        limit,
                        () -> ground.storage().write(key(mark), new byte[0], Condition.ALWAYS, limit))
                .thenApply(written -> {
                    mine.add(mark);
                    return true;
                });
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
