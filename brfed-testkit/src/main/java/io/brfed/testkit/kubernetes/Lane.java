package io.brfed.testkit.kubernetes;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** Work that runs again for every wake-up, never twice at a time; wake-ups that meet a run in progress are merged. */
final class Lane {

    private final Executor workers;
    private final Runnable work;
    private final AtomicInteger pending = new AtomicInteger();

    Lane(Executor workers, Runnable work) {
        this.workers = workers;
        this.work = work;
    }

    void wake() {
        if (pending.getAndIncrement() == 0) {
            workers.execute(this::drain);
        }
    }

    private void drain() {
        int answered = pending.get();
        do {
            work.run();
            answered = pending.addAndGet(-answered);
        } while (answered != 0);
    }
}
