package io.brfed.direct;

import io.brfed.spi.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

/** The time of one process, which may die: from then on none of its tasks runs. */
final class MortalTime implements Scheduler {
    private final Scheduler time;
    private boolean dead;

    MortalTime(Scheduler time) {
        this.time = time;
    }

    void die() {
        dead = true;
    }

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
        time.execute(() -> runIfAlive(task));
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        return time.schedule(delay, () -> runIfAlive(task));
    }

    @Override
    public long nextRandom() {
        return time.nextRandom();
    }

    @Override
    public void await(CompletionStage<?> stage) throws InterruptedException {
        time.await(stage);
    }

    private void runIfAlive(Runnable task) {
        if (!dead) {
            task.run();
        }
    }
}
