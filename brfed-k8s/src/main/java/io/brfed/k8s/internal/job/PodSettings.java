package io.brfed.k8s.internal.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.k8s.internal.Json;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;

/**
 * What users say about the pods of our jobs. Immutable; the tree is copied.
 *
 * @param image what runs in them
 * @param deadline when Kubernetes ends a job
 * @param kept how long Kubernetes keeps a job that has ended
 * @param spec fields of the pods' specification
 * @param container fields of the container
 */
public record PodSettings(String image, Duration deadline, Duration kept, ObjectNode spec, ObjectNode container) {
    /** What we say ourselves. */
    private static final Set<String> OURS_OF_POD = Set.of("containers", "restartPolicy", "initContainers", "nodeName");

    private static final Set<String> OURS_OF_CONTAINER = Set.of("name", "image", "command", "args", "securityContext");
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(30);

    /** Copies the trees. */
    public PodSettings {
        if (Objects.requireNonNull(image, "image").isBlank()) {
            throw new IllegalArgumentException("image is blank; name the image that is to run");
        }
        if (deadline.compareTo(SHORTEST) < 0 || deadline.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "deadline is " + deadline + "; it must be " + SHORTEST + " to " + LONGEST);
        }
        spec = spec.deepCopy();
        container = container.deepCopy();
    }

    /** An image, a deadline, and a day to read the logs afterwards. */
    public static PodSettings of(String image, Duration deadline) {
        return new PodSettings(image, deadline, DAY, Json.object(), Json.object());
    }

    /** The same with another deadline. */
    public PodSettings withDeadline(Duration value) {
        return new PodSettings(image, value, kept, spec, container);
    }

    /** The same with fields of the pods' specification, as YAML. */
    public PodSettings withSpec(String yaml) {
        return new PodSettings(image, deadline, kept, object("podSpec", yaml, OURS_OF_POD), container);
    }

    /** The same with fields of the container, as YAML. */
    public PodSettings withContainer(String yaml) {
        return new PodSettings(image, deadline, kept, spec, object("container", yaml, OURS_OF_CONTAINER));
    }

    private static ObjectNode object(String what, String yaml, Set<String> ours) {
        JsonNode tree = Json.yaml(yaml);
        if (!(tree instanceof ObjectNode object)) {
            throw new IllegalArgumentException(what + " must be a YAML mapping");
        }
        ours.stream().filter(object::has).findFirst().ifPresent(field -> {
            throw new IllegalArgumentException(what + " must not set '" + field + "', which brfed sets");
        });
        return object;
    }
}
