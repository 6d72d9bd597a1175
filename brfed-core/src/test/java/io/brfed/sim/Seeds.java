package io.brfed.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongFunction;

/** Runs a range of seeds on several cores; the sum does not depend on how many. */
final class Seeds {
    /** So many violating runs are kept in full; all are counted. */
    private static final int KEPT = 5;

    private static final int CHUNKS_PER_CORE = 50;
    private static final long LARGEST_CHUNK = 1000;

    /**
     * What a range came to.
     *
     * @param violating the first violating runs by seed
     */
    record Sum(Tally tally, List<Run> violating) {}

    private Seeds() {}

    static Sum run(long first, long count, int cores, LongFunction<Run> runner) {
        long chunk = Math.max(1, Math.min(LARGEST_CHUNK, count / ((long) cores * CHUNKS_PER_CORE)));
        ExecutorService executor = Executors.newFixedThreadPool(cores);
        try {
            List<Future<Sum>> parts = new ArrayList<>();
            for (long from = first; from < first + count; from += chunk) {
                long begin = from;
                long end = Math.min(from + chunk, first + count);
                parts.add(executor.submit(() -> part(begin, end, runner)));
            }
            Sum sum = new Sum(new Tally(), new ArrayList<>());
            for (Future<Sum> part : parts) {
                add(sum, part.get());
            }
            return sum;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        } catch (ExecutionException defect) {
            throw new IllegalStateException(defect.getCause());
        } finally {
            executor.shutdownNow();
        }
    }

    private static Sum part(long begin, long end, LongFunction<Run> runner) {
        Sum sum = new Sum(new Tally(), new ArrayList<>());
        for (long seed = begin; seed < end; seed++) {
            Run run = runner.apply(seed);
            sum.tally().add(run);
            if (!run.violations().isEmpty() && sum.violating().size() < KEPT) {
                sum.violating().add(run);
            }
        }
        return sum;
    }

    private static void add(Sum sum, Sum part) {
        sum.tally().add(part.tally());
        part.violating().stream()
                .limit(Math.max(0, KEPT - sum.violating().size()))
                .forEach(sum.violating()::add);
    }
}
