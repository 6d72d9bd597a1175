package io.brfed.k8s.internal.job;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.OperationId;
import io.brfed.k8s.internal.ApiResource;
import io.brfed.k8s.internal.Json;
import io.brfed.spi.BoundVolume;
import java.util.List;

/** Writes a job with one container that runs to its end. Not thread-safe. */
final class JobDocument {
    /** What a job is for; with the operation's label it is found. */
    static final String PURPOSE_LABEL = "brfed.io/purpose";

    private static final String MANAGED = "app.kubernetes.io/managed-by";

    private final PodSettings settings;
    private final ObjectNode labels = Json.object();
    private final ObjectNode pod;
    private final ObjectNode container;

    JobDocument(PodSettings settings, OperationId id, String purpose) {
        this.settings = settings;
        labels.put(MANAGED, "brfed")
                .put(BoundVolume.OPERATION_LABEL, id.value())
                .put(PURPOSE_LABEL, purpose);
        pod = settings.spec().deepCopy();
        container = settings.container().deepCopy();
        container.put("image", settings.image()).put("terminationMessagePolicy", "FallbackToLogsOnError");
    }

    JobDocument label(String key, String value) {
        labels.put(key, value);
        return this;
    }

    JobDocument command(String name, String program, List<String> arguments) {
        container.put("name", name);
        container.putArray("command").add(program);
        ArrayNode args = container.putArray("args");
        arguments.forEach(args::add);
        return this;
    }

    JobDocument privileged() {
        container.putObject("securityContext").put("privileged", true);
        return this;
    }

    JobDocument env(String name, String value) {
        container.withArray("env").addObject().put("name", name).put("value", value);
        return this;
    }

    /** A variable whose value only the kubelet reads. */
    JobDocument secretEnv(String name, String secret, String key) {
        ObjectNode variable = container.withArray("env").addObject().put("name", name);
        variable.putObject("valueFrom")
                .putObject("secretKeyRef")
                .put("name", secret)
                .put("key", key);
        return this;
    }

    JobDocument mountSecret(String name, String secret, String path) {
        pod.withArray("volumes")
                .addObject()
                .put("name", name)
                .putObject("secret")
                .put("secretName", secret);
        container
                .withArray("volumeMounts")
                .addObject()
                .put("name", name)
                .put("mountPath", path)
                .put("readOnly", true);
        return this;
    }

    JobDocument mountClaim(String name, String claim, String path) {
        pod.withArray("volumes")
                .addObject()
                .put("name", name)
                .putObject("persistentVolumeClaim")
                .put("claimName", claim);
        container.withArray("volumeMounts").addObject().put("name", name).put("mountPath", path);
        return this;
    }

    /** The pod's specification, for what only some jobs need. */
    ObjectNode pod() {
        return pod;
    }

    /** The whole job; {@code backoffLimit} is how often Kubernetes tries again. */
    ObjectNode named(String namespace, String name, int backoffLimit) {
        ObjectNode job =
                Json.object().put("apiVersion", ApiResource.JOB.apiVersion()).put("kind", ApiResource.JOB.kind());
        ObjectNode metadata = job.putObject("metadata").put("name", name).put("namespace", namespace);
        metadata.set("labels", labels.deepCopy());
        ObjectNode spec = job.putObject("spec")
                .put("backoffLimit", backoffLimit)
                .put("activeDeadlineSeconds", settings.deadline().toSeconds())
                .put("ttlSecondsAfterFinished", settings.kept().toSeconds());
        ObjectNode template = spec.putObject("template");
        template.putObject("metadata").set("labels", labels.deepCopy());
        ObjectNode whole = template.putObject("spec");
        whole.setAll(pod);
        whole.put("restartPolicy", "Never");
        whole.putArray("containers").add(container);
        return job;
    }
}
