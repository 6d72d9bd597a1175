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

    /** Of so many violating runs the seed and the first violation are kept. */
    private static final int NAMED = 100;

    private static final int CHUNKS_PER_CORE = 50;
    private static final long LARGEST_CHUNK = 1000;

    /**
     * What a range came to.
     *
     * @param violating the first violating runs by seed, in full
     * @param named a line of each violating run by seed, of many more than are kept in full
     */
    record Sum(Tally tally, List<Run> violating, List<String> named) {
        Sum() {
            this(new Tally(), new ArrayList<>(), new ArrayList<>());
        }
    }

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
            Sum sum = new Sum();
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
        Sum sum = new Sum();
        for (long seed = begin; seed < end; seed++) {
            Run run = runner.apply(seed);
            sum.tally().add(run);
            if (!run.violations().isEmpty()) {
                keep(sum.violating(), List.of(run), KEPT);
                keep(sum.named(), List.of(run.line()), NAMED);
            }
        }
        return sum;
    }

    private static void add(Sum sum, Sum part) {
        sum.tally().add(part.tally());
        keep(sum.violating(), part.violating(), KEPT);
        keep(sum.named(), part.named(), NAMED);
    }

    private static <T> void keep(List<T> kept, List<T> more, int limit) {
        more.stream().limit(Math.max(0, limit - kept.size())).forEach(kept::add);
    }
}
