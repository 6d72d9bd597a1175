package io.brfed.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.spi.CallBudget;
import io.brfed.spi.CallBudget.Call;
import io.brfed.testkit.VirtualTime;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What every {@link CallBudget} does that limits the calls it counts, as tests to inherit.
 *
 * @since 0.1.0
 */
public abstract class CallBudgetContract {
    private static final int MANY = 1_000;

    private final VirtualTime time = VirtualTime.create();

    /** For implementations. */
    protected CallBudgetContract() {}

    /** A new budget that nothing was taken from; it permits fewer than 1,000 calls at once. */
    protected abstract CallBudget newBudget(VirtualTime on);

    @Test
    @DisplayName("the first call waits for nothing")
    final void firstCallIsFree() {
        assertThat(newBudget(time).reserve(Call.CREATE_SNAPSHOTS)).isZero();
    }

    @Test
    @DisplayName("what would be waited for is what is waited for, and asking takes nothing")
    final void askingTakesNothing() {
        CallBudget budget = newBudget(time);
        Duration asked = budget.wouldWait(Call.CREATE_SNAPSHOTS, MANY);
        assertThat(budget.wouldWait(Call.CREATE_SNAPSHOTS, MANY))
                .isEqualTo(asked)
                .isPositive();

        IntStream.range(1, MANY).forEach(i -> budget.reserve(Call.CREATE_SNAPSHOTS));
        assertThat(budget.reserve(Call.CREATE_SNAPSHOTS)).isEqualTo(asked);
    }

    @Test
    @DisplayName("no calls wait for nothing")
    final void noCallsAreFree() {
        CallBudget budget = newBudget(time);
        budget.exhausted(Call.CREATE_SNAPSHOTS);

        assertThat(budget.wouldWait(Call.CREATE_SNAPSHOTS, 0)).isZero();
    }

    @Test
    @DisplayName("after an exhausted budget the next call waits, and not for longer than it said")
    final void exhaustedWaits() {
        CallBudget budget = newBudget(time);
        budget.exhausted(Call.CREATE_SNAPSHOTS);
        Duration wait = budget.wouldWait(Call.CREATE_SNAPSHOTS, 1);
        assertThat(wait).isPositive();

        time.advance(wait);
        assertThat(budget.reserve(Call.CREATE_SNAPSHOTS)).isZero();
    }

    @Test
    @DisplayName("a call whose turn comes too late takes nothing")
    final void lateTurnsTakeNothing() {
        CallBudget budget = newBudget(time);
        budget.exhausted(Call.CREATE_SNAPSHOTS);
        Duration wait = budget.wouldWait(Call.CREATE_SNAPSHOTS, 1);

        assertThat(budget.reserveWithin(Call.CREATE_SNAPSHOTS, wait.minusNanos(1)))
                .isEmpty();
        assertThat(budget.reserveWithin(Call.CREATE_SNAPSHOTS, wait)).contains(wait);
    }

    @Test
    @DisplayName("kinds of calls are counted apart")
    final void kindsAreApart() {
        CallBudget budget = newBudget(time);
        budget.exhausted(Call.CREATE_SNAPSHOTS);

        assertThat(budget.reserve(Call.DELETE_SNAPSHOT)).isZero();
        assertThat(budget.reserve(Call.DESCRIBE)).isZero();
    }
}
