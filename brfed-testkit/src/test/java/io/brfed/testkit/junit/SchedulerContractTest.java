package io.brfed.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.spi.Scheduler;
import io.brfed.testkit.VirtualTime;
import io.brfed.testkit.contract.SchedulerContract;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** That the contract notices what is wrong. */
class SchedulerContractTest {
    @Test
    void noticesEverySinOfABadScheduler() {
        assertThat(Ran.sample(BadSchedulerSample.class).namesOfFailed())
                .containsExactlyInAnyOrder(
                        "a cancelled task never runs, however often it is cancelled",
                        "tasks run in the order in which they become due",
                        "a scheduled task runs once, not before its time",
                        "random numbers differ");
    }

    static class BadSchedulerSample extends SchedulerContract {
        @Override
        protected Scheduler newScheduler() {
            return new BadScheduler();
        }

        @Override
        protected Callers callers() {
            return Callers.ITS_OWN_THREAD;
        }
    }

    /** Runs every task twice, cancels nothing, draws the same number for ever. */
    private static final class BadScheduler implements Scheduler {
        private final VirtualTime time = VirtualTime.create();

        @Override
        public Instant now() {
            return time.now();
        }

        @Override
        public Duration elapsed() {
            return time.elapsed();
        }

        @Override
        public void execute(Runnable task) {
            time.execute(task);
        }

        @Override
        public Timer schedule(Duration delay, Runnable task) {
            time.schedule(delay, task);
            time.schedule(delay.plusMillis(1), task);
            return () -> {};
        }

        @Override
        public long nextRandom() {
            return 4;
        }

        @Override
        public void await(CompletionStage<?> stage) throws InterruptedException {
            time.await(stage);
        }
    }
}
