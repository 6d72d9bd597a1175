package io.brfed.examples.bench;

import io.brfed.examples.bench.PlanRun.Kind;
import io.brfed.examples.bench.PlanRun.Took;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What the recovery plan takes, beside a straightforward version of it: each in a process of its own that reads the same
 * words of the stores, with the same collector. Times are those of the CPU, with what reading, the collector and the
 * compiler take, so that they are those of one core.
 */
final class RecoveryPlanBench {
    private static final int MILLION = 1_000_000;
    private static final double NANOS = 1e9;
    private static final double MEBIBYTE = 1 << 20;
    private static final long MEMORY_FOR_OBJECTS = 20L << 30;

    private final PrintStream out;
    private final Size size;
    private final Path java = Path.of(System.getProperty("java.home"), "bin", "java");

    /**
     * How much is measured.
     *
     * @param small regions of the first comparison
     * @param middle regions of the second, whose figures are printed
     * @param large regions of the product's version alone; the other one needs 18 GiB for ten million, and is measured only
     *     where there is that much memory
     * @param repeats how often each of the comparisons is run; the least time counts
     * @param heap of the product's processes, as the JVM reads it
     * @param objectHeap of the others
     */
    record Size(int small, int middle, int large, int repeats, String heap, String objectHeap) {
        static final Size FULL = new Size(MILLION / 10, MILLION, 10 * MILLION, 3, "4g", "18g");
    }

    RecoveryPlanBench(Size size, PrintStream out) {
        this.size = size;
        this.out = out;
    }

    void run() {
        compare(size.small());
        Figures figures = compare(size.middle());
        figure("plan_speedup_1m", figures.speedup(), "");
        figure("plan_memory_ratio_1m", figures.memory(), "");
        Took took = fork(Kind.OURS, size.large());
        Took heap = fork(Kind.OURS_HEAP, size.large());
        tell("the plan", size.large(), took, heap.heapBytes());
        figure("plan_seconds_10m", took.cpu().toNanos() / NANOS, "s");
        figure("plan_heap_10m", heap.heapBytes() / MEBIBYTE, "MiB");
        if (freeMemory() >= MEMORY_FOR_OBJECTS) {
            tell(
                    "one object per peer",
                    size.large(),
                    fork(Kind.OBJECTS, size.large()),
                    fork(Kind.OBJECTS_HEAP, size.large()).heapBytes());
        }
    }

    private record Figures(double speedup, double memory) {}

    private Figures compare(int regions) {
        Took ours = least(Kind.OURS, regions);
        Took objects = least(Kind.OBJECTS, regions);
        long oursHeap = fork(Kind.OURS_HEAP, regions).heapBytes();
        long objectsHeap = fork(Kind.OBJECTS_HEAP, regions).heapBytes();
        if (ours.regions() != objects.regions()) {
            throw new IllegalStateException("one plan has " + ours.regions() + " regions, the other "
                    + objects.regions() + "; do not trust this");
        }
        tell("the plan", regions, ours, oursHeap);
        tell("one object per peer", regions, objects, objectsHeap);
        return new Figures(
                (double) objects.cpu().toNanos() / Math.max(1, ours.cpu().toNanos()),
                (double) oursHeap / Math.max(1, objectsHeap));
    }

    private void tell(String what, int regions, Took took, long heapBytes) {
        out.println("recovery-plan: " + regions + " regions with 3 peers, " + what + ": "
                + took.cpu().toMillis() + " ms of CPU, " + took.wall().toMillis() + " ms by the clock, "
                + Math.round(heapBytes / MEBIBYTE) + " MiB of heap, " + heapBytes / regions + " bytes per region");
    }

    private Took least(Kind kind, int regions) {
        return Stream.generate(() -> fork(kind, regions))
                .limit(size.repeats())
                .min(Comparator.comparing(Took::cpu))
                .orElseThrow();
    }

    private Took fork(Kind kind, int regions) {
        boolean objects = kind == Kind.OBJECTS || kind == Kind.OBJECTS_HEAP;
        List<String> command = List.of(
                java.toString(),
                "-Xmx" + (objects ? size.objectHeap() : size.heap()),
                "-XX:+UseSerialGC",
                "-classpath",
                System.getProperty("java.class.path"),
                PlanRun.class.getName(),
                kind.name(),
                Integer.toString(regions));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (BufferedReader output = process.inputReader()) {
                String line = output.readLine();
                int status = process.waitFor();
                if (line == null || status != 0) {
                    throw new IllegalStateException(
                            "the process for " + kind + " with " + regions + " regions ended with " + status);
                }
                return Took.parse(line);
            } finally {
                process.destroy();
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while measuring", interrupted);
        }
    }

    private static long freeMemory() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getFreeMemorySize();
    }

    private void figure(String name, double value, String unit) {
        out.println(("figure " + name + " " + String.format(Locale.ROOT, "%.2f", value) + " " + unit).trim());
    }
}
