package io.brfed.sim;

import io.brfed.api.ProviderException;
import io.brfed.testkit.CallSelector;
import io.brfed.testkit.DriverProcess;
import io.brfed.testkit.Effect;
import io.brfed.testkit.FakeFederation;
import io.brfed.testkit.FaultKind;
import io.brfed.testkit.FaultPlan;
import io.brfed.testkit.invariant.History;
import java.util.function.Supplier;

/**
 * Something that goes wrong at one effect of a call.
 *
 * @param effect which effect, from 1
 * @param how what goes wrong
 */
record Disturbance(int effect, How how) {
    /** What can go wrong at an effect. */
    enum How {
        /** The process dies before anything has left it. */
        CRASH_BEFORE,
        /** The process dies when it has happened. */
        CRASH_AFTER,
        /** It happens, and nobody says so. */
        ANSWER_LOST,
        /** It does not happen. */
        REFUSAL
    }

    /** Whether an undisturbed end is to be expected all the same. */
    boolean harmless() {
        return how != How.REFUSAL;
    }

    /** Has it happen, counted from the effects there were. */
    void arm(FakeFederation federation, History history, Supplier<DriverProcess> driver) {
        int number = federation.effects() + effect;
        federation.onEffect(seen -> {
            if (seen.number() == number) {
                happen(federation, history, driver.get(), seen);
            }
        });
    }

    private void happen(FakeFederation federation, History history, DriverProcess process, Effect seen) {
        FaultPlan calls = federation.plane(seen.cluster().value()).faults();
        switch (how) {
            case CRASH_BEFORE -> kill(history, process, seen, Effect.Moment.BEFORE);
            case CRASH_AFTER -> kill(history, process, seen, Effect.Moment.AFTER);
            case ANSWER_LOST -> {
                if (seen.moment() == Effect.Moment.BEFORE) {
                    calls.loseAnswerOf(CallSelector.anyWrite());
                }
            }
            case REFUSAL -> {
                if (seen.moment() == Effect.Moment.BEFORE) {
                    calls.failNext(CallSelector.anyWrite(), ProviderException.Fault.REFUSED, 1);
                }
            }
        }
    }

    private static void kill(History history, DriverProcess process, Effect seen, Effect.Moment moment) {
        if (seen.moment() == moment) {
            history.happened(FaultKind.PROCESS_CRASH);
            process.kill();
        }
    }
}
