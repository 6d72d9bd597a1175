package io.brfed.tikv.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.brfed.api.StoreId;
import io.brfed.api.Tso;
import io.brfed.spi.PdClient.MinResolvedTs;
import io.brfed.spi.PdClient.PausedScheduler;
import io.brfed.spi.PdClient.RunningOperator;
import io.brfed.spi.PdStore;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what PD answers over HTTP. Lists may be {@code null} and fields that are zero may be missing. */
final class PdJson {
    private static final BigInteger MOST = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
    private static final Pattern REGION = Pattern.compile("\\bregion:\\s*(\\d+)");
    private static final long OFFLINE = 1;
    private static final long TOMBSTONE = 2;
    private static final long PREPARING = 0;

    private PdJson() {}

    /** A number of 64 bits without sign; 0 if it is missing. */
    static long unsigned(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return 0;
        }
        if (node.isTextual()) {
            return Long.parseUnsignedLong(node.textValue());
        }
        if (!node.isIntegralNumber()
                || node.bigIntegerValue().signum() < 0
                || node.bigIntegerValue().compareTo(MOST) > 0) {
            throw new NumberFormatException("'" + node + "' is not an unsigned number of 64 bits");
        }
        return node.bigIntegerValue().longValue();
    }

    static MinResolvedTs minResolvedTs(JsonNode node) {
        boolean enabled = node.path("is_real_time").asBoolean(false);
        long value = unsigned(node.path("min_resolved_ts"));
        // PD says "none" by the greatest number, too, which would pass for a timestamp of the far future.
        return new MinResolvedTs(enabled, new Tso(value == -1 ? 0 : value));
    }

    static List<PdStore> stores(JsonNode node) {
        List<PdStore> stores = new ArrayList<>();
        for (JsonNode entry : node.path("stores")) {
            JsonNode store = entry.path("store");
            if (store.path("state").asLong() != TOMBSTONE
                    && !store.path("state_name").asText("").equals("Tombstone")) {
                stores.add(store(store));
            }
        }
        return List.copyOf(stores);
    }

    private static PdStore store(JsonNode store) {
        Map<String, String> labels = new LinkedHashMap<>();
        store.path("labels")
                .forEach(label -> labels.put(
                        label.path("key").asText(""), label.path("value").asText("")));
        return new PdStore(
                new StoreId(unsigned(store.path("id"))),
                state(store),
                store.path("address").asText(""),
                store.path("peer_address").asText(""),
                labels,
                store.path("version").asText(""),
                Instant.ofEpochSecond(store.path("start_timestamp").asLong()),
                Instant.ofEpochSecond(0, store.path("last_heartbeat").asLong()));
    }

    private static PdStore.State state(JsonNode store) {
        if (store.path("state").asLong() == OFFLINE) {
            return PdStore.State.OFFLINE;
        }
        return switch (store.path("state_name").asText("")) {
            case "Offline" -> PdStore.State.OFFLINE;
            case "Disconnected" -> PdStore.State.DISCONNECTED;
            case "Down" -> PdStore.State.DOWN;
            default -> store.path("node_state").asLong() == PREPARING ? PdStore.State.PREPARING : PdStore.State.UP;
        };
    }

    static List<String> names(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.forEach(name -> names.add(name.asText()));
        return List.copyOf(names);
    }

    static List<PausedScheduler> pausedSchedulers(JsonNode node) {
        List<PausedScheduler> paused = new ArrayList<>();
        node.forEach(entry -> paused.add(new PausedScheduler(
                entry.path("name").asText(), seconds(entry.path("paused_at")), seconds(entry.path("resume_at")))));
        return List.copyOf(paused);
    }

    /** A time as PD's versions write it: seconds since 1970, or RFC 3339 in PD's own time zone. */
    private static long seconds(JsonNode time) {
        if (!time.isTextual()) {
            return time.asLong();
        }
        try {
            return OffsetDateTime.parse(time.textValue()).toEpochSecond();
        } catch (DateTimeException unknown) {
            throw new NumberFormatException("'" + time.textValue() + "' is not a time");
        }
    }

    static Map<String, String> settings(JsonNode node) {
        Map<String, String> settings = new LinkedHashMap<>();
        node.properties()
                .forEach(field -> settings.put(field.getKey(), field.getValue().toString()));
        return Map.copyOf(settings);
    }

    static List<RunningOperator> operators(JsonNode node) {
        List<RunningOperator> operators = new ArrayList<>();
        node.forEach(entry -> operators.add(operator(entry)));
        return List.copyOf(operators);
    }

    /** An operator as a sentence that names its region, or as an object. */
    private static RunningOperator operator(JsonNode entry) {
        if (entry.isObject()) {
            return new RunningOperator(unsigned(entry.path("region_id")), entry.toString());
        }
        Matcher region = REGION.matcher(entry.asText());
        return new RunningOperator(region.find() ? Long.parseUnsignedLong(region.group(1)) : 0, entry.asText());
    }
}
