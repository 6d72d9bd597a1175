package io.brfed.internal.drive;

import io.brfed.api.ClusterName;
import io.brfed.api.FailureCause;
import io.brfed.api.FailureCause.Kind;
import io.brfed.api.OperationId;
import io.brfed.api.OperationRefusedException;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.internal.drive.Request.Exclusiveness;
import io.brfed.internal.loop.Begun;
import io.brfed.internal.loop.Calls;
import io.brfed.internal.loop.Causes;
import io.brfed.plane.Cluster;
import io.brfed.plane.Exclusion;
import io.brfed.spi.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Keeps two operations from working on one TiDB cluster. Members are asked in the order of their names. */
final class Exclusions {
    private static final int TRIES = 3;
    private static final Duration LONGEST_BETWEEN_TRIES = Duration.ofSeconds(1);

    private final Request request;
    private final OperationId id;
    private final Calls calls;
    private final Scheduler scheduler;
    private boolean givenBack;

    Exclusions(Request request, OperationId id, Scheduler scheduler) {
        this.request = request;
        this.id = id;
        this.calls = new Calls(scheduler);
        this.scheduler = scheduler;
    }

    /**
     * Claims every member.
     *
     * @param notice told about members that could not be checked
     * @return whether every claim is a lock, so that nothing has to be asked again while they hold
     */
    CompletionStage<Boolean> claim(Consumer<String> notice) {
        return all(new ArrayList<>(sorted()), new LinkedHashMap<>()).thenApply(answers -> {
            answers.forEach((cluster, exclusion) -> judge(cluster, exclusion, notice));
            return answers.values().stream().allMatch(Exclusion.Locked.class::isInstance);
        });
    }

    /**
     * Asks once more after the first write. Of two operations that find each other the one with the larger id yields. The
     * other one cannot know whether it was found, for who asked before it wrote goes on: it waits until it is alone, and
     * yields if that takes too long.
     *
     * @param trusted up to which moment locks keep everybody else out, so that nobody has to be asked
     */
    CompletionStage<Optional<FailureCause>> again(Duration trusted) {
        return scheduler.elapsed().compareTo(trusted) < 0
                ? alone()
                : askedUntil(scheduler.elapsed().plus(request.pacing().alone()));
    }

    private CompletionStage<Optional<FailureCause>> askedUntil(Duration until) {
        return Answers.of(request.clusters(), cluster -> ask(cluster, TRIES)).thenCompose(answers -> {
            Stream<FailureCause> taken = answers.given().entrySet().stream()
                    .flatMap(entry -> yields(entry.getKey(), entry.getValue()).stream());
            Stream<FailureCause> unanswered = answers.missing().entrySet().stream()
                    .map(entry -> FailureCause.on(
                            entry.getKey().name(), Kind.UNREACHABLE, "ExclusionUnanswered", entry.getValue()));
            Optional<FailureCause> cause = Stream.concat(taken, unanswered).findFirst();
            Optional<FailureCause> other = answers.given().entrySet().stream()
                    .flatMap(entry -> other(entry.getKey(), entry.getValue()).stream())
                    .findFirst();
            boolean waits = cause.isEmpty()
                    && other.isPresent()
                    && !givenBack
                    && scheduler.elapsed().compareTo(until) < 0;
            return waits
                    ? Begun.after(betweenTries(), scheduler, () -> givenBack ? alone() : askedUntil(until))
                    : CompletableFuture.completedFuture(cause.or(() -> other));
        });
    }

    private static CompletionStage<Optional<FailureCause>> alone() {
        return CompletableFuture.completedFuture(Optional.empty());
    }

    /** Gives every claim back; failures do not matter much, because claims end by themselves. */
    CompletionStage<Boolean> unclaim() {
        givenBack = true;
        return Answers.of(request.clusters(), cluster -> unclaim(cluster, TRIES))
                .thenApply(answers -> answers.missing().isEmpty());
    }

    private CompletionStage<Boolean> unclaim(Cluster cluster, int tries) {
        return calls.write(
                        "giving back the claim on " + cluster.name(),
                        request.pacing().callInPause(),
                        () -> cluster.plane()
                                .unclaim(
                                        request.member(cluster).member(),
                                        id,
                                        request.pacing().callInPause())
                                .thenApply(given -> true))
                .exceptionallyCompose(error -> tries > 1
                        ? Begun.after(betweenTries(), scheduler, () -> unclaim(cluster, tries - 1))
                        : CompletableFuture.failedFuture(error));
    }

    private CompletionStage<Map<Cluster, Exclusion>> all(List<Cluster> left, Map<Cluster, Exclusion> answers) {
        if (left.isEmpty()) {
            return CompletableFuture.completedFuture(answers);
        }
        Cluster cluster = left.remove(0);
        return ask(cluster, TRIES).thenCompose(exclusion -> {
            answers.put(cluster, exclusion);
            return exclusion instanceof Exclusion.Taken
                    ? CompletableFuture.completedFuture(answers)
                    : all(left, answers);
        });
    }

    private CompletionStage<Exclusion> ask(Cluster cluster, int tries) {
        return calls.write(
                        "claiming " + cluster.name(),
                        request.pacing().call(),
                        () -> cluster.plane()
                                .claim(
                                        request.member(cluster),
                                        id,
                                        request.pacing().call()))
                .exceptionallyCompose(error -> unanswered(cluster, tries, Causes.of(error)));
    }

    /** An error does not say that nobody is at work; only a missing right is something to go on without. */
    private CompletionStage<Exclusion> unanswered(Cluster cluster, int tries, Throwable error) {
        Fault fault = error instanceof ProviderException failure ? failure.fault() : Fault.UNREACHABLE;
        if (fault == Fault.REFUSED) {
            return CompletableFuture.completedFuture(new Exclusion.Unchecked(String.valueOf(error.getMessage())));
        }
        if (tries > 1) {
            return Begun.after(betweenTries(), scheduler, () -> ask(cluster, tries - 1));
        }
        return CompletableFuture.failedFuture(new ProviderException(
                fault,
                "it could not be found out whether another operation works on " + cluster + ", in " + TRIES + " tries: "
                        + error.getMessage()));
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
                        Fault.REFUSED,
                        text + ". Nothing was changed. Give the role the right, or do not demand exclusiveness");
            }
            notice.accept(text);
        }
    }

    private Optional<FailureCause> yields(Cluster cluster, Exclusion exclusion) {
        if (exclusion instanceof Exclusion.Unchecked unchecked && request.exclusiveness() == Exclusiveness.REQUIRED) {
            return Optional.of(FailureCause.on(
                    cluster.name(),
                    Kind.NOT_EXCLUSIVE,
                    "Unchecked",
                    "it can no longer be checked that no other operation is at work: " + unchecked.why()));
        }
        boolean first = exclusion instanceof Exclusion.Taken taken
                && taken.id().map(other -> id.compareTo(other) < 0).orElse(false);
        return first ? Optional.empty() : other(cluster, exclusion);
    }

    private static Optional<FailureCause> other(Cluster cluster, Exclusion exclusion) {
        return exclusion instanceof Exclusion.Taken taken
                ? Optional.of(FailureCause.on(
                        cluster.name(),
                        Kind.NOT_EXCLUSIVE,
                        "OtherOperation",
                        taken.name() + " began at the same time on this TiDB cluster and goes first; try again later"))
                : Optional.empty();
    }

    /** Whoever gives a call little time does not want to wait longer between two of them. */
    private Duration betweenTries() {
        Duration call = request.pacing().callInPause();
        return call.compareTo(LONGEST_BETWEEN_TRIES) < 0 ? call : LONGEST_BETWEEN_TRIES;
    }

    private List<Cluster> sorted() {
        return request.clusters().stream()
                .sorted(Comparator.comparing(Cluster::name, Comparator.<ClusterName>naturalOrder()))
                .toList();
    }
}
