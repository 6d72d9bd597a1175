package io.brfed.k8s.internal.discovery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.Finding;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.TidbClusterRef;
import io.brfed.k8s.internal.AnswerException;
import io.brfed.k8s.internal.ApiAnswer;
import io.brfed.k8s.internal.ApiRequest;
import io.brfed.k8s.internal.ApiResource;
import io.brfed.k8s.internal.Json;
import io.brfed.k8s.internal.PlaneRight;
import io.brfed.k8s.internal.Stages;
import io.brfed.spi.ClusterInventory.Operator;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Asks the API server which rights are missing. */
final class RightsCheck {
    private static final int NOT_FOUND = 404;
    private static final int SERVER_ERROR = 5;

    private final Requests requests;
    private final TidbClusterRef tidbCluster;

    RightsCheck(Requests requests, TidbClusterRef tidbCluster) {
        this.requests = requests;
        this.tidbCluster = tidbCluster;
    }

    CompletionStage<List<Finding>> check(Collection<Operator> operators) {
        return check(AccessRights.of(operators));
    }

    CompletionStage<List<Finding>> check(List<PlaneRight> rights) {
        List<Asked> questions = rights.stream()
                .flatMap(right -> right.verbs().stream().map(verb -> new Asked(right, verb)))
                .toList();
        return requests.many(questions, this::ask).thenApply(answers -> findings(questions, answers));
    }

    private CompletionStage<ApiAnswer> ask(Asked asked) {
        ObjectNode review = Json.object()
                .put("apiVersion", ApiResource.ACCESS_REVIEW.apiVersion())
                .put("kind", ApiResource.ACCESS_REVIEW.kind());
        String[] resource = asked.right().resource().split("/", 2);
        review.putObject("spec")
                .putObject("resourceAttributes")
                .put("namespace", asked.right().namespaced() ? tidbCluster.namespace() : "")
                .put("verb", asked.verb())
                .put("group", asked.right().group())
                .put("resource", resource[0])
                .put("subresource", resource.length > 1 ? resource[1] : "");
        return requests.send(ApiRequest.create(ApiResource.ACCESS_REVIEW.everywhere(), review))
                .handle((answer, error) -> error == null ? known(answer) : known(Stages.cause(error)))
                .thenCompose(Function.identity());
    }

    /** A question changes nothing, whatever becomes of its answer. */
    private static CompletionStage<ApiAnswer> known(ApiAnswer answer) {
        return answer.code() / 100 == SERVER_ERROR
                ? known(answer.failure())
                : CompletableFuture.completedFuture(answer);
    }

    private static CompletionStage<ApiAnswer> known(Throwable error) {
        if (error instanceof ProviderException failure && failure.fault() == Fault.OUTCOME_UNKNOWN) {
            Fault fault = failure instanceof AnswerException ? Fault.RETRY : Fault.UNREACHABLE;
            return CompletableFuture.failedFuture(
                    new ProviderException(fault, String.valueOf(failure.getMessage()), failure));
        }
        return CompletableFuture.failedFuture(error);
    }

    private List<Finding> findings(List<Asked> questions, Map<Asked, ApiAnswer> answers) {
        List<Finding> findings = new ArrayList<>();
        for (Asked asked : questions) {
            ApiAnswer answer = answers.get(asked);
            if (answer == null) {
                continue;
            }
            if (answer.forbidden() || answer.code() == NOT_FOUND) {
                return List.of(unknown(answer));
            }
            if (!Json.at(answer.orThrow(), "status", "allowed").asBoolean(false)) {
                findings.add(missing(asked));
            }
        }
        return findings;
    }

    private Finding missing(Asked asked) {
        PlaneRight right = asked.right();
        String what = asked.verb() + " " + right.resource() + (right.group().isEmpty() ? "" : "." + right.group());
        String where = right.namespaced() ? "namespace " + tidbCluster.namespace() : "the whole cluster";
        String problem = "is not allowed on " + requests.server() + " in " + where + "; it is for: " + right.reason();
        String advice = "apply the manifest of DirectRbac";
        return right.required()
                ? Finding.fault("Kubernetes right", what, problem, advice)
                : Finding.notice("Kubernetes right", what, problem, advice);
    }

    private Finding unknown(ApiAnswer answer) {
        return Finding.notice(
                "Kubernetes rights",
                requests.server(),
                "cannot be asked for: " + answer.failure().getMessage(),
                "if a right is missing, reading the cluster will say so");
    }

    private record Asked(PlaneRight right, String verb) {}
}
