package io.brfed.testkit;

import io.brfed.spi.Scheduler;
import io.brfed.testkit.contract.SchedulerContract;

class DriverProcessContractTest extends SchedulerContract {
    @Override
    protected Scheduler newScheduler() {
        return DriverProcess.on(VirtualTime.create()).scheduler();
    }

    @Override
    protected Callers callers() {
        return Callers.ITS_OWN_THREAD;
    }
}
