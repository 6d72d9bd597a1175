package io.brfed.tikv.testserver;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.brfed.tikv.testserver.Front.HttpReply;
import io.brfed.tikv.testserver.Front.HttpRequest;

/** The part of PD's HTTP interface that recovers a cluster. Guarded by the state's monitor. */
final class PdAdmin {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String ADMIN = "/pd/api/v1/admin/";

    private final PdState state;

    PdAdmin(PdState state) {
        this.state = state;
    }

    HttpReply answer(HttpRequest request) {
        return switch (request.method() + " " + request.path().substring(ADMIN.length())) {
            case "GET cluster/markers/snapshot-recovering" ->
                new HttpReply(200, "{\"marked\":" + state.recovering + "}");
            case "POST cluster/markers/snapshot-recovering" -> mark(true);
            case "DELETE cluster/markers/snapshot-recovering" -> mark(false);
            case "POST reset-ts" -> resetTimestamp(parse(request.body()));
            case "POST base-alloc-id" -> setIdBase(parse(request.body()));
            default -> PdHttpApi.text(404, "404 page not found");
        };
    }

    private HttpReply mark(boolean recovering) {
        state.recovering = recovering;
        return new HttpReply(200, "");
    }

    private HttpReply resetTimestamp(JsonNode body) {
        HttpReply planned = state.resets.poll();
        if (planned != null) {
            return planned;
        }
        long to = unsigned(body.path("tso"));
        if (to == 0) {
            return PdHttpApi.text(400, "invalid tso value");
        }
        boolean larger = Long.compareUnsigned(to, state.nextTso()) > 0;
        if (!larger && !body.path("force-use-larger").asBoolean(false)) {
            return PdHttpApi.text(
                    403,
                    "[PD:tso:ErrResetUserTimestamp]reset user timestamp failed, the specified ts is smaller than now");
        }
        state.raiseTso(to);
        return PdHttpApi.text(200, "Reset ts successfully.");
    }

    private HttpReply setIdBase(JsonNode body) {
        long id = unsigned(body.path("id"));
        if (id == 0) {
            return PdHttpApi.text(400, "invalid id value");
        }
        if (!state.recovering) {
            return PdHttpApi.text(403, "can only recover alloc id when recovering mark marked");
        }
        state.idBase(id);
        return new HttpReply(200, "");
    }

    /** 0 for what is not a number in a string, as PD wants it. */
    private static long unsigned(JsonNode node) {
        try {
            return node.isTextual() ? Long.parseUnsignedLong(node.textValue()) : 0;
        } catch (NumberFormatException none) {
            return 0;
        }
    }

    private static JsonNode parse(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException bad) {
            return JSON.missingNode();
        }
    }
}
