package io.brfed.tikv.testserver;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.brfed.tikv.internal.wire.metapb.Store;
import io.brfed.tikv.internal.wire.metapb.StoreState;
import io.brfed.tikv.testserver.Front.HttpReply;
import io.brfed.tikv.testserver.Front.HttpRequest;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** PD's HTTP interface as one of its members has it. */
final class PdHttpApi {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String V1 = "/pd/api/v1";
    static final HttpReply UNBOOTSTRAPPED =
            text(500, "[PD:cluster:ErrNotBootstrapped]TiKV cluster not bootstrapped, please start TiKV first");
    private static final String SCHEDULE = """
            {"leader-schedule-limit":4,"region-schedule-limit":2048,"replica-schedule-limit":64,\
            "merge-schedule-limit":8,"hot-region-schedule-limit":4,"max-snapshot-count":64,\
            "max-pending-peer-count":64,"max-store-down-time":"30m0s","enable-location-replacement":"true",\
            "enable-tikv-split-region":"true","store-limit":{"1":{"add-peer":15,"remove-peer":15}},\
            "tolerant-size-ratio":0.1}""";
    private static final Pattern SECONDS = Pattern.compile("\\bttlSecond=(\\d{1,10})(?!\\d)");

    private final PdState state;
    private final int member;

    PdHttpApi(PdState state, int member) {
        this.state = state;
        this.member = member;
    }

    HttpReply answer(HttpRequest request) {
        synchronized (state) {
            boolean follower = state.leader() != member;
            if (follower && request.headers().containsKey("pd-redirector")) {
                return text(500, "redirect to not leader");
            }
            if (state.leader() < 0) {
                return text(
                        503,
                        state.since(8, 5) ? "[PD:apiutil:ErrRedirectNoLeader]redirect finds no leader" : "no leader");
            }
            return route(request);
        }
    }

    private HttpReply route(HttpRequest request) {
        String path = request.path();
        if (path.equals("/resource-manager/api/v1/config/groups")) {
            return state.since(7, 1) ? ok("[]") : text(404, "404 page not found");
        }
        if (!path.startsWith(V1)) {
            return text(404, "404 page not found");
        }
        Optional<HttpReply> settings = state.rules.answer(request);
        if (settings.isPresent()) {
            return settings.get();
        }
        String[] parts = path.substring(V1.length() + 1).split("/", -1);
        return switch (request.method() + " " + parts[0]) {
            case "GET version" -> ok("{\"version\":\"v" + state.version + "\",\"build_time\":\"\",\"hash\":\"\"}");
            case "GET config" ->
                ok(parts[parts.length - 1].equals("schedule") ? SCHEDULE : "\"" + state.version + "\"");
            case "POST config" -> setTemporarily(request);
            case "GET stores" -> state.cluster.bootstrapped() ? stores() : UNBOOTSTRAPPED;
            case "GET min-resolved-ts" -> state.cluster.bootstrapped() ? minResolved() : UNBOOTSTRAPPED;
            case "GET schedulers" -> state.cluster.bootstrapped() ? schedulers(request) : UNBOOTSTRAPPED;
            case "POST schedulers", "POST checker" ->
                state.cluster.bootstrapped() ? pause(parts, request) : UNBOOTSTRAPPED;
            case "GET operators" -> operators();
            case "DELETE operators" -> cancel(parts);
            case "GET admin", "POST admin", "DELETE admin" -> new PdAdmin(state).answer(request);
            default -> text(404, "404 page not found");
        };
    }

    private HttpReply pause(String[] parts, HttpRequest request) {
        if (parts.length != 2) {
            return text(404, "404 page not found");
        }
        JsonNode body = parse(request.body());
        if (!body.path("delay").isIntegralNumber()) {
            return text(400, "missing pause time");
        }
        long delay = body.path("delay").asLong();
        if (delay < 0 && parts[0].equals("checker")) {
            return text(400, "delay time must be non-negative");
        }
        boolean known = parts[0].equals("checker")
                ? state.scheduling.pauseChecker(parts[1], delay, state.now())
                : state.scheduling.pause(parts[1], delay, state.now());
        return known
                ? text(200, "Pause or resume the scheduler successfully.")
                : text(500, "[PD:scheduler:ErrSchedulerNotFound]scheduler not found");
    }

    private HttpReply schedulers(HttpRequest request) {
        ArrayNode answer = JSON.createArrayNode();
        if (!request.query().contains("status=paused")) {
            PdScheduling.SCHEDULERS.forEach(answer::add);
            return ok(answer.toString());
        }
        Map<String, PdScheduling.Span> paused = new TreeMap<>(state.scheduling.paused(state.now()));
        if (!request.query().contains("timestamp")) {
            // Filtered lists that are empty are null in Go.
            paused.keySet().forEach(answer::add);
            return ok(paused.isEmpty() ? "null" : answer.toString());
        }
        paused.forEach((name, span) -> answer.addObject()
                .put("name", name)
                .put("paused_at", time(span.from()))
                .put("resume_at", time(span.until())));
        return ok(answer.toString());
    }

    /** PD writes times in its own time zone. */
    private static String time(Instant instant) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                Instant.ofEpochSecond(instant.getEpochSecond()).atOffset(ZoneOffset.ofHours(8)));
    }

    private HttpReply setTemporarily(HttpRequest request) {
        Matcher seconds = SECONDS.matcher(request.query());
        if (!seconds.find()) {
            return text(400, "ttlSecond is not a number");
        }
        Map<String, String> settings = new TreeMap<>();
        parse(request.body())
                .properties()
                .forEach(field -> settings.put(field.getKey(), field.getValue().toString()));
        Duration ttl = Duration.ofSeconds(Long.parseLong(seconds.group(1)));
        var refused = state.scheduling.set(settings, ttl, state.now());
        if (!refused.isEmpty()) {
            return text(400, "unsupported ttl config " + refused.get(0));
        }
        return text(200, ttl.isZero() ? "The ttl config is deleted." : "The ttl config is updated.");
    }

    private HttpReply operators() {
        ArrayNode answer = JSON.createArrayNode();
        state.scheduling
                .operators()
                .forEach((region, what) -> answer.add(what + " {mv peer: store [1] to [2]} (kind:region," + " region:"
                        + Long.toUnsignedString(region) + "(1, 1), createdAt:2026-11-22, currentStep:0, steps:[])"));
        return ok(answer.toString());
    }

    private HttpReply cancel(String[] parts) {
        boolean was = parts.length > 1 && state.scheduling.operators().remove(Long.parseUnsignedLong(parts[1])) != null;
        return was ? text(200, "The pending operator is canceled.") : text(500, "operator not found");
    }

    private HttpReply minResolved() {
        ObjectNode answer = JSON.createObjectNode();
        boolean on = state.resolving() != PdState.Resolving.OFF;
        if (on) {
            answer.put("is_real_time", true);
        }
        answer.put("min_resolved_ts", unsigned(state.minResolved()));
        answer.put("persist_interval", on ? "1s" : "0s");
        if (state.since(7, 5)) {
            ObjectNode each = answer.putObject("stores_min_resolved_ts");
            state.cluster.resolved().forEach((store, ts) -> each.put(Long.toUnsignedString(store), unsigned(ts)));
        }
        return ok(answer.toString());
    }

    private HttpReply stores() {
        ArrayNode list = JSON.createArrayNode();
        for (Store store : state.cluster.stores()) {
            if (store.getState() != StoreState.Tombstone) {
                ObjectNode entry = list.addObject();
                entry.set("store", store(store));
                entry.putObject("status").put("leader_count", state.cluster.leadersOf(store.getId()));
            }
        }
        ObjectNode answer = JSON.createObjectNode();
        answer.put("count", list.size());
        answer.set("stores", list.isEmpty() ? JSON.nullNode() : list);
        return ok(answer.toString());
    }

    /** Fields that are zero are left out, as Go does it. */
    private ObjectNode store(Store store) {
        ObjectNode json = JSON.createObjectNode();
        json.put("id", unsigned(store.getId()));
        json.put("address", store.getAddress());
        if (store.getState() != StoreState.Up) {
            json.put("state", store.getStateValue());
        }
        if (store.getLabelsCount() > 0) {
            ArrayNode labels = json.putArray("labels");
            store.getLabelsList()
                    .forEach(label ->
                            labels.addObject().put("key", label.getKey()).put("value", label.getValue()));
        }
        json.put("version", store.getVersion());
        if (!store.getPeerAddress().isEmpty()) {
            json.put("peer_address", store.getPeerAddress());
        }
        json.put("start_timestamp", store.getStartTimestamp());
        json.put("last_heartbeat", store.getLastHeartbeat());
        if (store.getNodeStateValue() != 0) {
            json.put("node_state", store.getNodeStateValue());
        }
        return json.put("state_name", stateName(store));
    }

    private String stateName(Store store) {
        if (store.getState() != StoreState.Up) {
            return store.getState().name();
        }
        Duration silence = Duration.between(Instant.ofEpochSecond(0, store.getLastHeartbeat()), state.now());
        if (silence.compareTo(PdCluster.DOWN) > 0) {
            return "Down";
        }
        return silence.compareTo(PdCluster.DISCONNECTED) > 0 ? "Disconnected" : "Up";
    }

    private static BigInteger unsigned(long bits) {
        return new BigInteger(Long.toUnsignedString(bits));
    }

    private static JsonNode parse(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException bad) {
            return JSON.createObjectNode();
        }
    }

    private static HttpReply ok(String json) {
        return new HttpReply(200, json);
    }

    static HttpReply text(int code, String words) {
        return new HttpReply(code, TextNode.valueOf(words).toString());
    }
}
