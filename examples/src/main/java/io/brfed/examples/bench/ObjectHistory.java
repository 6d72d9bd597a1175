package io.brfed.examples.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.brfed.examples.LoopbackClusters;
import io.brfed.testkit.kubernetes.RecordedRequest;
import io.brfed.testkit.kubernetes.SimulatedTidbOperator;
import io.brfed.testkit.kubernetes.Verb;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * When members reported what, and when our writes to them came: the arrivals at the API servers, all by the same clock, of
 * those writes that were accepted. Thread-safe.
 */
final class ObjectHistory {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<Verb> WRITES = Set.of(Verb.CREATE, Verb.UPDATE, Verb.PATCH);
    private static final Set<String> MEMBERS = Set.of("backups", "restores");
    private static final int FIRST_ERROR = 300;

    private final LoopbackClusters clusters;

    ObjectHistory(LoopbackClusters clusters) {
        this.clusters = clusters;
    }

    /** When the last of these members reported a condition; empty unless all have. */
    Optional<Duration> reported(String object, Collection<String> members, String condition) {
        List<Duration> times = members.stream()
                .flatMap(member -> writes(member, object)
                        .filter(SimulatedTidbOperator::sent)
                        .filter(request -> reports(request, condition))
                        .map(RecordedRequest::receivedAt)
                        .limit(1))
                .toList();
        return times.size() == members.size() ? times.stream().max(Comparator.naturalOrder()) : Optional.empty();
    }

    /** When the first of our writes to a member came that asked for something. */
    Optional<Duration> asked(String object, String member, Predicate<JsonNode> spec) {
        return writes(member, object)
                .filter(request -> !SimulatedTidbOperator.sent(request))
                .filter(request -> spec.test(tree(request).path("spec")))
                .map(RecordedRequest::receivedAt)
                .findFirst();
    }

    /** Forgets everything. */
    void clear() {
        clusters.servers().forEach(server -> server.requests().clear());
    }

    private Stream<RecordedRequest> writes(String member, String object) {
        return clusters.server(member).requests().matching(ObjectHistory::accepted).stream()
                .filter(request -> request.name().equals(object));
    }

    private static boolean accepted(RecordedRequest request) {
        return WRITES.contains(request.verb())
                && MEMBERS.contains(request.resource())
                && request.status() > 0
                && request.status() < FIRST_ERROR;
    }

    private static boolean reports(RecordedRequest request, String condition) {
        return tree(request)
                .path("status")
                .path("conditions")
                .valueStream()
                .filter(entry -> entry.path("type").asText().equals(condition))
                .anyMatch(entry -> entry.path("status").asText().equals("True"));
    }

    private static JsonNode tree(RecordedRequest request) {
        try {
            return JSON.readTree(request.body());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(request + " was accepted and is not JSON", e);
        }
    }
}
