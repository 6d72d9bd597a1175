package io.brfed.k8s.internal.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.Finding;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.TidbClusterRef;
import io.brfed.k8s.internal.ApiRequest;
import io.brfed.k8s.internal.ApiResource;
import io.brfed.k8s.internal.ApiServer;
import io.brfed.k8s.internal.Json;
import io.brfed.k8s.internal.Limit;
import io.brfed.k8s.internal.Stages;
import io.brfed.k8s.internal.discovery.Discovery;
import io.brfed.spi.VolumeWarmUp.Moment;
import io.brfed.spi.VolumeWarmUp.Progress;
import io.brfed.spi.VolumeWarmUp.Request;
import io.brfed.spi.VolumeWarmUp.State;
import io.brfed.spi.VolumeWarmUp.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The calls of warm-ups to one API server. Thread-safe. */
public final class WarmUpCalls {
    /** Whose logs are told with one look; they are for people, who do not read hundreds. */
    private static final int MAX_LOGS = 5;

    private final ApiServer server;
    private final PodSettings settings;

    /** The calls to a server. */
    public WarmUpCalls(ApiServer server, PodSettings settings) {
        this.server = server;
        this.settings = settings;
    }

    /** What is missing. */
    public CompletionStage<List<Finding>> check(TidbClusterRef tidbCluster, Duration time) {
        return new Discovery(server, Optional.empty()).checkRights(JobRights.WARM_UP, tidbCluster, time);
    }

    /** Creates the jobs that there are not. */
    public CompletionStage<Void> begin(Request request, Duration time) {
        Limit limit = in(time);
        return Stages.bare(tidbCluster(request.tidbCluster(), limit).thenCompose(object -> {
            WarmUpJob job = new WarmUpJob(settings, request, object);
            List<CompletionStage<Void>> begun = new ArrayList<>();
            for (Store store : request.stores()) {
                if (!WarmUpJob.arguments(request.strategy(), store).isEmpty()) {
                    begun.add(begin(job, store, limit));
                }
            }
            return all(begun);
        }));
    }

    private CompletionStage<Void> begin(WarmUpJob job, Store store, Limit limit) {
        OwnJobs jobs = jobs(job.request());
        return jobs.find(job.name(store), limit).thenCompose(found -> {
            if (found.isPresent()) {
                return found.get().ending() ? stillThere(found.get()) : CompletableFuture.completedFuture(null);
            }
            return node(job.request(), store, limit).thenCompose(node -> jobs.create(job.of(store, node), limit));
        });
    }

    private CompletionStage<Void> stillThere(JobSight job) {
        return CompletableFuture.failedFuture(new ProviderException(
                Fault.RETRY,
                "job " + job.name() + " on " + server.name()
                        + " is still being deleted; wait until it and its pods have gone"));
    }

    /** The node that the store's pod runs on; none is needed before it runs. */
    private CompletionStage<Optional<String>> node(Request request, Store store, Limit limit) {
        if (request.moment() == Moment.BEFORE_TIKV) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        String path = ApiResource.POD.path(request.tidbCluster().namespace(), store.pod());
        return server.send(ApiRequest.get(path), limit).thenApply(answer -> {
            String node =
                    answer.absent(ApiResource.POD, store.pod()) ? "" : Json.text(answer.orThrow(), "spec", "nodeName");
            if (node.isEmpty()) {
                throw new ProviderException(
                        Fault.RETRY,
                        "pod " + store.pod() + " on " + server.name()
                                + " is on no node yet, so that its volumes cannot be read beside it; wait until it runs");
            }
            return Optional.of(node);
        });
    }

    private CompletionStage<ObjectNode> tidbCluster(TidbClusterRef tidbCluster, Limit limit) {
        String path = ApiResource.TIDB_CLUSTER.path(tidbCluster.namespace(), tidbCluster.name());
        return server.send(ApiRequest.get(path), limit).thenApply(answer -> answer.orThrow());
    }

    /** What all jobs say. */
    public CompletionStage<List<Progress>> observe(Request request, Duration time) {
        Limit limit = in(time);
        OwnJobs jobs = jobs(request);
        return Stages.bare(jobs.all(WarmUpJob.PURPOSE, limit).thenCompose(found -> {
            Map<String, JobSight> byName =
                    found.stream().collect(Collectors.toMap(JobSight::name, Function.identity(), (one, two) -> one));
            AtomicInteger logs = new AtomicInteger();
            List<CompletionStage<Progress>> told = new ArrayList<>();
            for (Store store : request.stores()) {
                told.add(progress(new Look(request, jobs, limit, logs), store, byName));
            }
            return all(told)
                    .thenApply(done -> told.stream()
                            .map(stage -> stage.toCompletableFuture().join())
                            .toList());
        }));
    }

    private record Look(Request request, OwnJobs jobs, Limit limit, AtomicInteger logs) {}

    private static CompletionStage<Progress> progress(Look look, Store store, Map<String, JobSight> byName) {
        if (WarmUpJob.arguments(look.request().strategy(), store).isEmpty()) {
            return told(store, State.DONE, "there is nothing to read");
        }
        JobSight job = byName.get(WarmUpJob.name(look.request(), store));
        if (job == null || job.ending()) {
            return told(store, State.ABSENT, "");
        }
        return switch (job.state()) {
            case RUNNING -> told(store, State.RUNNING, "");
            case SUCCEEDED -> told(store, State.DONE, "");
            case FAILED -> failed(look, store, job);
        };
    }

    private static CompletionStage<Progress> failed(Look look, Store store, JobSight job) {
        String what = "job " + job.name() + " failed (" + job.reason() + ")";
        if (look.logs().getAndIncrement() >= MAX_LOGS) {
            return told(store, State.FAILED, what);
        }
        return look.jobs()
                .log(job.name(), look.limit())
                .thenApply(log -> new Progress(store.pod(), State.FAILED, what + tail(MaskedText.lastLines(log))));
    }

    private static String tail(List<String> lines) {
        return lines.isEmpty()
                ? "; what it wrote could not be read"
                : "; it wrote last:\n    " + String.join("\n    ", lines);
    }

    private static CompletionStage<Progress> told(Store store, State state, String text) {
        return CompletableFuture.completedFuture(new Progress(store.pod(), state, text));
    }

    /** Deletes the jobs of the request's operation that there are. */
    public CompletionStage<List<String>> end(Request request, Duration time) {
        Limit limit = in(time);
        OwnJobs jobs = jobs(request);
        return Stages.bare(jobs.all(WarmUpJob.PURPOSE, limit).thenCompose(found -> {
            List<CompletionStage<Void>> deleted =
                    found.stream().map(job -> jobs.delete(job, limit)).toList();
            return all(deleted)
                    .thenCompose(done -> jobs.all(WarmUpJob.PURPOSE, limit))
                    .thenApply(left -> left.stream()
                            .map(job -> "job " + job.name())
                            .sorted()
                            .toList());
        }));
    }

    private OwnJobs jobs(Request request) {
        return new OwnJobs(server, request.tidbCluster().namespace(), request.id());
    }

    private Limit in(Duration time) {
        return Limit.in(time, server.threads());
    }

    private static CompletionStage<Void> all(List<? extends CompletionStage<?>> stages) {
        return CompletableFuture.allOf(
                stages.stream().map(CompletionStage::toCompletableFuture).toArray(CompletableFuture[]::new));
    }
}
