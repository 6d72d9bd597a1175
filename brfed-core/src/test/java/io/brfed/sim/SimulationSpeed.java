package io.brfed.sim;

import io.brfed.Federation;
import io.brfed.api.BackupReport;
import io.brfed.api.OperationReport.Status;
import io.brfed.api.Phase;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.RestoreReport;
import io.brfed.testkit.CallSelector;
import io.brfed.testkit.FakeFederation;
import io.brfed.testkit.FaultPlan;
import io.brfed.testkit.PlaneCall;
import io.brfed.testkit.VirtualTime;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Measures what protocol, control loop, reports and fake planes cost: whole backups and restores of three clusters in
 * virtual time, with one seeded fault each. Run it with the number of runs, the number of rounds, and the first seed.
 */
final class SimulationSpeed {
    private static final int CLUSTERS = 3;
    private static final int DEFAULT_RUNS = 2_000;
    private static final int DEFAULT_ROUNDS = 5;
    private static final int KINDS_OF_FAULTS = 10;
    private static final Duration LATE = Duration.ofSeconds(40);
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private long events;
    private long effects;
    private long entries;
    private long backups;
    private long restores;

    private SimulationSpeed() {}

    public static void main(String[] args) {
        int runs = args.length > 0 ? Integer.parseInt(args[0]) : DEFAULT_RUNS;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : DEFAULT_ROUNDS;
        long firstSeed = args.length > 2 ? Long.parseLong(args[2]) : 1;
        for (int round = 0; round < rounds; round++) {
            System.out.println(new SimulationSpeed().measure(runs, firstSeed));
        }
    }

    private String measure(int runs, long firstSeed) {
        long cpu = THREADS.getCurrentThreadCpuTime();
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < runs; i++) {
            run(firstSeed + i);
        }
        double cpuSeconds = (THREADS.getCurrentThreadCpuTime() - cpu) / 1e9;
        double kilobytes = (THREADS.getCurrentThreadAllocatedBytes() - allocated) / 1024.0;
        return String.format(
                Locale.ROOT,
                "%.0f runs per CPU second, %.3f ms and %.0f KiB a run; events %.1f, effects %.1f, journal entries %.1f"
                        + " a run; of %d backups %d complete, %d restores complete",
                runs / cpuSeconds,
                cpuSeconds * 1000 / runs,
                kilobytes / runs,
                events / (double) runs,
                effects / (double) runs,
                entries / (double) runs,
                runs,
                backups,
                restores);
    }

    private void run(long seed) {
        SplittableRandom chance = new SplittableRandom(seed);
        VirtualTime time = VirtualTime.seeded(seed);
        FakeFederation source = FakeFederation.of(CLUSTERS, time);
        FakeFederation target = source.another(CLUSTERS);
        boolean inBackup = chance.nextBoolean();
        String cluster = "k8s-" + (char) ('a' + chance.nextInt(CLUSTERS));
        Phase phase = phase(chance.nextInt(3), inBackup);
        inject((inBackup ? source : target).plane(cluster).faults(), CallSelector.declaring(phase), chance);

        BackupReport backup =
                Federation.backup(source.clusters()).scheduler(time).execute();
        if (backup.operation().status() == Status.COMPLETE) {
            backups++;
            RestoreReport restore = Federation.restore(backup)
                    .into(target.clusters())
                    .scheduler(time)
                    .execute();
            restores += restore.operation().status() == Status.COMPLETE ? 1 : 0;
        }
        events += time.eventsRun();
        effects += source.effects() + target.effects();
        entries +=
                source.journal().entries().size() + target.journal().entries().size();
    }

    private static Phase phase(int choice, boolean inBackup) {
        List<Phase> phases = inBackup
                ? List.of(Phase.INITIALIZE, Phase.EXECUTE, Phase.TEARDOWN)
                : List.of(Phase.RESTORE_VOLUME, Phase.RESTORE_DATA, Phase.RESTORE_FINISH);
        return phases.get(choice);
    }

    private static void inject(FaultPlan faults, CallSelector declaring, SplittableRandom chance) {
        switch (chance.nextInt(KINDS_OF_FAULTS)) {
            case 0 -> faults.loseAnswerOf(declaring);
            case 1 -> faults.neverAnswer(declaring);
            case 2 -> faults.landLate(declaring, LATE);
            case 3 -> faults.duplicate(declaring, LATE);
            case 4 -> faults.failNext(declaring, Fault.RETRY, 3);
            case 5 -> faults.failNext(declaring, Fault.UNREACHABLE, 2);
            case 6 -> faults.failNext(declaring, Fault.OUTCOME_UNKNOWN, 1);
            case 7 -> faults.failNext(attempted -> attempted.call() == PlaneCall.OBSERVE, Fault.UNREACHABLE, 3);
            case 8 -> faults.dropNotifications();
            default -> faults.refuse(declaring, "not allowed");
        }
    }
}
