package io.brfed.internal.direct;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.BackupLocation;
import io.brfed.api.OperationId;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.internal.direct.meta.BackupMetaWriter;
import io.brfed.internal.direct.meta.ClusterMetaWriter;
import io.brfed.internal.direct.meta.KubernetesSection;
import io.brfed.internal.direct.meta.MetaNames;
import io.brfed.internal.direct.meta.PauseFacts;
import io.brfed.internal.loop.Calls;
import io.brfed.internal.loop.Causes;
import io.brfed.plane.Member;
import io.brfed.spi.BackupStorage.Condition;
import io.brfed.spi.ClusterInventory.Manifest;
import io.brfed.spi.StoredObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Where one member's part of a backup is kept: the objects that restores read, under a prefix of its own. Touched by tasks of
 * the scheduler only.
 */
final class BackupFolder {
    /** What tools that find the folder show to people; nobody reads it but they. */
    private static final String NOTICE =
            "A backup of volume snapshots was begun here by operation %s. Keep other backups out of this folder.\n";

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final int MOST_OBJECTS = 10_000;
    private static final int REMOVALS_AT_ONCE = 32;
    private static final List<String> PD_DOCUMENTS = List.of(
            "placement-rules",
            "region-label-rules",
            "schedule",
            "replicate",
            "resource-groups",
            "changefeeds",
            "log-backups");

    private final Ground ground;
    private final Calls calls;
    private final String prefix;

    BackupFolder(Ground ground, Member member) {
        this.ground = ground;
        this.calls = ground.calls();
        // As a federation of the original names the folders of its members; a context name may hold any character.
        this.prefix = member.operation() + "-" + readable(member.cluster().value()) + "/";
    }

    /** Where that is. */
    BackupLocation location() {
        String root = ground.storage().location().url();
        return new BackupLocation((root.endsWith("/") ? root : root + "/") + prefix.substring(0, prefix.length() - 1));
    }

    /** Which operation wrote what is there: empty if nothing is, an empty text if it was not brfed. */
    CompletionStage<Optional<String>> owner() {
        return read(MetaNames.CLUSTER)
                .thenCombine(
                        read(MetaNames.BACKUP),
                        (cluster, backup) ->
                                cluster.map(BackupFolder::ownerOf).or(() -> backup.map(BackupFolder::ownerOf)));
    }

    /** Which operation wrote down that its backup is good: empty if none did, an empty text if it was not brfed. */
    CompletionStage<Optional<String>> committedBy() {
        return read(MetaNames.BACKUP).thenApply(found -> found.map(BackupFolder::ownerOf));
    }

    /** Writes what was found before the snapshots, and the manifests for people. */
    CompletionStage<Boolean> describe(Discovery.Found found, OperationId id) {
        byte[] clusterMeta =
                ClusterMetaWriter.write(found.plan().inventory(), found.pd().allTikv(), id);
        List<CompletableFuture<?>> writes = new ArrayList<>();
        for (Manifest manifest : found.plan().inventory().documents().manifests()) {
            writes.add(put(MetaNames.of(manifest), manifest.yaml().getBytes(StandardCharsets.UTF_8))
                    .toCompletableFuture());
        }
        writes.add(put(MetaNames.LOCK, NOTICE.formatted(id).getBytes(StandardCharsets.UTF_8))
                .toCompletableFuture());
        writes.add(own(MetaNames.CLUSTER, clusterMeta, id).toCompletableFuture());
        return CompletableFuture.allOf(writes.toArray(CompletableFuture[]::new)).thenApply(all -> true);
    }

    /** Writes the state of PD and then what makes the backup one. */
    CompletionStage<Boolean> commit(MemberJournal journal, PauseFacts facts, String clusterVersion) {
        return pdState()
                .thenCompose(state -> put(MetaNames.PD_STATE, state))
                .thenCompose(written -> read(MetaNames.CLUSTER))
                .thenCompose(found -> {
                    byte[] clusterMeta = found.map(StoredObject::content)
                            .orElseThrow(() ->
                                    new ProviderException(Fault.REFUSED, "the clustermeta is gone from " + location()));
                    BackupMetaWriter.Content content = CommittedContent.of(clusterMeta, journal, facts, clusterVersion);
                    byte[] backupMeta = BackupMetaWriter.write(content, KubernetesSection.ofClusterMeta(clusterMeta));
                    return own(MetaNames.BACKUP, backupMeta, facts.operation());
                });
    }

    /**
     * Removes everything that an operation wrote.
     *
     * @return what could not be removed; empty if nothing is left
     */
    CompletionStage<List<String>> remove(OperationId id) {
        return owner().thenCompose(owner -> {
                    boolean theirs =
                            owner.filter(text -> !text.equals(id.value())).isPresent();
                    return theirs ? CompletableFuture.completedFuture(List.<String>of()) : removeAll();
                })
                .exceptionally(error ->
                        List.of("the objects under " + location() + " were not removed: " + Causes.words(error)));
    }

    private CompletionStage<List<String>> removeAll() {
        Duration limit = ground.settings().call();
        return calls.read("listing " + location(), limit, () -> ground.storage().list(prefix, MOST_OBJECTS, limit))
                .thenCompose(keys -> {
                    List<String> left = new ArrayList<>();
                    List<CompletableFuture<?>> removals = new ArrayList<>();
                    Turns turns = new Turns(ground.scheduler(), REMOVALS_AT_ONCE);
                    keys.forEach(key ->
                            removals.add(turns.take(() -> remove(key, left)).toCompletableFuture()));
                    return CompletableFuture.allOf(removals.toArray(CompletableFuture[]::new))
                            .thenApply(all -> List.copyOf(left));
                });
    }

    private CompletionStage<Boolean> remove(String key, List<String> left) {
        Duration limit = ground.settings().call();
        return calls.write(
                        "removing " + key,
                        limit,
                        () -> ground.storage().delete(key, limit).thenApply(done -> true))
                .exceptionally(error -> left.add(key + " was not removed: " + Causes.words(error)));
    }

    private CompletionStage<byte[]> pdState() {
        Duration limit = ground.settings().call();
        return calls.read("reading PD's state", limit, () -> ground.reach().pd().state(PD_DOCUMENTS, limit))
                .thenApply(BackupFolder::json);
    }

    private CompletionStage<Optional<StoredObject>> read(String name) {
        Duration limit = ground.settings().call();
        return calls.read(
                "reading " + prefix + name, limit, () -> ground.storage().read(prefix + name, limit));
    }

    private CompletionStage<Boolean> put(String name, byte[] content) {
        Duration limit = ground.settings().call();
        return calls.write(
                        "writing " + prefix + name,
                        limit,
                        () -> ground.storage().write(prefix + name, content, Condition.ALWAYS, limit))
                .thenApply(Optional::isPresent);
    }

    /** Writes an object unless somebody else's is there; one of this operation stays as it is. */
    private CompletionStage<Boolean> own(String name, byte[] content, OperationId id) {
        Duration limit = ground.settings().call();
        return calls.write(
                        "writing " + prefix + name,
                        limit,
                        () -> ground.storage().write(prefix + name, content, Condition.ABSENT, limit))
                .thenCompose(written -> written.isPresent()
                        ? CompletableFuture.completedFuture(true)
                        : read(name).thenApply(found -> ofOperation(name, found, id)));
    }

    private boolean ofOperation(String name, Optional<StoredObject> found, OperationId id) {
        if (found.map(BackupFolder::ownerOf).filter(id.value()::equals).isPresent()) {
            return true;
        }
        throw new ProviderException(
                Fault.REFUSED,
                location() + " is in use by another backup, whose " + name + " was left as it is; choose another name");
    }

    private static String ownerOf(StoredObject stored) {
        try {
            return MAPPER.readTree(stored.content())
                    .path("brfed")
                    .path("operation")
                    .asText("");
        } catch (IOException half) {
            return "";
        }
    }

    private static byte[] json(Map<String, String> documents) {
        ObjectNode all = MAPPER.createObjectNode();
        try {
            for (Map.Entry<String, String> document : documents.entrySet()) {
                all.set(document.getKey(), MAPPER.readTree(document.getValue()));
            }
            return MAPPER.writeValueAsBytes(all);
        } catch (JsonProcessingException notJson) {
            throw new ProviderException(Fault.REFUSED, "PD's state is not JSON: " + notJson.getOriginalMessage());
        }
    }

    /** A name that is safe in a key; one that had to be changed ends with a digest, so that no two become one. */
    private static String readable(String name) {
        String safe = name.replaceAll("[^A-Za-z0-9._-]", "-");
        return safe.equals(name) ? name : safe + "-" + Integer.toHexString(name.hashCode());
    }
}
