package io.brfed.internal.direct;

import io.brfed.api.ClusterName;
import io.brfed.api.OperationId;
import io.brfed.internal.loop.Calls;
import io.brfed.plane.Member;
import io.brfed.plane.Placement;
import io.brfed.spi.RestoreTarget;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What the steps of one member's restore work with. Touched by tasks of the scheduler only.
 *
 * @param ground the plane
 * @param means what it restores with
 * @param group what all members share
 * @param book the member's book
 */
record Scene(Ground ground, RestoreMeans means, RestoreGroup group, MemberBook book) {
    Member member() {
        return book.journal().request.member();
    }

    OperationId id() {
        return book.id();
    }

    RestoreJournal journal() {
        return book.journal().restore;
    }

    RestoreSettings settings() {
        return group.settings();
    }

    RestoreGroup.Shared shared() {
        return group.of(id());
    }

    Duration limit() {
        return ground.settings().call();
    }

    Calls calls() {
        return ground.calls();
    }

    List<ClusterName> members() {
        return book.journal().stamp.members().stream().map(Placement::cluster).toList();
    }

    /** What every member restores; ends when all have told it. */
    CompletionStage<List<BackupPart>> parts() {
        return shared().parts(members());
    }

    CompletionStage<RestoreTarget> look() {
        return calls().read(
                        "looking at " + member().tidbCluster() + " in " + ground.cluster(),
                        limit(),
                        () -> means.access().look(member().tidbCluster(), limit()));
    }

    /** Stores the journal as it is; ends when that is done. */
    CompletionStage<Boolean> keep() {
        CompletableFuture<Boolean> kept = new CompletableFuture<>();
        book.durably(() -> kept.complete(true));
        return kept;
    }
}
