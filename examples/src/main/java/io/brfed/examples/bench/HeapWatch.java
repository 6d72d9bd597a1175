package io.brfed.examples.bench;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Looks at the heap after a collection while something runs, about as long as that takes in between; or not at all. */
final class HeapWatch implements AutoCloseable {
    private static final int INTERVAL_MILLISECONDS = 500;

    private final HeapSamples samples = new HeapSamples();
    private final ScheduledExecutorService watcher = Executors.newSingleThreadScheduledExecutor();
    private final boolean watches;

    private HeapWatch(boolean watches) {
        this.watches = watches;
    }

    static HeapWatch begin(boolean watches) {
        HeapWatch watch = new HeapWatch(watches);
        if (watches) {
            ScheduledFuture<?> unused = watch.watcher.scheduleWithFixedDelay(
                    watch::look, INTERVAL_MILLISECONDS, INTERVAL_MILLISECONDS, TimeUnit.MILLISECONDS);
        }
        return watch;
    }

    synchronized void look() {
        if (watches) {
            samples.look();
        }
    }

    /** The most that was found, less what was there before. */
    synchronized long most() {
        return samples.most();
    }

    @Override
    public void close() {
        watcher.shutdownNow();
    }
}
