package io.brfed.examples.bench;

import com.sun.management.OperatingSystemMXBean;
import io.brfed.internal.direct.recovery.RecoveryPlan;
import io.brfed.internal.direct.recovery.RegionMetas;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * Makes one recovery plan in a process of its own and prints what it took: nanoseconds by the clock, nanoseconds of the
 * CPU, bytes of heap, regions in the plan.
 */
final class PlanRun {
    private PlanRun() {}

    /** Which version, and what is looked at. */
    enum Kind {
        /** The product's, for its time. */
        OURS,
        /** The product's, for its heap. */
        OURS_HEAP,
        /** The straightforward one, for its time. */
        OBJECTS,
        /** The straightforward one, for its heap. */
        OBJECTS_HEAP
    }

    /** What it took. */
    record Took(Duration wall, Duration cpu, long heapBytes, int regions) {
        static Took parse(String line) {
            String[] words = line.split(" ", -1);
            return new Took(
                    Duration.ofNanos(Long.parseLong(words[0])),
                    Duration.ofNanos(Long.parseLong(words[1])),
                    Long.parseLong(words[2]),
                    Integer.parseInt(words[3]));
        }

        @Override
        public String toString() {
            return wall.toNanos() + " " + cpu.toNanos() + " " + heapBytes + " " + regions;
        }
    }

    public static void main(String[] arguments) {
        run(Kind.valueOf(arguments[0]), Integer.parseInt(arguments[1]), System.out);
    }

    static void run(Kind kind, int regions, PrintStream out) {
        RegionStream stream = new RegionStream(regions);
        try (HeapWatch heap = HeapWatch.begin(kind == Kind.OURS_HEAP || kind == Kind.OBJECTS_HEAP)) {
            OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            long began = System.nanoTime();
            long beganCpu = system.getProcessCpuTime();
            int planned = plan(kind, stream, heap);
            Duration wall = Duration.ofNanos(System.nanoTime() - began);
            Duration cpu = Duration.ofNanos(system.getProcessCpuTime() - beganCpu);
            out.println(new Took(wall, cpu, heap.most(), planned));
        }
    }

    private static int plan(Kind kind, RegionStream stream, HeapWatch heap) {
        return switch (kind) {
            case OURS, OURS_HEAP -> ours(stream, heap);
            case OBJECTS, OBJECTS_HEAP -> objects(stream, heap);
        };
    }

    private static int ours(RegionStream stream, HeapWatch heap) {
        RegionMetas metas = RegionMetas.collect();
        stream.tell(metas::add);
        heap.look();
        RecoveryPlan plan = metas.plan();
        heap.look();
        return plan.regions();
    }

    private static int objects(RegionStream stream, HeapWatch heap) {
        ObjectPlan plan = new ObjectPlan();
        stream.tell(plan::add);
        heap.look();
        int planned = plan.plan();
        heap.look();
        return plan.keep(planned);
    }
}
