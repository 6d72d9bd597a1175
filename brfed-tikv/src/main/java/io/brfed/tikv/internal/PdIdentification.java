package io.brfed.tikv.internal;

import io.brfed.api.ProviderException;
import io.brfed.spi.PdIdentity;
import io.brfed.tikv.internal.ClientThreads.Deadline;
import io.brfed.tikv.internal.PdHttp.Call;
import io.brfed.tikv.internal.PdMembers.Leader;
import io.brfed.tikv.internal.PdMembers.View;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Finds out who a PD is; asks its members anew each time. */
final class PdIdentification {
    private final PdMembers members;
    private final PdHttp http;
    private final ClientThreads threads;

    PdIdentification(PdMembers members, PdHttp http, ClientThreads threads) {
        this.members = members;
        this.http = http;
        this.threads = threads;
    }

    CompletionStage<PdIdentity> read(Duration limit) {
        WireFaults.Attempt attempt = new WireFaults.Attempt("the question who leads", "PD", CallKind.READ, limit);
        return threads.calls().make(attempt, () -> ask(threads.deadline(limit)));
    }

    private CompletionStage<PdIdentity> ask(Deadline deadline) {
        return members.look(deadline).thenCompose(view -> {
            Address member = view.leader().map(Leader::address).orElse(view.asked());
            CompletableFuture<String> version = text(
                    view,
                    () -> http.send(member, Call.get(PdHttp.V1 + "/version"), deadline)
                            .thenApply(answer -> answer.path("version").asText("")));
            CompletableFuture<String> cluster = text(
                    view,
                    () -> http.send(member, Call.get(PdHttp.V1 + "/config/cluster-version"), deadline)
                            .thenApply(answer -> answer.asText("")));
            return version.thenCombine(cluster, (ofPd, ofCluster) -> identity(view, ofPd, ofCluster));
        });
    }

    private static PdIdentity identity(View view, String version, String clusterVersion) {
        return new PdIdentity(
                view.clusterId(),
                view.leader().map(Leader::name).orElse(""),
                view.leader().map(leader -> leader.address().toString()).orElse(""),
                version.startsWith("v") ? version.substring(1) : version,
                clusterVersion);
    }

    /** During an election some versions answer nothing but who their members are. */
    private static CompletableFuture<String> text(View view, Question question) {
        return question.ask()
                .exceptionallyCompose(error -> {
                    Throwable cause = WireFaults.unwrapped(error);
                    return view.leader().isEmpty() && cause instanceof ProviderException
                            ? CompletableFuture.completedStage("")
                            : CompletableFuture.failedStage(cause);
                })
                .toCompletableFuture();
    }

    private interface Question {
        CompletionStage<String> ask();
    }
}
