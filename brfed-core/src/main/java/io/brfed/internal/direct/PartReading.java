package io.brfed.internal.direct;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.brfed.api.BackupLocation;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.SnapshotId;
import io.brfed.api.Tso;
import io.brfed.internal.direct.meta.BackupMeta;
import io.brfed.internal.direct.meta.MetaNames;
import io.brfed.internal.direct.meta.MetaReader;
import io.brfed.internal.loop.Calls;
import io.brfed.spi.StoredObject;
import io.brfed.spi.TakenSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Reads what is restored of one member. */
final class PartReading {
    /** How far after its start a snapshot of the original may hold commits that nobody recorded. */
    private static final Duration UNRECORDED = Duration.ofMinutes(10);

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final Ground ground;
    private final SourceFolder folder;
    private final Calls calls;

    PartReading(Ground ground, SourceFolder folder) {
        this.ground = ground;
        this.folder = folder;
        this.calls = ground.calls();
    }

    /** The part; fails if it is not whole. */
    CompletionStage<BackupPart> read() {
        return folder.read(MetaNames.BACKUP).thenCompose(found -> {
            StoredObject document = found.orElseThrow(() -> new ProviderException(
                    Fault.REFUSED,
                    "there is no backupmeta at " + folder.location()
                            + ": the backup was not completed, was removed, or lies elsewhere"));
            BackupMeta meta = parse(document.content());
            return ceiling(meta)
                    .thenCombine(pdState(), (ceiling, state) -> new BackupPart(meta, document, ceiling, state));
        });
    }

    private BackupMeta parse(byte[] document) {
        try {
            return MetaReader.backup(document);
        } catch (IllegalArgumentException unusable) {
            throw new ProviderException(Fault.REFUSED, folder.location() + ": " + unusable.getMessage(), unusable);
        }
    }

    /** What the initializer recorded after the last snapshot; else the time of the last snapshot, with an allowance. */
    private CompletionStage<Tso> ceiling(BackupMeta meta) {
        if (meta.facts().isPresent()) {
            return CompletableFuture.completedFuture(meta.facts().get().closingTso());
        }
        Set<SnapshotId> snapshots = Set.copyOf(meta.content().snapshots());
        Duration limit = ground.settings().call();
        return calls.read(
                        "asking for the snapshots at " + folder.location(),
                        limit,
                        () -> ground.snapshots().describe(snapshots, limit))
                .thenApply(seen -> latest(seen, snapshots.size()));
    }

    private Tso latest(List<TakenSnapshot> seen, int wanted) {
        if (seen.size() < wanted || seen.isEmpty()) {
            throw new ProviderException(
                    Fault.REFUSED,
                    "of the " + wanted + " snapshots at " + folder.location() + " only " + seen.size()
                            + " exist, or are shared with this account");
        }
        Instant last = seen.stream()
                .map(TakenSnapshot::startedAt)
                .max(Instant::compareTo)
                .orElseThrow();
        return Tso.at(last.plus(UNRECORDED));
    }

    private CompletionStage<Map<String, String>> pdState() {
        return folder.read(MetaNames.PD_STATE)
                .thenApply(found -> found.map(PartReading::documents).orElse(Map.of()));
    }

    private static Map<String, String> documents(StoredObject stored) {
        Map<String, String> documents = new TreeMap<>();
        try {
            MAPPER.readTree(stored.content())
                    .properties()
                    .forEach(field ->
                            documents.put(field.getKey(), field.getValue().toString()));
        } catch (JacksonException notJson) {
            return Map.of();
        } catch (IOException impossible) {
            throw new UncheckedIOException("reading from memory failed", impossible);
        }
        return documents;
    }

    /** Where a part lies, and how its objects are read and written. */
    static SourceFolder folder(Ground ground, RestoreMeans means, Optional<BackupLocation> source) {
        BackupLocation location = source.orElseThrow(() -> new ProviderException(
                Fault.REFUSED,
                "the request does not say where the part of " + ground.cluster()
                        + " lies; restore from the backup's report or from explicit locations"));
        return SourceFolder.of(ground, means, location);
    }
}
