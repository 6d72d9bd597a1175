package io.brfed.internal.direct;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.BackupLocation;
import io.brfed.api.ByteSize;
import io.brfed.api.Condition;
import io.brfed.api.OperationKind;
import io.brfed.api.Phase;
import io.brfed.api.Reached;
import io.brfed.api.SnapshotId;
import io.brfed.api.StoreId;
import io.brfed.api.Tso;
import io.brfed.api.VolumeId;
import io.brfed.plane.Closing;
import io.brfed.plane.Member;
import io.brfed.plane.MemberRequest;
import io.brfed.plane.PauseState;
import io.brfed.plane.Stamp;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The stored form of a {@link MemberJournal}. Numbers of 64 bits without sign are text. */
final class JournalText {
    private static final int VERSION = 1;
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final ObjectWriter WRITER = MAPPER.writerWithDefaultPrettyPrinter();

    private JournalText() {}

    static byte[] write(MemberJournal journal) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("version", VERSION);
        ObjectNode stamp = json.putObject("stamp");
        new TreeMap<>(journal.stamp.fields()).forEach(stamp::put);
        json.put("desired", journal.desired.name());
        json.put("createdAt", journal.createdAt.toString());
        journal.request.source().ifPresent(source -> json.put("source", source.url()));
        ArrayNode conditions = json.putArray("conditions");
        journal.conditions.values().forEach(reached -> conditions.add(condition(reached)));
        ObjectNode snapshots = json.putObject("snapshots");
        journal.snapshots.forEach((volume, snapshot) -> snapshots.put(volume.value(), snapshot.value()));
        ArrayNode surplus = json.putArray("surplus");
        journal.surplus.forEach(snapshot -> surplus.add(snapshot.value()));
        ArrayNode notes = json.putArray("notes");
        journal.notes.forEach(notes::add);
        json.put("deleting", journal.deleting);
        json.put("removeContents", journal.removeContents);
        json.put("capturing", journal.capturing);
        json.put("described", journal.described);
        ObjectNode zones = json.putObject("zones");
        journal.zones.forEach((volume, zone) -> zones.put(volume.value(), zone));
        ObjectNode owners = json.putObject("owners");
        journal.owners.forEach((volume, store) -> owners.put(volume.value(), store.toString()));
        optional(json, journal);
        if (journal.request.member().kind() == OperationKind.RESTORE) {
            RestoreText.write(json.putObject("restore"), journal.restore);
        }
        return bytes(json);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @return empty if it is nothing of ours
     */
    static Optional<MemberJournal> read(Member member, byte[] content) {
        try {
            JsonNode json = MAPPER.readTree(content);
            if (json.path("version").asInt() != VERSION) {
                return Optional.empty();
            }
            Map<String, String> fields = new TreeMap<>();
            json.path("stamp")
                    .properties()
                    .forEach(
                            field -> fields.put(field.getKey(), field.getValue().asText()));
            return Stamp.parse(fields).map(stamp -> read(member, json, stamp));
        } catch (IOException | IllegalArgumentException | DateTimeException unreadable) {
            return Optional.empty();
        }
    }

    private static MemberJournal read(Member member, JsonNode json, Stamp stamp) {
        Optional<BackupLocation> source = text(json, "source").map(BackupLocation::new);
        MemberJournal journal = new MemberJournal(
                new MemberRequest(member, source),
                Instant.parse(json.path("createdAt").asText()),
                stamp,
                Phase.valueOf(json.path("desired").asText()));
        json.path("conditions")
                .forEach(node -> journal.reach(
                        Condition.valueOf(node.path("condition").asText()),
                        Instant.parse(node.path("since").asText()),
                        node.path("reason").asText(),
                        node.path("message").asText()));
        json.path("snapshots")
                .properties()
                .forEach(field -> journal.snapshots.put(
                        new VolumeId(field.getKey()),
                        new SnapshotId(field.getValue().asText())));
        json.path("surplus").forEach(node -> journal.surplus.add(new SnapshotId(node.asText())));
        json.path("notes").forEach(node -> journal.notes.add(node.asText()));
        journal.deleting = json.path("deleting").asBoolean();
        journal.removeContents = json.path("removeContents").asBoolean();
        journal.capturing = json.path("capturing").asBoolean();
        journal.described = json.path("described").asBoolean();
        json.path("zones")
                .properties()
                .forEach(field -> journal.zones.put(
                        new VolumeId(field.getKey()), field.getValue().asText()));
        json.path("owners")
                .properties()
                .forEach(field -> journal.owners.put(
                        new VolumeId(field.getKey()),
                        StoreId.parse(field.getValue().asText())));
        journal.unansweredAt = text(json, "unansweredAt").map(Instant::parse).orElse(null);
        journal.clusterVersion = text(json, "clusterVersion").orElse(null);
        journal.pdClusterId =
                text(json, "pdClusterId").map(Long::parseUnsignedLong).orElse(null);
        journal.commitTs = text(json, "commitTs").map(Tso::parse).orElse(null);
        journal.size = json.has("size") ? new ByteSize(json.path("size").asLong()) : null;
        journal.incrementalSize = json.has("incrementalSize")
                ? new ByteSize(json.path("incrementalSize").asLong())
                : null;
        journal.location = text(json, "location").map(BackupLocation::new).orElse(null);
        journal.pauseIdentity = text(json, "pauseIdentity").orElse(null);
        journal.pause = json.has("pause") ? pause(json.path("pause")) : null;
        journal.closing = json.has("closing") ? closing(json.path("closing")) : null;
        RestoreText.read(json.path("restore"), journal.restore);
        return journal;
    }

    private static void optional(ObjectNode json, MemberJournal journal) {
        Optional.ofNullable(journal.commitTs).ifPresent(ts -> json.put("commitTs", ts.toString()));
        Optional.ofNullable(journal.size).ifPresent(size -> json.put("size", size.bytes()));
        Optional.ofNullable(journal.incrementalSize).ifPresent(size -> json.put("incrementalSize", size.bytes()));
        Optional.ofNullable(journal.location).ifPresent(location -> json.put("location", location.url()));
        Optional.ofNullable(journal.unansweredAt).ifPresent(at -> json.put("unansweredAt", at.toString()));
        Optional.ofNullable(journal.clusterVersion).ifPresent(version -> json.put("clusterVersion", version));
        Optional.ofNullable(journal.pdClusterId).ifPresent(id -> json.put("pdClusterId", Long.toUnsignedString(id)));
        Optional.ofNullable(journal.pauseIdentity).ifPresent(identity -> json.put("pauseIdentity", identity));
        Optional.ofNullable(journal.pause).ifPresent(pause -> {
            ObjectNode node = json.putObject("pause");
            pause.identity().ifPresent(identity -> node.put("identity", identity));
            node.put("endsBy", pause.endsBy().toString());
            node.put("lag", pause.lag().toString());
            node.put("hold", pause.hold().name());
            node.put("detail", pause.detail());
        });
        Optional.ofNullable(journal.closing).ifPresent(closing -> {
            ObjectNode node = json.putObject("closing");
            node.put("tso", closing.closingTso().toString());
            node.put("idHighWater", Long.toUnsignedString(closing.idHighWater()));
        });
    }

    private static ObjectNode condition(Reached reached) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("condition", reached.condition().name());
        node.put("since", reached.since().toString());
        node.put("reason", reached.reason());
        node.put("message", reached.message());
        return node;
    }

    private static PauseState pause(JsonNode node) {
        return new PauseState(
                text(node, "identity"),
                Instant.parse(node.path("endsBy").asText()),
                Duration.parse(node.path("lag").asText()),
                PauseState.Hold.valueOf(node.path("hold").asText()),
                node.path("detail").asText());
    }

    private static Closing closing(JsonNode node) {
        return new Closing(
                Tso.parse(node.path("tso").asText()),
                Long.parseUnsignedLong(node.path("idHighWater").asText()));
    }

    private static Optional<String> text(JsonNode node, String field) {
        return Optional.ofNullable(node.get(field)).map(JsonNode::asText);
    }

    private static byte[] bytes(ObjectNode json) {
        try {
            return WRITER.writeValueAsBytes(json);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
