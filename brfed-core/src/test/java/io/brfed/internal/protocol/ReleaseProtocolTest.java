package io.brfed.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.Condition;
import io.brfed.api.FailureCause;
import io.brfed.api.FailureCause.Kind;
import io.brfed.api.Phase;
import io.brfed.api.Verdict;
import io.brfed.internal.protocol.Decision.Ending;
import io.brfed.plane.PauseState.Hold;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReleaseProtocolTest {
    private static final Duration ONE = Duration.ofMinutes(1);
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final ReleaseProtocol protocol = new ReleaseProtocol(Situations.START.plus(ONE), LIMIT);

    @Test
    void asksAnExecutingInitializerToResumeWithTheCause() {
        Decision decision = decide(held());

        assertThat(Steps.of(decision)).containsExactly("a RESUME failed");
        assertThat(Steps.declarations(decision).get(0).stamp().verdict())
                .isEqualTo(Optional.of(new Verdict.Failed(FailureCause.of(
                        Kind.CANCELLED, "Released", "an emergency release of the pause was asked for"))));
    }

    @Test
    void tearsDownAnInitializerThatNeverExecuted() {
        Decision decision = decide(held().member("a", member -> member.live(Phase.INITIALIZE)));

        assertThat(Steps.of(decision)).containsExactly("a TEARDOWN failed");
    }

    @Test
    void turnsAVerdictOfSuccessIntoAFailure() {
        Decision decision =
                decide(held().member("a", member -> member.live(Phase.RESUME).knows(Situations.ok("a"))));

        assertThat(Steps.of(decision)).containsExactly("a RESUME failed");
    }

    @Test
    void keepsTheCauseOfAFailureThatWasWrittenDown() {
        Decision decision = decide(held().verdict(Situations.failed()));

        assertThat(Steps.declarations(decision).get(0).stamp().verdict()).isEqualTo(Optional.of(Situations.failed()));
    }

    @Test
    void asksOnlyOnce() {
        Decision decision =
                decide(held().member("a", member -> member.live(Phase.RESUME).knows(Situations.failed())));

        assertThat(Steps.of(decision)).isEmpty();
        assertThat(decision.ending()).isEqualTo(Ending.NONE);
    }

    @Test
    void endsWhenThePauseIsOver() {
        assertThat(decide(over()).ending()).isEqualTo(Ending.SUCCEEDED);
        assertThat(decide(held().member("a", MemberDraft::absent)).ending()).isEqualTo(Ending.SUCCEEDED);
    }

    @Test
    void touchesNothingOfAnotherOperation() {
        Decision decision = decide(held().member("a", member -> member.ofOther("op-2", Phase.EXECUTE)));

        assertThat(Steps.of(decision)).isEmpty();
    }

    @Test
    void endsWhenItsTimeIsUp() {
        assertThat(decide(held().at(ONE.plus(LIMIT).minusMillis(1))).ending()).isEqualTo(Ending.NONE);
        assertThat(decide(late()).ending()).isEqualTo(Ending.FAILED);
    }

    @Test
    void wakesWhenThePauseEndsByItselfOrItsTimeIsUp() {
        Duration ends = Duration.ofSeconds(80);

        assertThat(decide(held()).wakeAt()).contains(Situations.START.plus(ONE).plus(LIMIT));
        assertThat(decide(held().member("a", member -> member.pause(ends, Duration.ZERO, Hold.HELD)))
                        .wakeAt())
                .contains(Situations.START.plus(ends));
    }

    @Test
    void everyRowOfTheTableIsTaken() {
        Set<Table.Row<?>> taken = Stream.of(over(), late())
                .flatMap(situations -> decide(situations).path().stream())
                .collect(Collectors.toSet());

        assertThat(taken).isEqualTo(Set.copyOf(protocol.table().rows()));
    }

    private Decision decide(Situations situations) {
        return protocol.decide(situations.build());
    }

    private static Situations held() {
        return Situations.backup("a")
                .member("a", member -> member.live(Phase.EXECUTE).pausing(Duration.ZERO))
                .at(ONE);
    }

    private static Situations over() {
        return held().member("a", member -> member.has(Condition.PAUSE_ENDED));
    }

    private static Situations late() {
        return held().at(ONE.plus(LIMIT));
    }
}
