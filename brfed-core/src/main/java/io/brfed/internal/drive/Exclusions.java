package io.brfed.internal.drive;

import io.brfed.api.ClusterName;
import io.brfed.api.FailureCause;
import io.brfed.api.FailureCause.Kind;
import io.brfed.api.OperationId;
import io.brfed.api.OperationRefusedException;
import io.brfed.api.ProviderException;
import io.brfed.internal.drive.Request.Exclusiveness;
import io.brfed.internal.loop.Calls;
import io.brfed.plane.Cluster;
import io.brfed.plane.Exclusion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Keeps two operations from working on one TiDB cluster. Members are asked in the order of their names. */
final class Exclusions {
    private final Request request;
    private final OperationId id;
    private final Calls calls;

    Exclusions(Request request, OperationId id, Calls calls) {
        this.request = request;
        this.id = id;
        this.calls = calls;
    }

    /**
     * Claims every member.
     *
     * @param notice told about members that could not be checked
     * @return whether every claim is a lock, so that nothing has to be asked again
     */
    CompletionStage<Boolean> claim(Consumer<String> notice) {
        return all(new ArrayList<>(sorted()), new LinkedHashMap<>()).thenApply(answers -> {
            answers.forEach((cluster, exclusion) -> judge(cluster, exclusion, notice));
            return answers.values().stream().allMatch(Exclusion.Locked.class::isInstance);
        });
    }

    /** Asks once more after the first write; of two operations the one with the larger id yields. */
    CompletionStage<Optional<FailureCause>> again() {
        return all(new ArrayList<>(sorted()), new LinkedHashMap<>())
                .thenApply(answers -> answers.entrySet().stream()
                        .flatMap(entry -> yields(entry.getKey(), entry.getValue()).stream())
                        .findFirst());
    }

    /** Gives every claim back; failures do not matter, because claims end by themselves. */
    CompletionStage<Boolean> unclaim() {
        return Answers.of(request.clusters(), this::unclaim)
                .thenApply(answers -> answers.missing().isEmpty());
    }

    private CompletionStage<Boolean> unclaim(Cluster cluster) {
        return calls.write(
                "giving back the claim on " + cluster.name(),
                request.pacing().call(),
                () -> cluster.plane()
                        .unclaim(
                                request.member(cluster).member(),
                                id,
                                request.pacing().call())
                        .thenApply(given -> true));
    }

    private CompletionStage<Map<Cluster, Exclusion>> all(List<Cluster> left, Map<Cluster, Exclusion> answers) {
        if (left.isEmpty()) {
            return CompletableFuture.completedFuture(answers);
        }
        Cluster cluster = left.remove(0);
        return calls.write(
                        "claiming " + cluster.name(),
                        request.pacing().call(),
                        () -> cluster.plane()
                                .claim(
                                        request.member(cluster),
                                        id,
                                        request.pacing().call()))
                .exceptionally(Exclusions::unchecked)
                .thenCompose(exclusion -> {
                    answers.put(cluster, exclusion);
                    return exclusion instanceof Exclusion.Taken
                            ? CompletableFuture.completedFuture(answers)
                            : all(left, answers);
                });
    }

    private static Exclusion unchecked(Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        return new Exclusion.Unchecked(String.valueOf(cause.getMessage()));
    }

    private void judge(Cluster cluster, Exclusion exclusion, Consumer<String> notice) {
        if (exclusion instanceof Exclusion.Taken taken) {
            throw new OperationRefusedException(
                    request.name(),
                    taken.name() + " is unfinished on " + cluster + ", so '" + request.name()
                            + "' was not begun. Nothing was changed. Wait for it, or delete it if it is left over");
        }
        if (exclusion instanceof Exclusion.Unchecked unchecked) {
            String text = "it was not checked that no other operation works on " + cluster + ": " + unchecked.why();
            if (request.exclusiveness() == Exclusiveness.REQUIRED) {
                throw new ProviderException(
                        ProviderException.Fault.REFUSED,
                        text + ". Nothing was changed. Give the role the right, or do not demand exclusiveness");
            }
            notice.accept(text);
        }
    }

    private Optional<FailureCause> yields(Cluster cluster, Exclusion exclusion) {
        if (!(exclusion instanceof Exclusion.Taken taken)) {
            return Optional.empty();
        }
        boolean first = taken.id().map(other -> id.compareTo(other) < 0).orElse(false);
        return first
                ? Optional.empty()
                : Optional.of(FailureCause.on(
                        cluster.name(),
                        Kind.NOT_EXCLUSIVE,
                        "OtherOperation",
                        taken.name() + " began at the same time on this TiDB cluster and goes first; try again later"));
    }

    private List<Cluster> sorted() {
        return request.clusters().stream()
                .sorted(Comparator.comparing(Cluster::name, Comparator.<ClusterName>naturalOrder()))
                .toList();
    }
}
