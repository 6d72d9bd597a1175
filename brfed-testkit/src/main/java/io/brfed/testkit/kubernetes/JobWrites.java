package io.brfed.testkit.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Creates, changes and deletes the jobs and pods of one member, as TiDB Operator and the job controller do. */
final class JobWrites {

    static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    static final String NODE = "simulated-node";

    private final KubernetesHttp http;
    private final OperatorRuntime runtime;
    private final ManagedObject owner;

    JobWrites(OperatorEnvironment environment, ManagedObject owner) {
        this.http = environment.http();
        this.runtime = environment.runtime();
        this.owner = owner;
    }

    /**
     * How a job is made.
     *
     * @param name its name
     * @param component its label {@code app.kubernetes.io/component}
     * @param backoffLimit how often its pod may fail
     * @param deadlineSeconds its {@code activeDeadlineSeconds}; 0 for none
     */
    record Plan(String name, String component, int backoffLimit, long deadlineSeconds) {}

    /** Creates a job and says that one pod of it is active; if our job is there already it is taken over. */
    ObjectNode create(Plan plan) {
        HttpReply reply = http.post(jobs(), job(plan));
        if (reply.conflict()) {
            reply = http.get(jobs() + "/" + plan.name());
            if (!reply.ok() || !belongsTo(reply.tree(), owner.uid())) {
                throw new JobRefusedException("job " + plan.name() + " of another object exists");
            }
        } else if (!reply.ok()) {
            throw new JobRefusedException("job " + plan.name() + " was refused: " + reply.message());
        }
        ObjectNode status = Json.object();
        status.putObject("status").put("active", 1).put("startTime", StatusEdit.time(runtime.now()));
        http.mergePatch(jobs() + "/" + plan.name() + "/status", status);
        return reply.tree();
    }

    Optional<ObjectNode> find(String job) {
        HttpReply reply = http.get(jobs() + "/" + job);
        return reply.ok() && belongsTo(reply.tree(), owner.uid()) ? Optional.of(reply.tree()) : Optional.empty();
    }

    void succeeded(String job) {
        ObjectNode end = Json.object();
        ObjectNode status = end.putObject("status").put("active", 0).put("succeeded", 1);
        status.put("completionTime", StatusEdit.time(runtime.now()));
        jobCondition(status, "Complete", "", "");
        http.mergePatch(jobs() + "/" + job + "/status", end);
    }

    void failed(String job, String reason, String message) {
        ObjectNode end = Json.object();
        ObjectNode status = end.putObject("status").put("active", 0).put("failed", 1);
        jobCondition(status, "Failed", reason, message);
        http.mergePatch(jobs() + "/" + job + "/status", end);
    }

    /** Deletes a job of ours; its pods go with it. Idempotent. */
    void delete(String job, String uid) {
        ObjectNode options = Json.object().put("propagationPolicy", "Background");
        options.putObject("preconditions").put("uid", uid);
        http.delete(jobs() + "/" + job, options);
    }

    /** Creates the pod of a job, running and ready, on a node that is ready. */
    void createPod(ObjectNode job) {
        createNode();
        String jobName = Json.text(job, "metadata", "name");
        ObjectNode pod = Json.object().put("apiVersion", "v1").put("kind", "Pod");
        ObjectNode metadata = pod.putObject("metadata").put("name", podOf(jobName));
        ObjectNode labels = metadata.putObject("labels");
        job.path("metadata").path("labels").properties().forEach(label -> labels.set(label.getKey(), label.getValue()));
        labels.put("job-name", jobName).put("batch.kubernetes.io/job-name", jobName);
        reference(metadata, "batch/v1", job);
        ObjectNode spec = pod.putObject("spec").put("nodeName", NODE).put("restartPolicy", "Never");
        spec.set("containers", job.path("spec").path("template").path("spec").path("containers"));
        http.post(pods(), pod);
        ObjectNode running = Json.object();
        ObjectNode status = running.putObject("status").put("phase", "Running");
        status.put("startTime", StatusEdit.time(runtime.now()));
        jobCondition(status, "Ready", "", "");
        http.mergePatch(pods() + "/" + podOf(jobName) + "/status", running);
    }

    /** What has become of the pod of a job that is gone. */
    PodFate podAfterJob(String job, String jobUid) {
        HttpReply reply = http.get(pods() + "/" + podOf(job));
        if (!reply.ok()) {
            return PodFate.GONE;
        }
        return belongsTo(reply.tree(), jobUid) ? PodFate.GARBAGE : PodFate.ORPHAN;
    }

    /** Deletes the pod of a job. Idempotent. */
    void deletePod(String job) {
        http.delete(pods() + "/" + podOf(job), Json.object());
    }

    /** What can become of a pod whose job is gone. */
    enum PodFate {
        /** It does not exist. */
        GONE,
        /** It still refers to the job, and is collected. */
        GARBAGE,
        /** The job was deleted without it: it runs on. */
        ORPHAN
    }

    static String podOf(String job) {
        return job + "-pod";
    }

    static boolean belongsTo(JsonNode object, String ownerUid) {
        return object.path("metadata")
                .path("ownerReferences")
                .valueStream()
                .anyMatch(reference -> Json.text(reference, "uid").equals(ownerUid));
    }

    private void createNode() {
        if (http.get("/api/v1/nodes/" + NODE).ok()) {
            return;
        }
        ObjectNode node = Json.object().put("apiVersion", "v1").put("kind", "Node");
        node.putObject("metadata").put("name", NODE);
        http.post("/api/v1/nodes", node);
        ObjectNode ready = Json.object();
        jobCondition(ready.putObject("status"), "Ready", "KubeletReady", "kubelet is posting ready status");
        http.mergePatch("/api/v1/nodes/" + NODE + "/status", ready);
    }

    private ObjectNode job(Plan plan) {
        String word = owner.kind().word();
        ObjectNode job = Json.object().put("apiVersion", "batch/v1").put("kind", "Job");
        ObjectNode metadata = job.putObject("metadata").put("name", plan.name());
        JsonNode ownerMetadata = owner.tree().path("metadata");
        ObjectNode labels = metadata.putObject("labels");
        ownerMetadata.path("labels").properties().forEach(label -> labels.set(label.getKey(), label.getValue()));
        labels.put("app.kubernetes.io/name", word)
                .put(MANAGED_BY, word + "-operator")
                .put("app.kubernetes.io/component", plan.component())
                .put("app.kubernetes.io/instance", owner.name())
                .put("tidb.pingcap.com/" + word, owner.name());
        if (ownerMetadata.get("annotations") instanceof ObjectNode annotations) {
            metadata.set("annotations", annotations);
        }
        reference(metadata, MemberKind.API_VERSION, owner.tree());
        ObjectNode spec = job.putObject("spec").put("backoffLimit", plan.backoffLimit());
        if (plan.deadlineSeconds() > 0) {
            spec.put("activeDeadlineSeconds", plan.deadlineSeconds());
        }
        ObjectNode template = spec.putObject("template");
        template.putObject("metadata").set("labels", labels);
        ObjectNode podSpec = template.putObject("spec").put("restartPolicy", "Never");
        podSpec.putArray("containers").addObject().put("name", word).put("image", "simulated/backup-manager");
        return job;
    }

    private static void reference(ObjectNode metadata, String apiVersion, ObjectNode owner) {
        metadata.putArray("ownerReferences")
                .addObject()
                .put("apiVersion", apiVersion)
                .put("kind", Json.text(owner, "kind"))
                .put("name", Json.text(owner, "metadata", "name"))
                .put("uid", Json.text(owner, "metadata", "uid"))
                .put("controller", true)
                .put("blockOwnerDeletion", true);
    }

    private void jobCondition(ObjectNode status, String type, String reason, String message) {
        ObjectNode condition = status.putArray("conditions").addObject();
        condition.put("type", type).put("status", "True").put("lastTransitionTime", StatusEdit.time(runtime.now()));
        if (!reason.isEmpty()) {
            condition.put("reason", reason).put("message", message);
        }
    }

    private String jobs() {
        return "/apis/batch/v1/namespaces/" + owner.namespace() + "/jobs";
    }

    private String pods() {
        return "/api/v1/namespaces/" + owner.namespace() + "/pods";
    }
}
