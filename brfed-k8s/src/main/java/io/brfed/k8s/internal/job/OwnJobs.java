package io.brfed.k8s.internal.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.OperationId;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.k8s.internal.ApiRequest;
import io.brfed.k8s.internal.ApiResource;
import io.brfed.k8s.internal.ApiServer;
import io.brfed.k8s.internal.Deletions;
import io.brfed.k8s.internal.Limit;
import io.brfed.k8s.internal.Listing;
import io.brfed.spi.BoundVolume;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The jobs of one operation in one namespace. What does not carry its stamp is left alone. Thread-safe. */
final class OwnJobs {
    private static final String POD_OF = "job-name";
    private static final int TAIL_LINES = 60;
    private static final int TAIL_BYTES = 64 << 10;

    private final ApiServer server;
    private final String namespace;
    private final OperationId id;

    OwnJobs(ApiServer server, String namespace, OperationId id) {
        this.server = server;
        this.namespace = namespace;
        this.id = id;
    }

    /** A job of that name; refused if it is not ours. */
    CompletionStage<Optional<JobSight>> find(String name, Limit limit) {
        return server.send(ApiRequest.get(path(name)), limit).thenApply(answer -> {
            if (answer.absent(ApiResource.JOB, name)) {
                return Optional.empty();
            }
            JobSight job = new JobSight(answer.orThrow());
            if (!job.of(id)) {
                throw new ProviderException(
                        Fault.REFUSED,
                        "job " + namespace + "/" + name + " on " + server.name() + " is not of restore " + id
                                + "; it was left alone. Delete it if nobody needs it");
            }
            return Optional.of(job);
        });
    }

    /** Creates a job, unless there is one of its name. */
    CompletionStage<Void> create(ObjectNode job, Limit limit) {
        return server.send(ApiRequest.create(ApiResource.JOB.in(namespace), job), limit)
                .thenAccept(answer -> {
                    if (!answer.conflict()) {
                        answer.orThrow();
                    }
                });
    }

    /** All jobs of the operation for one purpose. */
    CompletionStage<List<JobSight>> all(String purpose, Limit limit) {
        String selector = BoundVolume.OPERATION_LABEL + "=" + id + "," + JobDocument.PURPOSE_LABEL + "=" + purpose;
        ApiRequest request = ApiRequest.get(ApiResource.JOB.in(namespace)).with("labelSelector", selector);
        return new Listing(server, limit)
                .all(request)
                .thenApply(found -> found.stream().map(JobSight::new).toList());
    }

    /** Deletes exactly this job, which shows until its pods have gone. */
    CompletionStage<Void> delete(JobSight job, Limit limit) {
        return server.send(ApiRequest.delete(path(job.name()), Deletions.afterDependants(job.uid())), limit)
                .thenAccept(answer -> {
                    if (!answer.conflict() && !answer.absent(ApiResource.JOB, job.name())) {
                        answer.orThrow();
                    }
                });
    }

    /** The youngest pod of a job. */
    CompletionStage<Optional<PodSight>> pod(String job, Limit limit) {
        ApiRequest request = ApiRequest.get(ApiResource.POD.in(namespace)).with("labelSelector", POD_OF + "=" + job);
        return new Listing(server, limit)
                .all(request)
                .thenApply(found -> found.stream()
                        .map(PodSight::new)
                        .max(Comparator.comparing(PodSight::createdAt).thenComparing(PodSight::name)));
    }

    /** What the job's youngest pod wrote last; empty if it cannot be read, which is no reason to fail. */
    CompletionStage<String> log(String job, Limit limit) {
        return pod(job, limit)
                .thenCompose(pod -> pod.isEmpty() ? CompletableFuture.completedFuture("") : log(pod.get(), limit))
                .exceptionally(unreadable -> "");
    }

    private CompletionStage<String> log(PodSight pod, Limit limit) {
        ApiRequest request = ApiRequest.get(ApiResource.POD.path(namespace, pod.name()) + "/log")
                .with("tailLines", Integer.toString(TAIL_LINES))
                .with("limitBytes", Integer.toString(TAIL_BYTES));
        return server.send(request, limit).thenApply(answer -> answer.textOrThrow());
    }

    private String path(String name) {
        return ApiResource.JOB.path(namespace, name);
    }

    /** Namespace and cluster, for messages. */
    @Override
    public String toString() {
        return "namespace " + namespace + " on " + server.name();
    }

    ApiServer server() {
        return server;
    }

    String namespace() {
        return namespace;
    }

    OperationId id() {
        return id;
    }
}
