package io.brfed.testkit.direct;

import io.brfed.api.BackupLocation;
import io.brfed.spi.BackupStorage.Guard;
import io.brfed.spi.StoredObject;
import io.brfed.testkit.direct.FakeStorage.Action;
import io.brfed.testkit.direct.LoopbackServer.Reply;
import io.brfed.testkit.direct.LoopbackServer.Request;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Serves a {@link FakeStorage} in the protocol of S3 over HTTP on the loopback interface, buckets in the path: objects are
 * put, got, headed and deleted, lists have pages, writes have conditions unless the storage's guard is
 * {@link Guard#NONE}. The storage's faults act here too: those of {@code REFUSED} answer 403, {@code RETRY} 503, and the
 * others do not answer. Any credentials will do.
 *
 * @since 0.1.0
 */
public final class S3Server implements AutoCloseable {
    private static final int MAX_KEYS = 1_000;

    private final FakeStorage storage;
    private final Set<String> buckets;
    private final LoopbackServer server;
    private final Set<String> rights = ConcurrentHashMap.newKeySet();

    private S3Server(FakeStorage storage, Set<String> buckets) {
        this.storage = storage;
        this.buckets = buckets;
        this.server = LoopbackServer.start("s3", this::serve);
    }

    /** Starts to serve a storage, which needs no scheduler that passes time. */
    public static S3Server start(FakeStorage storage, String... buckets) {
        return new S3Server(Objects.requireNonNull(storage, "storage"), Set.of(buckets));
    }

    /** Starts to serve a storage of its own in real time. */
    public static S3Server start(String... buckets) {
        return start(FakeStorage.create(new RealTime()), buckets);
    }

    /** Where it listens. */
    public URI url() {
        return server.url();
    }

    /** What it serves. */
    public FakeStorage storage() {
        return storage;
    }

    /** The rights that the requests so far needed, by their names in an IAM policy. */
    public Set<String> rights() {
        return Set.copyOf(rights);
    }

    /** The regions that the requests so far were signed for. */
    public Set<String> regions() {
        return server.regions();
    }

    /** Stops listening; requests without an answer are cut. Idempotent. */
    @Override
    public void close() {
        server.close();
    }

    private @Nullable Reply serve(Request request) {
        String[] path = request.uri().getRawPath().split("/", 3);
        String bucket = path.length < 2 ? "" : path[1];
        String key = path.length < 3 ? "" : decoded(path[2]);
        if (!buckets.contains(bucket)) {
            return error(404, "NoSuchBucket", "The specified bucket does not exist");
        }
        String url = "s3://" + bucket + "/" + key;
        Action action = action(request, key);
        rights.add(right(action));
        FakeStorage.Fate fate = storage.next(action);
        if (fate == null) {
            return carryOut(action, request, url);
        }
        Duration after = fate.effectAfter();
        if (after != null) {
            storage.scheduler().schedule(after, () -> carryOut(action, request, url));
            return null;
        }
        return switch (fate.fault()) {
            case REFUSED -> error(403, "AccessDenied", "Access Denied");
            case RETRY -> error(503, "SlowDown", "Please reduce your request rate.");
            default -> null;
        };
    }

    private static Action action(Request request, String key) {
        return switch (request.method()) {
            case "PUT" -> Action.WRITE;
            case "DELETE" -> Action.DELETE;
            default -> key.isEmpty() ? Action.LIST : Action.READ;
        };
    }

    private static String right(Action action) {
        return switch (action) {
            case WRITE -> "s3:PutObject";
            case READ -> "s3:GetObject";
            case LIST -> "s3:ListBucket";
            case DELETE -> "s3:DeleteObject";
        };
    }

    private Reply carryOut(Action action, Request request, String url) {
        return switch (action) {
            case WRITE -> put(request, url);
            case READ -> get(url);
            case LIST -> list(request, url);
            case DELETE -> {
                storage.drop(url);
                yield new Reply(204, Map.of(), new byte[0]);
            }
        };
    }

    private Reply put(Request request, String url) {
        synchronized (storage) {
            StoredObject there = storage.find(url);
            boolean guarded = storage.guard() == Guard.ATOMIC;
            String match = request.header("If-Match");
            if (guarded && match != null && there == null) {
                return error(404, "NoSuchKey", "The specified key does not exist.");
            }
            boolean absent = "*".equals(request.header("If-None-Match"));
            boolean failed = (absent && there != null)
                    || (match != null && there != null && !there.version().equals(match));
            if (guarded && failed) {
                return error(
                        412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold");
            }
            StoredObject stored = storage.set(url, request.body());
            return new Reply(200, Map.of("ETag", stored.version()), new byte[0]);
        }
    }

    private Reply get(String url) {
        StoredObject there = storage.find(url);
        return there == null
                ? error(404, "NoSuchKey", "The specified key does not exist.")
                : new Reply(200, Map.of("ETag", there.version()), there.content());
    }

    private Reply list(Request request, String url) {
        Map<String, String> query = query(request.uri());
        String prefix = query.getOrDefault("prefix", "");
        int size = Math.min(MAX_KEYS, Integer.parseInt(query.getOrDefault("max-keys", "1000")));
        String after = query.getOrDefault("continuation-token", "");
        String bucket = new BackupLocation(url).bucket();
        List<String> keys = storage.urls("s3://" + bucket + "/" + prefix).stream()
                .map(found -> found.substring(("s3://" + bucket + "/").length()))
                .filter(found -> after.isEmpty() || found.compareTo(after) > 0)
                .toList();
        List<String> page = keys.subList(0, Math.min(size, keys.size()));
        boolean more = page.size() < keys.size();
        XmlText xml = new XmlText().element("ListBucketResult", result -> {
            result.element("Name", bucket).element("KeyCount", page.size()).element("IsTruncated", more);
            if (more) {
                result.element("NextContinuationToken", page.get(page.size() - 1));
            }
            page.forEach(key -> result.element("Contents", contents -> contents.element("Key", key)));
        });
        return Reply.xml(200, xml.toString());
    }

    private static Map<String, String> query(URI uri) {
        Map<String, String> values = new HashMap<>();
        for (String pair : Objects.requireNonNullElse(uri.getRawQuery(), "").split("&", -1)) {
            String[] parts = pair.split("=", 2);
            values.put(parts[0], parts.length < 2 ? "" : decoded(parts[1]));
        }
        return values;
    }

    private static Reply error(int status, String code, String message) {
        XmlText xml = new XmlText()
                .element("Error", error -> error.element("Code", code).element("Message", message));
        return Reply.xml(status, xml.toString());
    }

    /** In a path a plus sign is a plus sign. */
    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
