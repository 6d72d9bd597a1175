package io.brfed.testkit.direct;

import io.brfed.api.SnapshotId;
import io.brfed.testkit.direct.LoopbackServer.Reply;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Writes the answers of EBS' own interface, which is the one that knows blocks. */
final class EbsDirectAnswers {
    /** Where its requests begin. */
    static final String PATH = "/snapshots/";

    private static final int MIN_PAGE = 100;
    private static final int MAX_PAGE = 10_000;
    private static final int BLOCKS_PER_GIB = 2048;

    private EbsDirectAnswers() {}

    static String action(URI uri) {
        return uri.getPath().endsWith("/changedblocks") ? EbsBlocks.LIST_CHANGED : EbsBlocks.LIST;
    }

    static Reply answer(EbsAccount account, URI uri) {
        Map<String, String> query = query(uri);
        EbsShot shot = complete(account, uri.getPath().split("/", -1)[2]);
        if (action(uri).equals(EbsBlocks.LIST)) {
            return page(query, shot, new Listed("Blocks", "BlockToken", EbsBlocks.of(shot)));
        }
        EbsShot first = complete(account, Objects.requireNonNullElse(query.get("firstSnapshotId"), ""));
        if (first.volume != shot.volume) {
            throw new EbsRefusalException("ValidationException", "The snapshots are unrelated");
        }
        return page(query, shot, new Listed("ChangedBlocks", "SecondBlockToken", EbsBlocks.changed(first, shot)));
    }

    private static EbsShot complete(EbsAccount account, String id) {
        EbsShot shot = id.isEmpty() ? null : account.shots.get(new SnapshotId(id));
        if (shot == null) {
            throw new EbsRefusalException("ResourceNotFoundException", "The snapshot " + id + " does not exist");
        }
        if (!shot.isComplete(account.now())) {
            throw new EbsRefusalException("ValidationException", "The snapshot " + id + " is not completed");
        }
        return shot;
    }

    private static Reply page(Map<String, String> query, EbsShot shot, Listed listed) {
        int size = Integer.parseInt(Objects.requireNonNullElse(query.get("maxResults"), "" + MAX_PAGE));
        if (size < MIN_PAGE || size > MAX_PAGE) {
            throw new EbsRefusalException("ValidationException", "maxResults is " + size);
        }
        int from = Integer.parseInt(Objects.requireNonNullElse(query.get("pageToken"), "0"));
        int to = Math.min(listed.blocks.size(), from + size);
        String blocks = listed.blocks.subList(from, to).stream()
                .map(block -> "{\"BlockIndex\":" + block + ",\"" + listed.token + "\":\"token-" + block + "\"}")
                .collect(Collectors.joining(","));
        String next = to < listed.blocks.size() ? ",\"NextToken\":\"" + to + "\"" : "";
        long gib = Math.max(1, shot.size.bytes() / ((long) BLOCKS_PER_GIB * EbsBlocks.BLOCK_BYTES));
        return json(
                200,
                "{\"" + listed.name + "\":[" + blocks + "],\"BlockSize\":" + EbsBlocks.BLOCK_BYTES + ",\"VolumeSize\":"
                        + gib + next + "}",
                Map.of());
    }

    /** A refusal as EBS says it, which has names of its own for what EC2 refuses, too. */
    static Reply refused(EbsRefusalException refusal) {
        String code = switch (refusal.code()) {
            case EbsRefusalException.THROTTLED -> "RequestThrottledException";
            case "UnauthorizedOperation" -> "AccessDeniedException";
            default -> refusal.code();
        };
        int status = switch (code) {
            case "AccessDeniedException" -> 403;
            case "ResourceNotFoundException" -> 404;
            case "InternalServerException" -> 500;
            default -> 400;
        };
        String message =
                String.valueOf(refusal.getMessage()).replace("\\", "\\\\").replace("\"", "\\\"");
        return json(status, "{\"Message\":\"" + message + "\"}", Map.of("x-amzn-ErrorType", code));
    }

    private static Reply json(int status, String text, Map<String, String> headers) {
        Map<String, String> all = new HashMap<>(headers);
        all.put("Content-Type", "application/json");
        return new Reply(status, all, text.getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, String> query(URI uri) {
        Map<String, String> values = new HashMap<>();
        for (String pair : Objects.requireNonNullElse(uri.getQuery(), "").split("&", -1)) {
            String[] parts = pair.split("=", 2);
            values.put(parts[0], parts.length < 2 ? "" : parts[1]);
        }
        return values;
    }

    /** What is listed, and by what names. */
    private record Listed(String name, String token, List<Integer> blocks) {}
}
