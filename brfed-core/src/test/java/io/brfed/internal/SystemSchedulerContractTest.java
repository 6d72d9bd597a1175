package io.brfed.internal;

import io.brfed.spi.Scheduler;
import io.brfed.testkit.contract.SchedulerContract;

class SystemSchedulerContractTest extends SchedulerContract {
    @Override
    protected Scheduler newScheduler() {
        return SystemScheduler.shared();
    }
}
