package io.brfed.internal.drive;

import io.brfed.internal.loop.Causes;
import io.brfed.plane.Cluster;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What several clusters, asked at the same time, answered.
 *
 * @param given the answers
 * @param missing the errors of those without an answer
 * @param <T> what was asked for
 */
record Answers<T>(Map<Cluster, T> given, Map<Cluster, String> missing) {
    /** Asks every cluster and waits for all of them. */
    static <T> CompletionStage<Answers<T>> of(
            Iterable<Cluster> clusters, Function<Cluster, CompletionStage<T>> question) {
        Answers<T> answers = new Answers<>(new LinkedHashMap<>(), new LinkedHashMap<>());
        CompletionStage<Answers<T>> all = CompletableFuture.completedFuture(answers);
        for (Cluster cluster : clusters) {
            CompletionStage<Answers<T>> one =
                    question.apply(cluster).handle((answer, error) -> answers.take(cluster, answer, error));
            all = all.thenCombine(one, (before, now) -> now);
        }
        return all;
    }

    private Answers<T> take(Cluster cluster, @Nullable T answer, @Nullable Throwable error) {
        if (answer != null) {
            given.put(cluster, answer);
        } else {
            missing.put(cluster, text(error));
        }
        return this;
    }

    private static String text(@Nullable Throwable error) {
        return error == null ? "no answer" : Causes.words(error);
    }
}
