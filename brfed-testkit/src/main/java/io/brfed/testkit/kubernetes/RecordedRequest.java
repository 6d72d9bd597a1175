package io.brfed.testkit.kubernetes;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One request as it arrived at an embedded server. Requests are recorded before anything is done about them, so that
 * those are seen, too, which are never answered. Safe for use by several threads; the answer is filled in later.
 *
 * @since 0.1.0
 */
public final class RecordedRequest {

    /** More of a body is not kept. */
    static final int BODY_LIMIT_BYTES = 64 * 1024;

    private final long number;
    private final Duration receivedAt;
    private final ApiRequest request;
    private final String body;
    private volatile int status;
    private volatile @Nullable Duration answeredAt;

    RecordedRequest(long number, Duration receivedAt, ApiRequest request) {
        this.number = number;
        this.receivedAt = receivedAt;
        this.request = request;
        int length = Math.min(request.body().length, BODY_LIMIT_BYTES);
        this.body = new String(request.body(), 0, length, StandardCharsets.UTF_8);
    }

    void answered(int withStatus) {
        answeredAt = MonotonicTime.now();
        status = withStatus;
    }

    /**
     * Returns the position among all requests to this server.
     *
     * @return 1 for the first
     */
    public long number() {
        return number;
    }

    /**
     * Returns when the request arrived.
     *
     * @return a reading of {@link MonotonicTime}, taken before the body was read
     */
    public Duration receivedAt() {
        return receivedAt;
    }

    /**
     * Returns what was asked for.
     *
     * @return the verb
     */
    public Verb verb() {
        return request.verb();
    }

    /**
     * Returns the API group.
     *
     * @return such as {@code pingcap.com}; empty for the core group and for paths that are not resources
     */
    public String group() {
        return request.group();
    }

    /**
     * Returns the plural of the kind.
     *
     * @return such as {@code backups}; empty for paths that are not resources
     */
    public String resource() {
        return request.resource();
    }

    /**
     * Returns the subresource.
     *
     * @return such as {@code status}; empty for the object itself
     */
    public String subresource() {
        return request.subresource();
    }

    /**
     * Returns the namespace.
     *
     * @return empty if the path has none
     */
    public String namespace() {
        return request.namespace();
    }

    /**
     * Returns the name of the object.
     *
     * @return the name in the path, or for a create the name in the body; empty if there is none
     */
    public String name() {
        return request.intendedName();
    }

    /**
     * Returns the path.
     *
     * @return the path as it was sent, without the query
     */
    public String path() {
        return request.rawPath();
    }

    /**
     * Returns a parameter of the query.
     *
     * @param parameter its name
     * @return its value, empty if it is absent
     */
    public String query(String parameter) {
        return request.parameter(Objects.requireNonNull(parameter, "parameter"));
    }

    /**
     * Returns what the client calls itself, to tell the requests of one client from those of another.
     *
     * @return the header {@code User-Agent}; empty if there is none
     */
    public String userAgent() {
        return request.userAgent();
    }

    /**
     * Returns the body.
     *
     * @return the first 64 KiB of it, empty if there is none
     */
    public String body() {
        return body;
    }

    /**
     * Returns how the request was answered.
     *
     * @return the HTTP status; 0 if it was not answered, or not yet
     */
    public int status() {
        return status;
    }

    /**
     * Returns when the answer was ready.
     *
     * @return a reading of {@link MonotonicTime}; empty if it was not answered, or not yet
     */
    public Optional<Duration> answeredAt() {
        return Optional.ofNullable(answeredAt);
    }

    @Override
    public String toString() {
        String object = namespace().isEmpty() ? name() : namespace() + "/" + name();
        return "#" + number + " " + verb().word() + " " + (resource().isEmpty() ? path() : resource() + " " + object)
                + " -> " + (status == 0 ? "no answer" : String.valueOf(status));
    }
}
