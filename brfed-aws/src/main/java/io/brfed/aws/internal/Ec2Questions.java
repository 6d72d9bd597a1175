package io.brfed.aws.internal;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.spi.CallBudget;
import io.brfed.spi.CallBudget.Call;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks EC2 questions of many pages and batches. Each request takes its turn in the budget; one that is throttled is asked
 * again within the limit, so that a page is not the end of all the others.
 */
final class Ec2Questions {
    private static final int MAX_ATTEMPTS = 5;
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(200);
    private static final int FILTER_VALUES = 100;
    private static final int ROUNDS_WITHOUT_MISSING = 3;

    private final AwsCalls calls;
    private final Ec2Turns turns;
    private final Manner manner;
    private final Retry retry;

    Ec2Questions(AwsCalls calls, CallBudget budget, Manner manner) {
        this.calls = calls;
        this.turns = new Ec2Turns(calls, budget);
        this.manner = manner;
        this.retry = Retry.of(
                "ec2-questions",
                RetryConfig.custom()
                        .maxAttempts(MAX_ATTEMPTS)
                        .intervalFunction(IntervalFunction.ofExponentialRandomBackoff(FIRST_BACKOFF))
                        .retryOnException(Ec2Questions::isPassing)
                        .build());
    }

    private static boolean isPassing(Throwable error) {
        return error instanceof ProviderException failure && failure.fault() == Fault.RETRY;
    }

    /** All there is, page by page. */
    <R> CompletionStage<List<R>> all(AwsCall call, Pages<R> pages) {
        return all(call, pages, calls.threads().elapsed().plus(call.limit()));
    }

    private <R> CompletionStage<List<R>> all(AwsCall call, Pages<R> pages, Duration end) {
        CompletableFuture<List<R>> all = new CompletableFuture<>();
        calls.threads().endAtClose(all, () -> all.completeExceptionally(AwsFaults.givenUp(call)));
        AwsCalls.pass(more(new Walk<>(call, pages, end, new ArrayList<>()), null), all);
        return all;
    }

    /** One question that has no pages, with a turn of its own kind; throttled, it is asked again. */
    <T> CompletionStage<T> once(Call turn, AwsCall call, Function<AwsCalls.Limit, T> request) {
        Duration end = calls.threads().elapsed().plus(call.limit());
        CompletableFuture<T> answer = new CompletableFuture<>();
        calls.threads().endAtClose(answer, () -> answer.completeExceptionally(AwsFaults.givenUp(call)));
        AwsCalls.pass(again(turn, call, end, request), answer);
        return answer;
    }

    private <R> CompletionStage<List<R>> more(Walk<R> walk, @Nullable String token) {
        return page(walk, token).thenCompose(page -> {
            walk.found.addAll(page.items());
            String next = page.next();
            if (next == null || next.isEmpty()) {
                return CompletableFuture.completedFuture(List.copyOf(walk.found));
            }
            if (++walk.seen >= manner.pages()) {
                return CompletableFuture.failedFuture(new ProviderException(
                        Fault.REFUSED, walk.call + " has more than " + manner.pages() + " pages; ask for less"));
            }
            return more(walk, next);
        });
    }

    private <R> CompletionStage<Page<R>> page(Walk<R> walk, @Nullable String token) {
        return again(manner.turn(), walk.call, walk.end, limit -> walk.pages.ask(limit, token));
    }

    private <T> CompletionStage<T> again(Call turn, AwsCall call, Duration end, Function<AwsCalls.Limit, T> request) {
        return retry.executeCompletionStage(calls.threads().timer(), () -> {
            Duration left = end.minus(calls.threads().elapsed());
            if (left.isNegative() || left.isZero()) {
                return CompletableFuture.failedFuture(AwsFaults.noAnswer(call));
            }
            return turns.make(turn, call.within(left), request).whenComplete((value, error) -> {
                if (error != null && isPassing(error)) {
                    turns.exhausted(turn);
                }
            });
        });
    }

    /**
     * What exists of the given ids. EC2 refuses a question as a whole if one id does not exist: those that it names are left
     * out; if it names none, or again and again, the ids are asked for by filters, which miss nothing.
     */
    <R> CompletionStage<List<R>> existing(Collection<String> ids, Lookup<R> lookup) {
        Duration end = calls.threads().elapsed().plus(lookup.call().limit());
        List<CompletionStage<List<R>>> batches = new ArrayList<>();
        for (List<String> batch : batches(List.copyOf(ids), lookup.batch())) {
            batches.add(batch(batch, new Search<>(lookup, end), ROUNDS_WITHOUT_MISSING));
        }
        return joined(batches);
    }

    private <R> CompletionStage<List<R>> batch(List<String> ids, Search<R> search, int rounds) {
        if (ids.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        Lookup<R> lookup = search.lookup();
        CompletableFuture<List<R>> result = new CompletableFuture<>();
        all(lookup.call(), lookup.byIds().apply(ids), search.end()).whenComplete((found, error) -> {
            if (error == null) {
                result.complete(found);
            } else if (error instanceof AwsRefusalException refusal && refusal.fault() == Fault.GONE) {
                AwsCalls.pass(without(refusal, ids, search, rounds), result);
            } else {
                result.completeExceptionally(error);
            }
        });
        return result;
    }

    private <R> CompletionStage<List<R>> without(
            AwsRefusalException refusal, List<String> ids, Search<R> search, int rounds) {
        String message = String.valueOf(refusal.getMessage());
        List<String> rest = ids.stream().filter(id -> !names(message, id)).toList();
        // A message that names everything that was asked for tells nothing.
        boolean telling = rest.size() < ids.size() && (ids.size() == 1 || !rest.isEmpty());
        if (rounds > 0 && telling) {
            return batch(rest, search, rounds - 1);
        }
        Lookup<R> lookup = search.lookup();
        List<CompletionStage<List<R>>> batches = new ArrayList<>();
        for (List<String> batch : batches(ids, FILTER_VALUES)) {
            batches.add(all(lookup.call(), lookup.byFilter().apply(batch), search.end()));
        }
        return joined(batches);
    }

    /** Whether a message names an id, and not only a longer one. */
    private static boolean names(String message, String id) {
        for (int at = message.indexOf(id); at >= 0; at = message.indexOf(id, at + 1)) {
            int end = at + id.length();
            if (end == message.length() || !Character.isLetterOrDigit(message.charAt(end))) {
                return true;
            }
        }
        return false;
    }

    private static <T> List<List<T>> batches(List<T> all, int size) {
        List<List<T>> batches = new ArrayList<>();
        for (int from = 0; from < all.size(); from += size) {
            batches.add(all.subList(from, Math.min(all.size(), from + size)));
        }
        return batches;
    }

    /** All parts, in order; the first failure fails the whole at once. */
    private static <R> CompletionStage<List<R>> joined(List<CompletionStage<List<R>>> parts) {
        CompletableFuture<List<R>> all = new CompletableFuture<>();
        CompletionStage<List<R>> sum = CompletableFuture.completedFuture(List.of());
        for (CompletionStage<List<R>> part : parts) {
            part.whenComplete((found, error) -> {
                if (error != null) {
                    all.completeExceptionally(error);
                }
            });
            sum = sum.thenCombine(part, Ec2Questions::both);
        }
        AwsCalls.pass(sum, all);
        return all;
    }

    private static <R> List<R> both(List<R> some, List<R> more) {
        List<R> all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }

    /**
     * How questions are asked.
     *
     * @param turn what each page takes from the budget
     * @param pages how many pages an answer may have
     */
    record Manner(Call turn, int pages) {}

    /** Asks for one page. */
    @FunctionalInterface
    interface Pages<R> {
        Page<R> ask(AwsCalls.Limit limit, @Nullable String token);
    }

    /** Some of the answer; without a next token it is the last. */
    record Page<R>(List<R> items, @Nullable String next) {}

    /**
     * How things are looked up by their ids.
     *
     * @param call what is asked
     * @param batch how many ids EC2 takes at once
     * @param byIds asks by ids, refused if one does not exist
     * @param byFilter asks by a filter
     */
    record Lookup<R>(
            AwsCall call,
            int batch,
            Function<List<String>, Pages<R>> byIds,
            Function<List<String>, Pages<R>> byFilter) {}

    /** A lookup, and when all of its rounds must have ended. */
    private record Search<R>(Lookup<R> lookup, Duration end) {}

    private static final class Walk<R> {
        private final AwsCall call;
        private final Pages<R> pages;
        private final Duration end;
        private final List<R> found;
        private int seen;

        Walk(AwsCall call, Pages<R> pages, Duration end, List<R> found) {
            this.call = call;
            this.pages = pages;
            this.end = end;
            this.found = found;
        }
    }
}
