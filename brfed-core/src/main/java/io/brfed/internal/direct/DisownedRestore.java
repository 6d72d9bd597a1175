package io.brfed.internal.direct;

import io.brfed.internal.loop.Causes;
import io.brfed.plane.Member;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a process made for a restore whose journal it has lost. Another process that goes on with it finds that by its stamp;
 * if the restore was deleted, nobody would.
 */
final class DisownedRestore {
    private static final Logger LOG = LoggerFactory.getLogger(DisownedRestore.class);

    /** Longer than deletions are tried again. */
    private static final Duration DELETION = Duration.ofHours(1);

    private final Scene scene;
    private final Lookout lookout;

    DisownedRestore(Scene scene) {
        this.scene = scene;
        this.lookout = new Lookout(scene.ground().scheduler(), scene.settings().poll(), () -> false);
    }

    /** Ends when nobody's volumes are gone, or somebody has them; never fails. */
    CompletionStage<Boolean> settle() {
        boolean[] gone = {false};
        return lookout.until(
                        DELETION,
                        () -> stored().thenApply(journal -> {
                            gone[0] = journal.isEmpty();
                            return journal.filter(found -> found.deleting).isPresent()
                                    ? "it is still being deleted"
                                    : "";
                        }))
                .thenCompose(settled -> gone[0]
                        ? new RestoreRemoval(scene, lookout).runDisowned()
                        : CompletableFuture.completedFuture(List.<String>of()))
                .exceptionally(error -> List.of(Causes.words(error)))
                .thenApply(this::told);
    }

    /** This restore's journal, not that of another one of its name. */
    private CompletionStage<Optional<MemberJournal>> stored() {
        Member member = scene.member();
        return scene.calls()
                .read(
                        "reading the journal of " + member.operation(),
                        scene.limit(),
                        () -> scene.ground().journals().read(member, scene.limit()))
                .thenApply(found -> found.flatMap(object -> MemberBook.read(member, object))
                        .filter(journal -> journal.stamp.id().equals(scene.id())));
    }

    private boolean told(List<String> left) {
        if (!left.isEmpty()) {
            LOG.warn(
                    "This process lost restore {} in {} to another one, and what it made last may be left, by its stamp: {}",
                    scene.id(),
                    scene.ground().cluster(),
                    String.join("; ", left));
        }
        return left.isEmpty();
    }
}
