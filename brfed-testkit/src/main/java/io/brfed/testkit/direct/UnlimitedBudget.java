package io.brfed.testkit.direct;

import io.brfed.spi.CallBudget;
import java.time.Duration;

/** A budget that never makes anybody wait. */
final class UnlimitedBudget implements CallBudget {
    @Override
    public Duration reserve(Call call) {
        return Duration.ZERO;
    }

    @Override
    public Duration wouldWait(Call call, int calls) {
        return Duration.ZERO;
    }

    @Override
    public void exhausted(Call call) {}
}
