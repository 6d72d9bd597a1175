package io.brfed.testkit.kubernetes;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The threads of one server: made on demand, daemons, bounded. */
final class ServerThreads {

    /** Each open watch holds one thread, and each request while it is served. */
    static final int LIMIT = 256;

    private static final long IDLE_SECONDS = 10;
    private static final long LOOK_AGAIN_MILLIS = 100;

    private ServerThreads() {}

    static ThreadPoolExecutor pool(String name) {
        AtomicLong count = new AtomicLong();
        return new ThreadPoolExecutor(
                0,
                LIMIT,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                task -> {
                    Thread thread = new Thread(task, "kubernetes-" + name + "-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                },
                ServerThreads::waitForThread);
    }

    /** At the limit a request waits, unaccepted, until another one has been served. */
    private static void waitForThread(Runnable task, ThreadPoolExecutor pool) {
        try {
            while (!pool.getQueue().offer(task, LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
                if (pool.isShutdown()) {
                    throw new RejectedExecutionException("the embedded server was closed");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RejectedExecutionException("interrupted while waiting for a thread", e);
        }
    }
}
