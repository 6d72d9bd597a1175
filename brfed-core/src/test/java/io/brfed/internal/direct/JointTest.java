package io.brfed.internal.direct;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.testkit.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JointTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final VirtualTime time = VirtualTime.create();
    private final List<List<Integer>> asked = new ArrayList<>();
    private int failures;
    private Fault fault = Fault.REFUSED;
    private final Joint<Integer, List<Integer>> joint = new Joint<>(time, this::answer, JointTest::part);

    private CompletionStage<List<Integer>> answer(Collection<Integer> ids, Duration limit) {
        asked.add(List.copyOf(ids));
        return failures-- > 0
                ? CompletableFuture.failedFuture(new ProviderException(fault, "refused " + ids))
                : CompletableFuture.completedFuture(List.copyOf(ids));
    }

    private static List<Integer> part(List<Integer> all, Collection<Integer> wanted) {
        return all.stream().filter(wanted::contains).toList();
    }

    @Test
    void whatIsAskedAtAboutTheSameTimeIsOneQuestionAndEachGetsItsPart() {
        CompletionStage<List<Integer>> one = joint.ask(List.of(1, 2), LIMIT);
        CompletionStage<List<Integer>> other = joint.ask(List.of(2, 3), LIMIT);
        time.advance(Duration.ofSeconds(1));

        assertThat(asked).containsExactly(List.of(1, 2, 3));
        assertThat(one).isCompletedWithValue(List.of(1, 2));
        assertThat(other).isCompletedWithValue(List.of(2, 3));
    }

    @Test
    void whatIsAskedLaterIsAQuestionOfItsOwn() {
        joint.ask(List.of(1), LIMIT);
        time.advance(Duration.ofSeconds(1));
        joint.ask(List.of(2), LIMIT);
        time.advance(Duration.ofSeconds(1));

        assertThat(asked).containsExactly(List.of(1), List.of(2));
    }

    @Test
    void aJointQuestionThatIsRefusedIsAskedOnceMoreForEach() {
        failures = 1;
        CompletionStage<List<Integer>> one = joint.ask(List.of(1), LIMIT);
        CompletionStage<List<Integer>> other = joint.ask(List.of(2), LIMIT);
        time.advance(Duration.ofSeconds(1));

        assertThat(asked).containsExactly(List.of(1, 2), List.of(1), List.of(2));
        assertThat(one).isCompletedWithValue(List.of(1));
        assertThat(other).isCompletedWithValue(List.of(2));
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"REFUSED", "GONE"},
            mode = EnumSource.Mode.EXCLUDE)
    void whoeverIsThrottledOrDoesNotAnswerIsNotAskedMoreOftenForIt(Fault passing) {
        failures = 1;
        fault = passing;
        CompletionStage<List<Integer>> one = joint.ask(List.of(1), LIMIT);
        CompletionStage<List<Integer>> other = joint.ask(List.of(2), LIMIT);
        time.advance(Duration.ofSeconds(1));

        assertThat(asked).containsExactly(List.of(1, 2));
        assertThat(one.toCompletableFuture()).isCompletedExceptionally();
        assertThat(other.toCompletableFuture()).isCompletedExceptionally();
    }

    @Test
    void aFailureOfOneIsToldToThatOneOnly() {
        failures = 2;
        CompletionStage<List<Integer>> one = joint.ask(List.of(1), LIMIT);
        CompletionStage<List<Integer>> other = joint.ask(List.of(2), LIMIT);
        time.advance(Duration.ofSeconds(1));

        assertThat(one.toCompletableFuture()).isCompletedExceptionally();
        assertThat(other).isCompletedWithValue(List.of(2));
    }
}
