package io.brfed.k8s.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.Condition;
import io.brfed.plane.Member;
import io.brfed.plane.MemberState;
import io.brfed.plane.PauseState;
import io.brfed.plane.PauseState.Hold;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Looks whether the pause is held, as far as that can be seen from outside: the init job is active, its pod and the node
 * of that pod are ready. Thread-safe.
 */
final class PauseView {
    private final ApiServer server;

    PauseView(ApiServer server) {
        this.server = server;
    }

    /** The state that is being read, together with what can be seen of the pause if the member is the initializer. */
    CompletionStage<MemberState> confirmed(Member member, CompletionStage<Optional<StoredMember>> read, Limit limit) {
        ObjectKey backup = MemberNames.of(member);
        ObjectKey key = InitJobs.key(backup.namespace(), backup.name());
        // Asked for before it is known whether they are needed: the answer to the resume waits for all of them.
        // With half of the time, so that one that hangs does not cost the answer about the member itself.
        CompletionStage<Seen> seen = seen(key, Limit.in(limit.left().dividedBy(2), server.threads()));
        return read.thenCompose(stored -> {
            MemberState state = MemberReads.state(member, stored);
            if (stored.isEmpty() || state.pause().isEmpty() || state.has(Condition.PAUSE_ENDED)) {
                return CompletableFuture.completedFuture(state);
            }
            return seen.thenApply(found -> with(member, stored.get(), found));
        });
    }

    private static MemberState with(Member member, StoredMember stored, Seen seen) {
        MemberState state = MemberReading.state(member, stored);
        boolean foreign = seen.job().isPresent() && !InitJobs.ownedBy(seen.job().get(), stored);
        PauseState before = state.pause().orElseThrow();
        Hold hold = foreign ? Hold.BROKEN : seen.hold();
        String detail = foreign ? "the init job belongs to another Backup" : seen.detail();
        return MemberReading.withPause(
                member, stored, new PauseState(before.identity(), before.endsBy(), before.lag(), hold, detail));
    }

    private CompletionStage<Seen> seen(ObjectKey key, Limit limit) {
        CompletionStage<ApiAnswer> job = server.send(ApiRequest.get(key.path()), limit);
        CompletionStage<ApiAnswer> pods = server.send(
                ApiRequest.get(ApiResource.POD.in(key.namespace())).with("labelSelector", "job-name=" + key.name()),
                limit);
        CompletionStage<Seen> ofPods = pods.thenCompose(answer -> pod(answer, limit));
        return job.thenCombine(ofPods, (answer, pod) -> job(key, answer, pod))
                .exceptionally(error -> new Seen(
                        Hold.UNKNOWN,
                        "could not be read: " + Stages.cause(error).getMessage(),
                        Optional.empty()));
    }

    private static Seen job(ObjectKey key, ApiAnswer answer, Seen pod) {
        if (answer.absent(key.resource(), key.name())) {
            return new Seen(Hold.BROKEN, "the init job is gone", Optional.empty());
        }
        if (!answer.ok()) {
            return unseen("jobs", answer);
        }
        ObjectNode job = answer.body();
        boolean active = Json.at(job, "status", "active").asInt() > 0 && !InitJobs.ended(job);
        return active
                ? new Seen(pod.hold(), pod.detail(), Optional.of(job))
                : new Seen(Hold.BROKEN, "the init job is not active", Optional.of(job));
    }

    private CompletionStage<Seen> pod(ApiAnswer answer, Limit limit) {
        if (!answer.ok()) {
            return CompletableFuture.completedFuture(unseen("pods", answer));
        }
        for (JsonNode pod : answer.body().path("items")) {
            if (ready(pod) && Json.text(pod, "metadata", "deletionTimestamp").isEmpty()) {
                String node = Json.text(pod, "spec", "nodeName");
                return server.send(ApiRequest.get(ApiResource.NODE.path(node)), limit)
                        .thenApply(found -> node(node, found));
            }
        }
        return CompletableFuture.completedFuture(
                new Seen(Hold.BROKEN, "the init job has no pod that is ready", Optional.empty()));
    }

    private static Seen node(String name, ApiAnswer answer) {
        if (!answer.ok() && !answer.absent(ApiResource.NODE, name)) {
            return unseen("nodes", answer);
        }
        return answer.ok() && ready(answer.body())
                ? new Seen(Hold.HELD, "", Optional.empty())
                : new Seen(Hold.BROKEN, "node " + name + " of the init job's pod is not ready", Optional.empty());
    }

    private static Seen unseen(String what, ApiAnswer answer) {
        String why = answer.forbidden()
                ? "the role may not read " + what
                : what + " could not be read (" + answer.code() + ")";
        return new Seen(Hold.UNKNOWN, why, Optional.empty());
    }

    private static boolean ready(JsonNode object) {
        for (JsonNode condition : Json.at(object, "status", "conditions")) {
            if (Json.text(condition, "type").equals("Ready")) {
                return Json.text(condition, "status").equals("True");
            }
        }
        return false;
    }

    /** What was seen, and the job where it could be read. */
    private record Seen(Hold hold, String detail, Optional<ObjectNode> job) {}
}
