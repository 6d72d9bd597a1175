package io.brfed.internal.direct;

import io.brfed.api.StoreId;
import io.brfed.api.Tso;
import io.brfed.internal.direct.meta.BackupMeta;
import io.brfed.internal.direct.meta.MetaContent;
import io.brfed.internal.direct.meta.PauseFacts;
import io.brfed.spi.StoredObject;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is restored of one member of a backup. Immutable.
 *
 * @param meta what its metadata says
 * @param document the metadata as it is stored
 * @param latestCommit no commit on its volumes is above this
 * @param pdState the documents of the backup's PD; empty where they were not recorded
 */
record BackupPart(BackupMeta meta, StoredObject document, Tso latestCommit, Map<String, String> pdState) {
    BackupPart {
        pdState = Map.copyOf(pdState);
    }

    /** Its stores; those without an id are left out, which is a fault of its plan. */
    Set<StoreId> stores() {
        Set<StoreId> ids = new TreeSet<>();
        meta.content().stores().stream()
                .map(MetaContent.Store::id)
                .flatMap(Optional::stream)
                .forEach(ids::add);
        return ids;
    }

    /** What the timestamp of a PD must be above before the volumes are used. */
    Tso ceiling() {
        return latestCommit.compareTo(meta.commitTs()) > 0 ? latestCommit : meta.commitTs();
    }

    /** The greatest id that was given out; unsigned; 0 if that was not recorded. */
    long idHighWater() {
        return meta.facts().map(facts -> facts.closing().idHighWater()).orElse(0L);
    }

    /** The id of the TiDB cluster that was backed up; unsigned; empty if nobody recorded it. */
    Optional<Long> pdClusterId() {
        return meta.facts().map(PauseFacts::pdClusterId).filter(id -> id != 0).or(this::statusClusterId);
    }

    private Optional<Long> statusClusterId() {
        return meta.content()
                .objects()
                .tidbCluster()
                .map(object -> object.at("/status/clusterID").asText(""))
                .filter(text -> text.matches("\\d{1,20}"))
                .map(Long::parseUnsignedLong);
    }
}
