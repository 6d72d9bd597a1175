package io.brfed.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import io.brfed.testkit.kubernetes.EmbeddedKubernetes;
import io.brfed.testkit.kubernetes.Verb;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Plays Kubernetes' part in the life of jobs. */
final class JobFixture {
    static final String NAMESPACE = "tidb";

    private static final long LIMIT_NANOS = Duration.ofSeconds(20).toNanos();

    private final EmbeddedKubernetes server;

    JobFixture(EmbeddedKubernetes server) {
        this.server = server;
    }

    /** The names of all jobs, in order. */
    List<String> names() {
        return server.objects().list("jobs", NAMESPACE).stream()
                .map(job -> job.at("/metadata/name").asText())
                .sorted()
                .toList();
    }

    JsonNode job(String name) {
        return server.objects().get("jobs", NAMESPACE, name);
    }

    List<String> arguments(String name) {
        return texts(job(name).at("/spec/template/spec/containers/0/args"));
    }

    static List<String> texts(JsonNode array) {
        List<String> texts = new java.util.ArrayList<>();
        array.forEach(node -> texts.add(node.asText()));
        return texts;
    }

    /** Waits until there is a job of that name. */
    void awaitJob(String name) {
        await(() -> names().contains(name), "job " + name);
    }

    static void await(BooleanSupplier condition, String what) {
        long end = System.nanoTime() + LIMIT_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not in time: " + what);
            }
            Thread.onSpinWait();
        }
    }

    /** A pod of the job, which waits for the reason, or runs if there is none. */
    void pod(String job, String waiting) {
        server.objects().create("""
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s-pod","namespace":"tidb","labels":{"job-name":"%s"}},
                 "spec":{"containers":[{"name":"c","image":"i"}]},
                 "status":{"phase":"%s"%s}}""".formatted(
                        job,
                        job,
                        waiting.isEmpty() ? "Running" : "Pending",
                        waiting.isEmpty()
                                ? ""
                                : ",\"containerStatuses\":[{\"state\":{\"waiting\":{\"reason\":\"" + waiting
                                        + "\",\"message\":\"cannot pull\"}}}]"));
    }

    void log(String job, String text) {
        server.logs().put(NAMESPACE, job + "-pod", text);
    }

    void succeed(String job) {
        end(job, "Complete", "", "");
    }

    void fail(String job, String reason, String message) {
        end(job, "Failed", reason, message);
    }

    private void end(String job, String type, String reason, String message) {
        server.objects().mergePatch("jobs", NAMESPACE, job, """
                {"status":{"conditions":[{"type":"%s","status":"True","reason":"%s","message":"%s"}]}}""".formatted(type, reason, message));
    }

    /** As Kubernetes does before a job whose pods still run has failed. */
    void willFail(String job) {
        end(job, "FailureTarget", "DeadlineExceeded", "");
    }

    void delete(String job) {
        server.objects().delete("jobs", NAMESPACE, job);
    }

    void deletePod(String job) {
        server.objects().delete("pods", NAMESPACE, job + "-pod");
    }

    /** Deletes a job whose pods end slowly. */
    void deleteSlowly(String job) {
        finalizers(job, "[\"foregroundDeletion\"]");
        delete(job);
    }

    /** The pods of a job that was deleted slowly have gone. */
    void endDeletion(String job) {
        finalizers(job, "[]");
    }

    private void finalizers(String job, String names) {
        server.objects().mergePatch("jobs", NAMESPACE, job, "{\"metadata\":{\"finalizers\":" + names + "}}");
    }

    /** Waits until a job of that name was looked at so many times more. */
    void awaitLooks(String job, int more) {
        long before = looks(job);
        await(() -> looks(job) >= before + more, more + " looks at " + job);
    }

    private long looks(String job) {
        return server.requests().all().stream()
                .filter(request -> request.verb() == Verb.GET && request.name().equals(job))
                .count();
    }
}
