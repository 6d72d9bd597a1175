package io.brfed.testkit;

import io.brfed.plane.Subscription;
import io.brfed.spi.Scheduler;
import java.io.Serial;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A process that drives operations on fake planes, which a test can kill or stop for a while. Everything the driver
 * does has to go through this process: its {@link #scheduler()}, and planes and clusters made
 * {@linkplain FakeFederation#clustersSeenBy for it}. When it is killed, no task of it runs any more, no answer or
 * notification reaches it, and no call of it leaves; calls already on their way still take effect.
 *
 * <pre>{@code
 * DriverProcess first = DriverProcess.on(federation.time());
 * federation.onEffect(effect -> { if (effect.number() == 3) first.kill(); });
 * // a call that waits in the process ends with DriverProcess.KilledException
 * }</pre>
 *
 * As safe for use by several threads as the scheduler it runs on.
 *
 * @since 0.1.0
 */
public final class DriverProcess {
    private final Scheduler world;
    private final Scheduler own = new OwnScheduler();
    private final Queue<Runnable> held = new ArrayDeque<>();
    private final CompletableFuture<String> death = new CompletableFuture<>();
    private boolean alive = true;
    private boolean frozen;

    private DriverProcess(Scheduler world) {
        this.world = Objects.requireNonNull(world, "scheduler");
    }

    /** A running process on the scheduler that its world runs on. */
    public static DriverProcess on(Scheduler scheduler) {
        return new DriverProcess(scheduler);
    }

    /** The scheduler for what runs in this process. */
    public Scheduler scheduler() {
        return own;
    }

    /** Whether it has not been killed. */
    public synchronized boolean alive() {
        return alive;
    }

    /** Ends the process at once and for good. Idempotent. */
    public void kill() {
        synchronized (this) {
            alive = false;
            held.clear();
        }
        death.complete("killed");
    }

    /** Stops the process, as a long garbage collection or a suspended machine does; time and the world go on. */
    public synchronized void freeze() {
        frozen = true;
    }

    /** Lets a stopped process go on: everything that became due meanwhile runs now, in order. */
    public void thaw() {
        synchronized (this) {
            frozen = false;
        }
        for (Runnable next = nextHeld(); next != null; next = nextHeld()) {
            world.execute(guarded(next));
        }
    }

    /** Runs something in this process: now, after it is thawed, or never if it is dead. */
    void run(Runnable task) {
        synchronized (this) {
            if (!alive) {
                return;
            }
            if (frozen) {
                held.add(task);
                return;
            }
        }
        task.run();
    }

    /** A notification that reaches only a living process. */
    Runnable guarded(Runnable task) {
        return () -> run(task);
    }

    private synchronized @Nullable Runnable nextHeld() {
        return held.poll();
    }

    /** A subscription of a process that is dead already. */
    static Subscription noSubscription() {
        return new Subscription() {
            @Override
            public Delivery delivery() {
                return Delivery.NONE;
            }

            @Override
            public void close() {
                // There is nothing to end.
            }
        };
    }

    private final class OwnScheduler implements Scheduler {
        @Override
        public Instant now() {
            return world.now();
        }

        @Override
        public Duration elapsed() {
            return world.elapsed();
        }

        @Override
        public void execute(Runnable task) {
            if (alive()) {
                world.execute(guarded(task));
            }
        }

        @Override
        public Timer schedule(Duration delay, Runnable task) {
            return alive() ? world.schedule(delay, guarded(task)) : () -> {};
        }

        @Override
        public long nextRandom() {
            return world.nextRandom();
        }

        @Override
        public void await(CompletionStage<?> stage) throws InterruptedException {
            world.await(CompletableFuture.anyOf(stage.toCompletableFuture(), death));
            if (!alive()) {
                throw new KilledException();
            }
        }
    }

    /**
     * Ends a call that waits, on the test's thread, for something in a process that was killed. No code of the driver
     * sees it.
     *
     * @since 0.1.0
     */
    public static final class KilledException extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1;

        private KilledException() {
            super("the driver's process was killed");
        }
    }
}
