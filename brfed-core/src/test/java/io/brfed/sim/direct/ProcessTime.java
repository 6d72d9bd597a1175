package io.brfed.sim.direct;

import io.brfed.spi.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The time of one process, which may die or stand still for a while. */
final class ProcessTime implements Scheduler {
    private final Scheduler time;
    private final List<Runnable> late = new ArrayList<>();
    private State state = State.RUNNING;

    private enum State {
        RUNNING,
        FROZEN,
        DEAD
    }

    ProcessTime(Scheduler time) {
        this.time = time;
    }

    boolean alive() {
        return state != State.DEAD;
    }

    void die() {
        state = State.DEAD;
    }

    void freeze() {
        if (state == State.RUNNING) {
            state = State.FROZEN;
        }
    }

    void thaw() {
        if (state == State.FROZEN) {
            state = State.RUNNING;
            List<Runnable> due = List.copyOf(late);
            late.clear();
            due.forEach(time::execute);
        }
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
        time.execute(() -> run(task));
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        return time.schedule(delay, () -> run(task));
    }

    @Override
    public long nextRandom() {
        return time.nextRandom();
    }

    @Override
    public void await(CompletionStage<?> stage) throws InterruptedException {
        time.await(stage);
    }

    private void run(Runnable task) {
        switch (state) {
            case RUNNING -> task.run();
            case FROZEN -> late.add(task);
            case DEAD -> {}
        }
    }
}
