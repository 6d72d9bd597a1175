package io.brfed.examples.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;

/** Looks at the heap after a collection, again and again. */
final class HeapSamples {
    private static final MemoryMXBean MEMORY = ManagementFactory.getMemoryMXBean();

    private final long before = used();
    private long most = before;

    /** The most that was in use, less what was before. */
    long most() {
        return most - before;
    }

    void look() {
        most = Math.max(most, used());
    }

    private static long used() {
        System.gc();
        return MEMORY.getHeapMemoryUsage().getUsed();
    }
}
