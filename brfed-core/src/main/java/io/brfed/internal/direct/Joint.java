package io.brfed.internal.direct;

import io.brfed.api.ProviderException.Fault;
import io.brfed.internal.loop.Causes;
import io.brfed.spi.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Joins questions about sets of ids that come at about the same time into one. If the joint one is refused, each is asked by
 * itself, so that what is wrong with one does not become the others' failure.
 *
 * @param <I> what is asked about
 * @param <A> the answer
 */
final class Joint<I, A> {
    /** Long enough for answers that came together to lead to questions that go together; no question is urgent. */
    private static final Duration WINDOW = Duration.ofMillis(20);

    private final Scheduler scheduler;
    private final BiFunction<Collection<I>, Duration, CompletionStage<A>> call;
    private final BiFunction<A, Collection<I>, A> part;
    private List<Question> waiting = new ArrayList<>();

    /**
     * Questions to one provider.
     *
     * @param call asks
     * @param part takes the answer to a part of the question out of the whole
     */
    Joint(
            Scheduler scheduler,
            BiFunction<Collection<I>, Duration, CompletionStage<A>> call,
            BiFunction<A, Collection<I>, A> part) {
        this.scheduler = scheduler;
        this.call = call;
        this.part = part;
    }

    /**
     * Questions whose answer is a list of what each id stands for.
     *
     * @param call asks
     * @param id the id of a thing
     */
    static <I, V> Joint<I, Map<I, V>> of(
            Scheduler scheduler,
            BiFunction<Collection<I>, Duration, CompletionStage<List<V>>> call,
            Function<V, I> id) {
        return new Joint<>(
                scheduler, (wanted, limit) -> call.apply(wanted, limit).thenApply(all -> byId(all, id)), Joint::part);
    }

    private static <I, V> Map<I, V> byId(List<V> all, Function<V, I> id) {
        Map<I, V> byId = new LinkedHashMap<>();
        all.forEach(one -> byId.put(id.apply(one), one));
        return byId;
    }

    /** Looks up what is wanted only: the whole may be a hundred times as much. */
    static <I, V> Map<I, V> part(Map<I, V> all, Collection<I> wanted) {
        Map<I, V> own = new LinkedHashMap<>();
        for (I id : wanted) {
            V value = all.get(id);
            if (value != null) {
                own.put(id, value);
            }
        }
        return own;
    }

    private final class Question {
        private final Collection<I> ids;
        private final Duration limit;
        private final CompletableFuture<A> answer = new CompletableFuture<>();

        Question(Collection<I> ids, Duration limit) {
            this.ids = List.copyOf(ids);
            this.limit = limit;
        }

        void end(@Nullable A value, @Nullable Throwable error) {
            if (value != null) {
                answer.complete(value);
            } else {
                answer.completeExceptionally(error == null ? new IllegalStateException("no answer") : error);
            }
        }
    }

    /** Asks, together with whoever asks soon. */
    CompletionStage<A> ask(Collection<I> ids, Duration limit) {
        Question question = new Question(ids, limit.minus(WINDOW).isNegative() ? limit : limit.minus(WINDOW));
        waiting.add(question);
        if (waiting.size() == 1) {
            scheduler.schedule(WINDOW, this::send);
        }
        return question.answer;
    }

    private void send() {
        List<Question> round = waiting;
        waiting = new ArrayList<>();
        if (round.size() == 1) {
            alone(round.get(0));
            return;
        }
        Set<I> all = new LinkedHashSet<>();
        round.forEach(question -> all.addAll(question.ids));
        Duration limit = round.stream()
                .map(question -> question.limit)
                .min(Duration::compareTo)
                .orElseThrow();
        call.apply(all, limit).whenComplete((answer, error) -> scheduler.execute(() -> share(round, answer, error)));
    }

    private void share(List<Question> round, @Nullable A answer, @Nullable Throwable error) {
        for (Question question : round) {
            if (answer != null) {
                question.end(part.apply(answer, question.ids), null);
            } else if (isAboutOne(error)) {
                alone(question);
            } else {
                question.end(null, error);
            }
        }
    }

    /** Whoever is throttled or unreachable must not be asked more often for it. */
    private static boolean isAboutOne(@Nullable Throwable error) {
        return Causes.fault(error)
                .filter(fault -> fault == Fault.REFUSED || fault == Fault.GONE)
                .isPresent();
    }

    private void alone(Question question) {
        call.apply(question.ids, question.limit).whenComplete(question::end);
    }
}
