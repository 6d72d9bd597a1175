package io.brfed.internal.direct.recovery;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.Tso;
import io.brfed.internal.direct.recovery.RecoveryState.Range;
import io.brfed.spi.Key;
import io.brfed.spi.StoreRecovery.Times;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The stored form of a {@link RecoveryState}. */
final class RecoveryText {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    /** Says whose it is; notes from before this was written have an idBase and no owner. */
    private static final String OWNER = "native";

    private static final HexFormat HEX = HexFormat.of();

    private RecoveryText() {}

    static String write(RecoveryState state) {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("recovery", OWNER);
        json.put("idBase", Long.toUnsignedString(state.idBase()));
        state.times()
                .ifPresent(times -> json.putObject("times")
                        .put("version", times.version().toString())
                        .put("start", times.start().toString())
                        .put("commit", times.commit().toString()));
        ranges(json.putArray("prepared"), state.prepared());
        ranges(json.putArray("done"), state.done());
        json.put("regions", state.regions());
        return json.toString();
    }

    private static void ranges(ArrayNode array, List<Range> ranges) {
        ranges.forEach(range -> array.addArray()
                .add(HEX.formatHex(range.start().bytes()))
                .add(HEX.formatHex(range.end().bytes())));
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IllegalArgumentException if it is something else
     */
    static RecoveryState read(String text) {
        if (text.isEmpty()) {
            return RecoveryState.NEW;
        }
        try {
            JsonNode json = MAPPER.readTree(text);
            if (!json.path("recovery").asText(OWNER).equals(OWNER)
                    || !json.path("idBase").isTextual()) {
                throw new IllegalArgumentException(
                        "the recovery that began this kept notes of its own, which the native"
                                + " recovery cannot go on with: go on with the one that began, or delete the restore and begin"
                                + " anew. They are " + text.length() + " characters, and have " + names(json));
            }
            JsonNode times = json.path("times");
            return new RecoveryState(
                    Long.parseUnsignedLong(json.path("idBase").asText()),
                    times.isObject()
                            ? Optional.of(new Times(tso(times, "version"), tso(times, "start"), tso(times, "commit")))
                            : Optional.empty(),
                    ranges(json.path("prepared")),
                    ranges(json.path("done")),
                    json.path("regions").asLong());
        } catch (JacksonException notJson) {
            throw new IllegalArgumentException(
                    "the recovery's state of " + text.length() + " characters cannot be read: "
                            + notJson.getOriginalMessage(),
                    notJson);
        }
    }

    private static List<String> names(JsonNode json) {
        List<String> names = new ArrayList<>();
        json.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Tso tso(JsonNode times, String field) {
        return Tso.parse(times.path(field).asText());
    }

    private static List<Range> ranges(JsonNode array) {
        List<Range> ranges = new ArrayList<>();
        array.forEach(range -> ranges.add(new Range(key(range.path(0)), key(range.path(1)))));
        return ranges;
    }

    private static Key key(JsonNode hex) {
        return Key.of(HEX.parseHex(hex.asText()));
    }
}
