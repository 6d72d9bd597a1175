package io.brfed.testkit.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lists, in pages where asked for; all pages of one list show the state of the first. */
final class ListPages {

    /** Lists that were begun and not read to their end; the oldest expires when there are more. */
    private static final int OPEN_LISTS = 64;

    private final ObjectStore store;
    private final Map<String, Rest> open = new LinkedHashMap<>();
    private long tokens;

    private record Rest(long version, List<StoredObject> objects) {}

    ListPages(ObjectStore store) {
        this.store = store;
    }

    Answer list(Selection selection, ApiRequest request) {
        String token = request.parameter("continue");
        Rest rest = token.isEmpty() ? first(selection) : resume(token);
        int limit = limit(request);
        boolean partial = limit > 0 && rest.objects().size() > limit;
        List<StoredObject> page = partial ? rest.objects().subList(0, limit) : rest.objects();
        ObjectNode metadata = Json.object().put("resourceVersion", String.valueOf(rest.version()));
        if (partial) {
            List<StoredObject> remaining =
                    rest.objects().subList(limit, rest.objects().size());
            metadata.put("continue", keep(new Rest(rest.version(), remaining)));
            if (selection.everything()) {
                metadata.put("remainingItemCount", remaining.size());
            }
        }
        return Answer.json(written(selection.target().kind(), metadata, page));
    }

    private Rest first(Selection selection) {
        return store.locked(() -> new Rest(
                store.version(),
                store.list(selection.target().kind(), selection.target().namespace()).stream()
                        .filter(selection::matches)
                        .toList()));
    }

    private synchronized Rest resume(String token) {
        Rest rest = open.get(token);
        if (rest == null) {
            throw ApiRefusalException.expired(
                    "The provided continue parameter is too old to display a consistent list result. "
                            + "You must start a new list without the continue parameter.");
        }
        return rest;
    }

    private synchronized String keep(Rest rest) {
        tokens++;
        String token = "list-" + tokens;
        open.put(token, rest);
        if (open.size() > OPEN_LISTS) {
            Iterator<String> oldest = open.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        return token;
    }

    private static int limit(ApiRequest request) {
        String limit = request.parameter("limit");
        try {
            return limit.isEmpty() ? 0 : Integer.parseInt(limit);
        } catch (NumberFormatException e) {
            throw ApiRefusalException.badRequest("limit is not a number: " + limit);
        }
    }

    private static byte[] written(ResourceKind kind, ObjectNode metadata, List<StoredObject> page) {
        ObjectNode envelope = Json.object().put("kind", kind.listKind()).put("apiVersion", kind.apiVersion());
        envelope.set("metadata", metadata);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] head = Json.bytes(envelope);
        out.write(head, 0, head.length - 1);
        out.writeBytes(",\"items\":[".getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < page.size(); i++) {
            if (i > 0) {
                out.write(',');
            }
            out.writeBytes(page.get(i).json());
        }
        out.writeBytes("]}".getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }
}
