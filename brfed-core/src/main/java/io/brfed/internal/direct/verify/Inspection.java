package io.brfed.internal.direct.verify;

import io.brfed.api.Finding;
import io.brfed.api.SnapshotId;
import io.brfed.api.VerificationReport;
import io.brfed.internal.direct.meta.BackupMeta;
import io.brfed.internal.direct.meta.MetaNames;
import io.brfed.internal.direct.meta.MetaReader;
import io.brfed.internal.loop.Calls;
import io.brfed.internal.loop.Causes;
import io.brfed.spi.Scheduler;
import io.brfed.spi.StoredObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Looks at a backup: reads its metadata and asks for its snapshots, and changes nothing. For one use. */
public final class Inspection {
    private final List<Source> sources;
    private final Expected expected;
    private final Duration limit;
    private final Calls calls;

    /**
     * An inspection that has not begun.
     *
     * @param limit of each call to a storage or a provider
     */
    public Inspection(List<Source> sources, Expected expected, Scheduler scheduler, Duration limit) {
        this.sources = List.copyOf(sources);
        this.expected = expected;
        this.limit = limit;
        this.calls = new Calls(scheduler);
    }

    /** What was found. Fails only by a defect: what cannot be read is a finding. */
    public CompletionStage<VerificationReport> run() {
        List<CompletableFuture<Seen>> reading = sources.stream()
                .map(this::see)
                .map(CompletionStage::toCompletableFuture)
                .toList();
        return CompletableFuture.allOf(reading.toArray(CompletableFuture[]::new))
                .thenApply(all ->
                        judge(reading.stream().map(CompletableFuture::join).toList()));
    }

    private VerificationReport judge(List<Seen> seen) {
        return new VerificationReport(
                seen.stream()
                        .map(one -> one.reported(new PartJudgement(one, expected).findings()))
                        .toList(),
                new WholeJudgement(seen, expected).findings(),
                Optional.empty());
    }

    private CompletionStage<Seen> see(Source source) {
        if (source.prefix().isEmpty()) {
            return CompletableFuture.completedFuture(Seen.nothing(
                    source,
                    Finding.fault(
                            "location",
                            source.location().url(),
                            "does not lie in the storage that was given, "
                                    + source.storage().location(),
                            "give this member a storage that it lies in")));
        }
        return read(source, MetaNames.BACKUP)
                .thenCompose(found -> found.isEmpty()
                        ? CompletableFuture.completedFuture(Seen.nothing(source, absent(MetaNames.BACKUP)))
                        : parse(source, found.get()))
                .exceptionally(error -> Seen.nothing(source, unread(MetaNames.BACKUP, error)));
    }

    private static Finding absent(String name) {
        return Finding.fault(
                name,
                "",
                "is not there, so that this member's part was never completed, or was removed",
                "see the report of the backup; restore another one");
    }

    private static Finding unread(String name, Throwable error) {
        return Finding.fault(
                name, "", "could not be read: " + Causes.words(error), "see what the message says, and verify again");
    }

    private CompletionStage<Seen> parse(Source source, StoredObject found) {
        BackupMeta meta;
        try {
            meta = MetaReader.backup(found.content());
        } catch (IllegalArgumentException unusable) {
            return CompletableFuture.completedFuture(Seen.nothing(
                    source,
                    Finding.fault(
                            MetaNames.BACKUP, "", String.valueOf(unusable.getMessage()), "restore another backup")));
        }
        CompletableFuture<List<Finding>> others = others(source).toCompletableFuture();
        return snapshots(source, meta).thenCombine(others, (seen, found2) -> {
            List<Finding> all = new ArrayList<>(found2);
            all.addAll(seen.troubles());
            return new Seen(source, seen.meta(), seen.snapshots(), all);
        });
    }

    private CompletionStage<Seen> snapshots(Source source, BackupMeta meta) {
        List<SnapshotId> named = meta.content().snapshots().stream().distinct().toList();
        return calls.read(
                        "asking for the snapshots of " + source.cluster(),
                        limit,
                        () -> source.volumes().sources(named, limit))
                .handle((found, error) -> error == null
                        ? new Seen(source, Optional.of(meta), found, List.of())
                        : new Seen(
                                source, Optional.of(meta), List.of(), List.of(unread(PartJudgement.SNAPSHOTS, error))));
    }

    /** What a restore can do without, but a complete backup has. */
    private CompletionStage<List<Finding>> others(Source source) {
        Map<String, String> missing = new LinkedHashMap<>();
        missing.put(MetaNames.CLUSTER, "what Kubernetes had is known from the backupmeta only");
        missing.put(MetaNames.PD_STATE, "placement rules and settings of PD cannot be compared or replayed");
        List<CompletableFuture<List<Finding>>> looks = missing.entrySet().stream()
                .map(entry -> read(source, entry.getKey())
                        .thenApply(found -> found.isPresent() ? List.<Finding>of() : lacking(entry))
                        .exceptionally(error -> unasked(entry.getKey(), error))
                        .toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(looks.toArray(CompletableFuture[]::new))
                .thenApply(all ->
                        looks.stream().flatMap(look -> look.join().stream()).toList());
    }

    private static List<Finding> lacking(Map.Entry<String, String> missing) {
        return List.of(Finding.notice(missing.getKey(), "", "is not there; " + missing.getValue(), ""));
    }

    private static List<Finding> unasked(String name, Throwable error) {
        return List.of(Finding.notice(
                name, "", "could not be read: " + Causes.words(error), "see what the message says, and verify again"));
    }

    private CompletionStage<Optional<StoredObject>> read(Source source, String name) {
        String key = source.prefix().orElseThrow() + name;
        return calls.read("reading " + key, limit, () -> source.storage().read(key, limit));
    }
}
