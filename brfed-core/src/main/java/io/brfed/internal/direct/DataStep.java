package io.brfed.internal.direct;

import io.brfed.api.BackupLocation;
import io.brfed.api.Condition;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.StoreId;
import io.brfed.api.Tso;
import io.brfed.internal.direct.RestoreGroup.Opened;
import io.brfed.internal.loop.Causes;
import io.brfed.spi.DataRecovery;
import io.brfed.spi.DataRecovery.Running;
import io.brfed.spi.DataRecovery.Task;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The recovery of the data, for all members. */
final class DataStep {
    private final Scene scene;
    private final BackupPart part;

    DataStep(Scene scene, BackupPart part) {
        this.scene = scene;
        this.part = part;
    }

    /** What is to be recovered, once PD is seen to be the one that this operation has marked while it was fresh. */
    CompletionStage<Task> task() {
        return scene.opened()
                .thenCompose(opened -> scene.parts().thenCompose(parts -> {
                    Task task = task(parts, opened);
                    return new PdOpening(scene).same(opened).thenApply(same -> task);
                }));
    }

    Running begin(Task task) {
        return scene.group().data().begin(task, new Notes());
    }

    private Task task(List<BackupPart> parts, Opened opened) {
        Set<StoreId> stores = new TreeSet<>();
        parts.forEach(one -> stores.addAll(one.stores()));
        Tso resolved = parts.stream()
                .map(one -> one.meta().commitTs())
                .min(Tso::compareTo)
                .orElse(part.meta().commitTs());
        long recorded = parts.stream()
                .map(BackupPart::idHighWater)
                .max(Long::compareUnsigned)
                .orElse(0L);
        BackupLocation source = scene.book().journal().request.source().orElseThrow();
        return new Task(
                scene.id(),
                scene.member().operation(),
                scene.ground().cluster(),
                scene.member().tidbCluster(),
                source,
                stores,
                resolved,
                opened.timestamp(),
                recorded);
    }

    /** Ends when the data is consistent and that is stored. */
    CompletionStage<Boolean> finish(Running running) {
        CompletableFuture<String> said = new CompletableFuture<>();
        running.outcome()
                .whenComplete((words, error) -> scene.ground().scheduler().execute(() -> {
                    if (error == null) {
                        said.complete(words);
                    } else {
                        said.completeExceptionally(Causes.of(error));
                    }
                }));
        return said.thenCompose(words -> marked().thenCompose(marked -> marked ? refute(running, words) : done(words)));
    }

    private CompletionStage<Boolean> marked() {
        return scene.calls()
                .read(
                        "asking PD for its mark",
                        scene.limit(),
                        () -> scene.group().pd().isMarked(scene.limit()));
    }

    private CompletionStage<Boolean> done(String words) {
        scene.journal().recovered = scene.group().data().name() + ": " + words;
        scene.book().journal().progress = null;
        return scene.book().reachedDurably(Condition.DATA_RESTORED);
    }

    /** Whatever recovers data takes PD's mark away at last, and BR ends without an error where it did nothing at all. */
    private CompletionStage<Boolean> refute(Running running, String words) {
        return running.refuted().thenApply(kept -> {
            throw new ProviderException(
                    Fault.RETRY,
                    scene.group().data().name() + ": " + words
                            + "; but PD is still marked as recovering, so the data is not consistent. Look into what"
                            + " it wrote; restore again to let it try once more");
        });
    }

    private final class Notes implements DataRecovery.Notebook {
        @Override
        public String kept() {
            return scene.journal().recovery;
        }

        @Override
        public CompletionStage<Void> keep(String state) {
            CompletableFuture<Void> kept = new CompletableFuture<>();
            scene.ground().scheduler().execute(() -> {
                scene.journal().recovery = state;
                scene.keep().thenAccept(done -> kept.complete(null));
            });
            return kept;
        }

        @Override
        public void progress(double part) {
            scene.ground().scheduler().execute(() -> {
                if (!scene.book().has(Condition.DATA_RESTORED)) {
                    scene.book().journal().progress = Math.max(0, Math.min(1, part));
                }
            });
        }
    }
}
