package io.brfed.internal.direct;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.SnapshotId;
import io.brfed.api.StoreId;
import io.brfed.api.Tso;
import io.brfed.api.VolumeId;
import io.brfed.internal.direct.FastEntry.Whose;
import io.brfed.internal.direct.RestoreJournal.Pd;
import io.brfed.internal.direct.restore.VolumeEntry;
import io.brfed.spi.FastSnapshotRestore.Place;
import io.brfed.spi.RestoreTarget.Pod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The stored form of a {@link RestoreJournal}, as a part of its member's. */
final class RestoreText {
    private RestoreText() {}

    static void write(ObjectNode json, RestoreJournal journal) {
        ObjectNode volumes = json.putObject("volumes");
        journal.volumes.forEach((snapshot, entry) -> {
            ObjectNode one = volumes.putObject(snapshot.value()).put("attempt", entry.attempt());
            entry.volume().ifPresent(volume -> one.put("volume", volume.value()));
        });
        if (!journal.fast.isEmpty()) {
            ArrayNode fast = json.putArray("fast");
            journal.fast.forEach((place, entry) -> fast.addObject()
                    .put("snapshot", place.snapshot().value())
                    .put("zone", place.zone())
                    .put("whose", entry.whose().name())
                    .put("since", entry.since().toString()));
        }
        json.put("pd", journal.pd.name());
        Optional.ofNullable(journal.pdCluster).ifPresent(id -> json.put("pdCluster", Long.toUnsignedString(id)));
        Optional.ofNullable(journal.timestamp).ifPresent(ts -> json.put("timestamp", ts.toString()));
        json.put("placed", journal.placed);
        json.put("starting", journal.starting);
        json.put("warmed", journal.warmed);
        json.put("replayed", journal.replayed);
        json.put("recovery", journal.recovery);
        json.put("recovered", journal.recovered);
        Optional.ofNullable(journal.recovering).ifPresent(pods -> {
            ArrayNode array = json.putArray("recovering");
            pods.forEach(pod -> array.addObject()
                    .put("name", pod.name())
                    .put("uid", pod.uid())
                    .put("createdAt", pod.createdAt().toString()));
        });
        ObjectNode stores = json.putObject("stores");
        journal.stores.forEach((id, startedAt) -> stores.put(id.toString(), startedAt.toString()));
        json.put("released", journal.released);
        json.put("takeovers", journal.takeovers);
    }

    static void read(JsonNode json, RestoreJournal journal) {
        json.path("volumes")
                .properties()
                .forEach(field -> journal.volumes.put(
                        new SnapshotId(field.getKey()),
                        new VolumeEntry(
                                field.getValue().path("attempt").asInt(1),
                                text(field.getValue(), "volume").map(VolumeId::new))));
        json.path("fast")
                .forEach(entry -> journal.fast.put(
                        new Place(
                                new SnapshotId(entry.path("snapshot").asText()),
                                entry.path("zone").asText()),
                        new FastEntry(
                                Whose.valueOf(entry.path("whose").asText()),
                                Instant.parse(entry.path("since").asText()))));
        journal.pd = text(json, "pd").map(Pd::valueOf).orElse(Pd.UNTOUCHED);
        journal.pdCluster = text(json, "pdCluster").map(Long::parseUnsignedLong).orElse(null);
        journal.timestamp = text(json, "timestamp").map(Tso::parse).orElse(null);
        journal.placed = json.path("placed").asBoolean();
        journal.starting = json.path("starting").asBoolean();
        journal.warmed = json.path("warmed").asBoolean();
        journal.replayed = json.path("replayed").asBoolean();
        journal.recovery = json.path("recovery").asText("");
        journal.recovered = json.path("recovered").asText("");
        journal.recovering = json.has("recovering") ? pods(json.path("recovering")) : null;
        json.path("stores")
                .properties()
                .forEach(field -> journal.stores.put(
                        StoreId.parse(field.getKey()),
                        Instant.parse(field.getValue().asText())));
        journal.released = json.path("released").asBoolean();
        journal.takeovers = json.path("takeovers").asInt();
    }

    private static List<Pod> pods(JsonNode array) {
        List<Pod> pods = new ArrayList<>();
        array.forEach(pod -> pods.add(new Pod(
                pod.path("name").asText(),
                pod.path("uid").asText(),
                Instant.parse(pod.path("createdAt").asText()))));
        return List.copyOf(pods);
    }

    private static Optional<String> text(JsonNode node, String field) {
        return Optional.ofNullable(node.get(field)).map(JsonNode::asText);
    }
}
