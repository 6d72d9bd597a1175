package io.brfed.testkit;

import io.brfed.spi.Scheduler;
import io.brfed.testkit.contract.SchedulerContract;

class VirtualTimeContractTest extends SchedulerContract {
    @Override
    protected Scheduler newScheduler() {
        return VirtualTime.seeded(1);
    }

    @Override
    protected Callers callers() {
        return Callers.ITS_OWN_THREAD;
    }
}
