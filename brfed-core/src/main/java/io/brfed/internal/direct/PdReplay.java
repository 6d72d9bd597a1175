package io.brfed.internal.direct;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.internal.direct.pdstate.PdComparison;
import io.brfed.internal.loop.Causes;
import io.brfed.spi.PdRecovery.Document;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * Sets PD's settings as the backup recorded them, where they differ. All stores have registered, because PD takes no rule that
 * no store fits; and no region has a leader yet, so that nothing is moved meanwhile. Safe to repeat: what is set already does
 * not differ.
 */
final class PdReplay {
    private final Scene scene;
    private final BackupPart part;
    private final PdOpening pd;
    private final List<String> set = new ArrayList<>();

    PdReplay(Scene scene, BackupPart part) {
        this.scene = scene;
        this.part = part;
        this.pd = new PdOpening(scene);
    }

    CompletionStage<Boolean> run() {
        return scene.opened()
                .thenCompose(pd::same)
                .thenCompose(same -> scene.parts())
                .thenCompose(parts -> {
                    Map<String, String> before = recorded(parts);
                    Iterator<Document> all = Arrays.asList(Document.values()).iterator();
                    return replay(before, all).thenCompose(sent -> verify(before));
                })
                .thenCompose(verified -> done());
    }

    /** This member's part first; PD is one for all of them. */
    private Map<String, String> recorded(List<BackupPart> parts) {
        Map<String, String> before = new TreeMap<>(part.pdState());
        parts.forEach(other -> other.pdState().forEach(before::putIfAbsent));
        return before;
    }

    private CompletionStage<Boolean> replay(Map<String, String> before, Iterator<Document> left) {
        if (!left.hasNext()) {
            return CompletableFuture.completedFuture(true);
        }
        Document document = left.next();
        // One after the other: PD changes rules of its own when it is told of replication.
        return compared(before).thenCompose(comparison -> {
            Optional<String> change = comparison.change(document);
            return change.isEmpty()
                    ? replay(before, left)
                    : send(document, change.get()).thenCompose(sent -> replay(before, left));
        });
    }

    private CompletionStage<PdComparison> compared(Map<String, String> before) {
        List<String> names =
                Stream.of(Document.values()).map(Document::documentName).toList();
        return scene.calls()
                .read(
                        "reading PD's settings",
                        scene.limit(),
                        () -> scene.ground().reach().pd().state(names, scene.limit()))
                .thenApply(now -> new PdComparison(before, now));
    }

    private CompletionStage<Boolean> send(Document document, String change) {
        set.add(document.documentName());
        return pd.stillMarked()
                .thenCompose(marked -> scene.act(
                        "setting " + document.documentName() + " of PD",
                        () -> scene.group().pd().change(document, change, scene.limit())))
                .exceptionallyCompose(error -> CompletableFuture.failedFuture(explained(document, error)));
    }

    private static Throwable explained(Document document, Throwable error) {
        boolean refused =
                Causes.fault(error).filter(fault -> fault == Fault.REFUSED).isPresent();
        return !refused
                ? error
                : new ProviderException(
                        Fault.REFUSED,
                        "PD has not the " + document.documentName() + " of the backup: " + Causes.words(error)
                                + ". By others it would move replicas as soon as it schedules. Give the stores the labels that"
                                + " rules name, or restore without DirectPlanes.Builder.replayingPdSettings",
                        error);
    }

    private CompletionStage<Boolean> verify(Map<String, String> before) {
        return compared(before).thenApply(comparison -> {
            for (Document document : Document.values()) {
                if (comparison.change(document).isPresent()) {
                    String name = document.documentName();
                    throw new ProviderException(
                            Fault.RETRY,
                            "PD's " + name + " was set as the backup has it and is not so: it is " + comparison.is(name)
                                    + " and was " + comparison.was(name));
                }
            }
            return true;
        });
    }

    private CompletionStage<Boolean> done() {
        scene.journal().replayed = true;
        if (!set.isEmpty()) {
            scene.book()
                    .journal()
                    .notes
                    .add("PD's " + String.join(", ", set) + " were set as they were when the backup was taken");
        }
        return scene.keep();
    }
}
