package io.brfed.sim.direct;

import io.brfed.Federation;
import io.brfed.Operation;
import io.brfed.api.DeletionReport;
import io.brfed.api.OperationReport.Status;
import io.brfed.api.RestoreReport;
import io.brfed.direct.RestoringWorld;
import io.brfed.sim.direct.Attempts.Attempt;
import io.brfed.spi.Scheduler;
import io.brfed.testkit.direct.FakeDirectFederation;
import io.brfed.testkit.tidb.Judgement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * One seed: a backup of a busy TiDB cluster by direct planes, its restore with what goes wrong, calls of the same name until
 * it is over, and what the accounts hold then. A restore that failed is deleted, after which nothing of it may be left.
 */
final class RestoreRun {
    private static final RestoreFault[] FAULTS = RestoreFault.values();
    private static final Duration AGES = Duration.ofHours(4);
    private static final int CALLS = 4;
    private static final int VOLUMES = 12;

    final long seed;
    final List<String> violations = new ArrayList<>();
    final List<String> story = new ArrayList<>();
    String outcome = "none";
    private final SplittableRandom chance;
    private final FakeDirectFederation fakes;
    private final RestoringWorld world;
    private final Attempts<RestoreReport> attempts;

    RestoreRun(long seed) {
        this.seed = seed;
        this.chance = new SplittableRandom(seed);
        this.fakes = FakeDirectFederation.seeded(seed);
        this.world = new RestoringWorld(fakes);
        this.attempts = new Attempts<>(fakes.time(), story, this::call, RestoreReport::operation);
    }

    RestoreRun play() {
        try {
            run();
        } catch (RuntimeException defect) {
            violations.add("defect: " + defect);
        }
        return this;
    }

    private void run() {
        Attempt<RestoreReport> first = attempts.begin();
        int faults = chance.nextInt(100) < 15 ? 0 : 1 + chance.nextInt(3);
        for (int i = 0; i < faults; i++) {
            RestoreFault fault = FAULTS[chance.nextInt(FAULTS.length)];
            fakes.time().schedule(RestoreFault.upTo(chance, 90), () -> {
                attempts.note(fault.toString());
                fault.happen(fakes, chance);
            });
        }
        if (chance.nextInt(100) < 25) {
            fakes.time().schedule(RestoreFault.upTo(chance, 90), () -> attempts.die(first));
        }
        if (chance.nextInt(100) < 10) {
            fakes.time()
                    .schedule(
                            RestoreFault.upTo(chance, 90),
                            () -> attempts.standStill(first, RestoreFault.upTo(chance, 200)));
        }
        if (chance.nextInt(100) < 10) {
            fakes.time().schedule(RestoreFault.upTo(chance, 90), attempts::begin);
        }
        finish();
        judge();
    }

    private Operation<RestoreReport> call(Scheduler process) {
        return world.restore(world.clusters(process)).scheduler(process).start();
    }

    private void finish() {
        settle();
        for (int i = 0; i < CALLS && attempts.report().isEmpty(); i++) {
            fakes.time().advance(Duration.ofMinutes(6));
            attempts.begin();
            settle();
        }
    }

    private void settle() {
        if (!attempts.settle(AGES)) {
            violations.add("ENDS_IN_TIME: a call was under way after " + AGES);
            attempts.note(Federation.operations(world.clusters(fakes.time()), fakes.time())
                    .toString());
        }
    }

    private void judge() {
        violations.addAll(attempts.defects());
        Optional<RestoreReport> told = attempts.report();
        outcome = told.map(report -> report.operation().status().toString()).orElse("REFUSED");
        if (told.isEmpty()) {
            violations.add("REPORTS: no call had a report, the last was refused by " + attempts.last().error);
        } else if (told.get().operation().status() == Status.COMPLETE) {
            judgeComplete();
        } else {
            cleanUp();
        }
        if (!fakes.refused().isEmpty()) {
            violations.add("MARK_BEFORE_TIKV: stores " + fakes.refused() + " started before PD was marked");
        }
    }

    private void judgeComplete() {
        Judgement judgement = fakes.judged();
        if (!judgement.isConsistent()) {
            violations.add("CONSISTENT: " + judgement);
        }
        if (!fakes.copy().notTakenBack().isEmpty() || !fakes.copy().panicked().isEmpty()) {
            violations.add("ALL_REGIONS: not taken back " + fakes.copy().notTakenBack() + ", panicked "
                    + fakes.copy().panicked());
        }
        if (fakes.copyPdRecovery().isMarkedNow()) {
            violations.add("MARK_GONE: a complete restore left PD marked as recovering");
        }
        if (!fakes.restarted().values().stream().allMatch("normal"::equals)) {
            violations.add("NORMAL_MODE: stores started anew as " + fakes.restarted());
        }
        long claimed = fakes.members().stream()
                .mapToLong(name -> fakes.copy(name).claimed().size())
                .sum();
        if (claimed != VOLUMES) {
            violations.add("CLAIMS: " + claimed + " claims of " + VOLUMES + " have volumes");
        }
    }

    /**
     * Whatever went wrong is over. One call cleans up; where TiKV runs on the volumes, their TidbClusters, which are the
     * user's, are deleted first, as the report of the deletion says.
     */
    private void cleanUp() {
        fakes.ebs().heal();
        fakes.objects().heal();
        fakes.copyPd().comesBack();
        fakes.members().forEach(name -> fakes.copy(name).comesBack());
        fakes.time().advance(Duration.ofMinutes(5));
        DeletionReport deleted = delete();
        if (deleted.toString().contains("delete TidbCluster tidb/copy")) {
            fakes.members().forEach(name -> fakes.copy(name).deleteTidbCluster());
            fakes.time().advance(Duration.ofMinutes(5));
            deleted = delete();
        }
        fakes.time().advance(Duration.ofMinutes(30));
        if (!world.made().isEmpty()) {
            violations.add("CLEANED: " + world.made().size() + " volumes are left; " + deleted);
        }
        fakes.members().stream()
                .filter(name -> !fakes.copy(name).objects().isEmpty())
                .forEach(name -> violations.add("CLEANED: " + fakes.copy(name).objects() + " in " + name));
        if (fakes.ebs().snapshots().size() != VOLUMES) {
            violations.add("THE_BACKUP_STAYS: " + fakes.ebs().snapshots().size() + " snapshots");
        }
    }

    private DeletionReport delete() {
        return Federation.delete(world.clusters(fakes.time()))
                .restore("back")
                .limit(Duration.ofMinutes(20))
                .scheduler(fakes.time())
                .execute();
    }
}
