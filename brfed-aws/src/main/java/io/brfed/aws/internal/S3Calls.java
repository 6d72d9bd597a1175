package io.brfed.aws.internal;

import io.brfed.api.BackupLocation;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.spi.BackupStorage.Condition;
import io.brfed.spi.BackupStorage.Guard;
import io.brfed.spi.StoredObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The requests of one S3 client below one location. Thread-safe. */
public final class S3Calls {
    private static final int PAGE = 1_000;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int PRECONDITION_FAILED = 412;

    /** How stores say that they know no conditional writes. */
    private static final Set<String> UNKNOWN_CONDITION = Set.of("NotImplemented", "HTTP 501", "MethodNotAllowed");

    private final S3Client client;
    private final AwsCalls calls;
    private final BackupLocation location;
    private final Encryption encryption;
    private final StoredBytes largest;
    private volatile Guard guard;

    /** Requests of a client. */
    public S3Calls(S3Client client, AwsCalls calls, Target target) {
        this.client = client;
        this.calls = calls;
        this.location = target.location;
        this.encryption = target.encryption;
        this.largest = target.largest;
        this.guard = target.guard;
    }

    /** Whether the store is known to keep conditions. */
    public Guard guard() {
        return guard;
    }

    /** Notes what was found out about the store. */
    public void guard(Guard found) {
        guard = found;
    }

    /** GetObject; empty only if S3 itself says that there is no such key. */
    public CompletionStage<Optional<StoredObject>> read(String key, Duration limit) {
        return calls.make(call("GetObject", key, AwsCall.Kind.QUESTION, limit), left -> {
            try {
                Map.Entry<byte[], String> read = client.getObject(
                        request ->
                                request.bucket(location.bucket()).key(full(key)).overrideConfiguration(left::on),
                        (answer, stream) -> Map.entry(bytes(stream), etag(answer.eTag())));
                if (!largest.holds(read.getKey().length)) {
                    throw largest.tooLarge(url(key));
                }
                return Optional.of(StoredObject.of(read.getKey(), read.getValue()));
            } catch (NoSuchKeyException absent) {
                return Optional.empty();
            }
        });
    }

    /** The rest of what is too large is not worth its way. */
    private byte[] bytes(AbortableInputStream stream) throws IOException {
        byte[] content = largest.from(stream);
        if (!largest.holds(content.length)) {
            stream.abort();
        }
        return content;
    }

    /** PutObject; empty if the condition did not hold. */
    public CompletionStage<Optional<StoredObject>> write(
            String key, byte[] content, Condition condition, Duration limit) {
        // S3 looks at the body when it is sent, which may be after the caller's return.
        byte[] copy = content.clone();
        if (!largest.holds(copy.length)) {
            return CompletableFuture.failedFuture(largest.tooLarge(url(key)));
        }
        return guard == Guard.ATOMIC || condition.kind() == Condition.Kind.ALWAYS
                ? writeGuarded(key, copy, condition, limit)
                : writeAfterLook(key, copy, condition, limit);
    }

    private CompletionStage<Optional<StoredObject>> writeGuarded(
            String key, byte[] content, Condition condition, Duration limit) {
        CompletableFuture<Optional<StoredObject>> written = new CompletableFuture<>();
        put(key, content, condition, limit).whenComplete((stored, error) -> {
            if (error == null) {
                written.complete(stored);
            } else if (isUnknownCondition(error, condition)) {
                guard = Guard.NONE;
                AwsCalls.pass(writeAfterLook(key, content, condition, limit), written);
            } else {
                written.completeExceptionally(error);
            }
        });
        return written;
    }

    /** PutObject as it is, whatever is known of the store. */
    CompletionStage<Optional<StoredObject>> put(String key, byte[] content, Condition condition, Duration limit) {
        AwsCall call = call("PutObject", key, AwsCall.Kind.ONCE, limit);
        return calls.make(call, left -> put(key, content, condition, left));
    }

    static boolean isUnknownCondition(Throwable error, Condition condition) {
        return condition.kind() != Condition.Kind.ALWAYS
                && error instanceof AwsRefusalException refusal
                && UNKNOWN_CONDITION.contains(refusal.code());
    }

    private Optional<StoredObject> put(String key, byte[] content, Condition condition, AwsCalls.Limit left) {
        try {
            PutObjectRequest.Builder request = PutObjectRequest.builder()
                    .bucket(location.bucket())
                    .key(full(key))
                    .overrideConfiguration(left::on);
            switch (condition.kind()) {
                case ALWAYS -> {}
                case ABSENT -> request.ifNoneMatch("*");
                case UNCHANGED -> request.ifMatch(condition.version());
            }
            encryption.on(request);
            var answer = client.putObject(request.build(), RequestBody.fromBytes(content));
            return Optional.of(StoredObject.of(content, etag(answer.eTag())));
        } catch (S3Exception refusal) {
            if (failed(refusal, condition)) {
                return Optional.empty();
            }
            throw refusal;
        }
    }

    /** Another write that was quicker, or for a version, that there is nothing. */
    private static boolean failed(S3Exception refusal, Condition condition) {
        int status = refusal.statusCode();
        boolean removed = refusal instanceof NoSuchKeyException && status == NOT_FOUND;
        return switch (condition.kind()) {
            case ALWAYS -> false;
            case ABSENT -> status == PRECONDITION_FAILED || status == CONFLICT;
            case UNCHANGED -> status == PRECONDITION_FAILED || status == CONFLICT || removed;
        };
    }

    /** For stores without conditions: two writers at the same moment may both succeed. */
    private CompletionStage<Optional<StoredObject>> writeAfterLook(
            String key, byte[] content, Condition condition, Duration limit) {
        Duration end = calls.threads().elapsed().plus(limit);
        return AwsCalls.bare(read(key, limit).thenCompose(there -> {
            boolean holds = condition.kind() == Condition.Kind.ABSENT
                    ? there.isEmpty()
                    : there.map(StoredObject::version)
                            .filter(condition.version()::equals)
                            .isPresent();
            Duration left = end.minus(calls.threads().elapsed());
            return holds && !left.isNegative()
                    ? writeGuarded(key, content, Condition.ALWAYS, left)
                    : CompletableFuture.completedFuture(Optional.empty());
        }));
    }

    /** ListObjectsV2, page by page. */
    public CompletionStage<List<String>> list(String prefix, int most, Duration limit) {
        AwsCall call = call("ListObjectsV2", prefix, AwsCall.Kind.QUESTION, limit);
        Duration end = calls.threads().elapsed().plus(limit);
        return AwsCalls.bare(more(new Listing(call, prefix, most, end), null));
    }

    private CompletionStage<List<String>> more(Listing listing, @Nullable String token) {
        Duration left = listing.end.minus(calls.threads().elapsed());
        if (left.isNegative() || left.isZero()) {
            return CompletableFuture.failedFuture(AwsFaults.noAnswer(listing.call));
        }
        return page(listing, token, left).thenCompose(page -> {
            page.contents().forEach(object -> listing.keys.add(object.key().substring(full("").length())));
            if (listing.keys.size() > listing.most) {
                return CompletableFuture.failedFuture(new ProviderException(
                        Fault.REFUSED,
                        "more than " + listing.most + " objects under " + url(listing.prefix)
                                + "; remove what does not belong there, or raise the limit"));
            }
            String next = page.nextContinuationToken();
            return Boolean.TRUE.equals(page.isTruncated()) && next != null
                    ? more(listing, next)
                    : CompletableFuture.completedFuture(List.copyOf(listing.keys));
        });
    }

    private CompletionStage<ListObjectsV2Response> page(Listing listing, @Nullable String token, Duration left) {
        return calls.make(
                listing.call.within(left),
                limit -> client.listObjectsV2(request -> request.bucket(location.bucket())
                        .prefix(full(listing.prefix))
                        .continuationToken(token)
                        .maxKeys((int) Math.min(PAGE, listing.most - listing.keys.size() + 1L))
                        .overrideConfiguration(limit::on)));
    }

    /** DeleteObject, which succeeds where there is nothing. */
    public CompletionStage<Void> delete(String key, Duration limit) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        calls.make(
                        call("DeleteObject", key, AwsCall.Kind.IDEMPOTENT, limit),
                        left -> client.deleteObject(request ->
                                request.bucket(location.bucket()).key(full(key)).overrideConfiguration(left::on)))
                .whenComplete((answer, error) -> {
                    if (error == null || isGone(error)) {
                        done.complete(null);
                    } else {
                        done.completeExceptionally(error);
                    }
                });
        return done;
    }

    private static boolean isGone(Throwable error) {
        return error instanceof ProviderException failure && failure.fault() == Fault.GONE;
    }

    private AwsCall call(String action, String key, AwsCall.Kind kind, Duration limit) {
        return new AwsCall("S3", action, url(key), kind, limit);
    }

    private String url(String key) {
        return "s3://" + location.bucket() + "/" + full(key);
    }

    private String full(String key) {
        return location.prefix() + "/" + Objects.requireNonNull(key, "key");
    }

    private static String etag(@Nullable String etag) {
        return etag == null ? "" : etag;
    }

    /**
     * Where objects are kept and how.
     *
     * @param location bucket and prefix
     * @param encryption how they are encrypted
     * @param guard whether the store is thought to keep conditions
     * @param largest how much of one object is held in memory
     */
    public record Target(BackupLocation location, Encryption encryption, Guard guard, StoredBytes largest) {}

    /**
     * How objects are encrypted.
     *
     * @param settings the algorithm, and the key where it needs one; empty for the bucket's own setting
     */
    public record Encryption(Map<String, String> settings) {
        /** The bucket's own setting. */
        public static final Encryption OF_BUCKET = new Encryption(Map.of());

        private static final String ALGORITHM = "algorithm";
        private static final String KEY = "key";

        /** By an algorithm whose key S3 has. */
        public static Encryption by(String algorithm) {
            return new Encryption(Map.of(ALGORITHM, algorithm));
        }

        /** By KMS with a key. */
        public static Encryption byKms(String keyId) {
            return new Encryption(Map.of(ALGORITHM, "aws:kms", KEY, keyId));
        }

        void on(PutObjectRequest.Builder request) {
            String algorithm = settings.get(ALGORITHM);
            String key = settings.get(KEY);
            if (algorithm != null) {
                request.serverSideEncryption(algorithm);
            }
            if (key != null) {
                request.ssekmsKeyId(key);
            }
        }
    }

    private static final class Listing {
        private final AwsCall call;
        private final String prefix;
        private final int most;
        private final Duration end;
        private final List<String> keys = new ArrayList<>();

        Listing(AwsCall call, String prefix, int most, Duration end) {
            this.call = call;
            this.prefix = prefix;
            this.most = most;
            this.end = end;
        }
    }
}
