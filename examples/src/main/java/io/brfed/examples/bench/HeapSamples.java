package io.brfed.examples.bench;

import io.brfed.testkit.VirtualTime;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.time.Duration;

/** Looks at the heap after a collection, again and again while virtual time passes. */
final class HeapSamples {
    private static final MemoryMXBean MEMORY = ManagementFactory.getMemoryMXBean();
    /** Shorter than any call, so that what a call keeps is seen. */
    private static final Duration INTERVAL = Duration.ofMillis(25);
    private static final int SAMPLES = 80;

    private final VirtualTime time;
    private final long before;
    private long most;
    private int samples;

    HeapSamples(VirtualTime time) {
        this.time = time;
        this.before = used();
        next();
    }

    /** The most that was in use, less what was before. */
    long most() {
        return most - before;
    }

    private void next() {
        if (++samples <= SAMPLES) {
            time.schedule(INTERVAL, () -> {
                most = Math.max(most, used());
                next();
            });
        }
    }

    private static long used() {
        System.gc();
        return MEMORY.getHeapMemoryUsage().getUsed();
    }
}
