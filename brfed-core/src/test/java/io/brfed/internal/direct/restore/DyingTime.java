package io.brfed.internal.direct.restore;

import io.brfed.spi.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

/** The time of one process, which dies after so many of its tasks: from then on none runs. */
final class DyingTime implements Scheduler {
    private final Scheduler time;
    private int left;

    DyingTime(Scheduler time, int tasks) {
        this.time = time;
        this.left = tasks;
    }

    boolean isDead() {
        return left <= 0;
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
        if (left > 0) {
            left--;
            task.run();
        }
    }
}
