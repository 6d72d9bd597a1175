package io.brfed.examples;

import io.brfed.spi.Scheduler;
import io.brfed.testkit.contract.SchedulerContract;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

class ExecutorSchedulerTest extends SchedulerContract {
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();

    @Override
    protected Scheduler newScheduler() {
        return new ExecutorScheduler(executor);
    }

    @Override
    protected void close(Scheduler scheduler) {
        executor.shutdownNow();
    }
}
