package io.brfed.sim.direct;

import io.brfed.DirectPlanes;
import io.brfed.DirectRestore;
import io.brfed.Federation;
import io.brfed.Operation;
import io.brfed.RestoreBuilder;
import io.brfed.api.DeletionReport;
import io.brfed.api.OperationReport.Status;
import io.brfed.api.RestoreReport;
import io.brfed.api.StoreId;
import io.brfed.api.VolumeId;
import io.brfed.direct.RestoringWorld;
import io.brfed.plane.Cluster;
import io.brfed.sim.direct.Attempts.Attempt;
import io.brfed.spi.FastSnapshotRestore.Place;
import io.brfed.spi.NewVolume;
import io.brfed.spi.RestoreTarget;
import io.brfed.spi.Scheduler;
import io.brfed.spi.StoreRecovery.Times;
import io.brfed.testkit.direct.FakeDirectFederation;
import io.brfed.testkit.direct.FakePdClient;
import io.brfed.testkit.tidb.Judgement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * One seed: a backup of a busy TiDB cluster by direct planes, its restore with what goes wrong, calls of the same name until
 * it is over, and what the accounts hold then. A restore that failed goes on, by chance, with what goes wrong then; one that
 * has failed for the last time is deleted, after which nothing of it may be left but what a TidbCluster is in service on.
 */
final class RestoreRun {
    private static final RestoreFault[] FAULTS = RestoreFault.values();
    private static final Duration AGES = Duration.ofHours(4);
    private static final int CALLS = 4;
    private static final int VOLUMES = 12;
    private static final int MOST_GOINGS_ON = 3;
    private static final int STORES = 6;
    private static final long GREATEST_ID = 100 + 23 * 10 + 3;
    private static final int SOON = 90;
    /** Where snapshots are enabled first, for six minutes. */
    private static final int LATER = 520;

    private static final String ZONE = "us-west-2a";

    final long seed;
    final List<String> violations = new ArrayList<>();
    final List<String> story = new ArrayList<>();
    String outcome = "none";
    private final SplittableRandom chance;
    private final FakeDirectFederation fakes;
    private final RestoringWorld world;
    private final ReplayedSettings settings;
    private Attempts<RestoreReport> attempts;
    private int goingsOn;
    /** Nothing goes wrong any more. */
    private boolean over;

    /** Something went wrong that nobody can mend. */
    private boolean damaged;
    /** Nothing at all goes wrong. */
    private boolean calm;
    /** Whatever goes wrong passes, so that it is no reason for a restore to fail. */
    private boolean survives;

    private final boolean fast;
    private final List<Place> others;

    RestoreRun(long seed) {
        this.seed = seed;
        this.chance = new SplittableRandom(seed);
        this.fakes = FakeDirectFederation.seeded(seed);
        this.world = new RestoringWorld(fakes);
        this.settings = new ReplayedSettings(fakes, world);
        this.fast = chance.nextInt(100) < 40;
        if (fast && chance.nextInt(100) < 30) {
            fakes.ebs()
                    .enableFastRestore(
                            fakes.ebs().snapshots().get(chance.nextInt(VOLUMES)).id(), ZONE);
        }
        this.others = fakes.ebs().fastRestores();
        this.attempts = attempts(this::call);
    }

    /** Every other seed restores by planes that set PD's settings as they were. */
    private boolean replays() {
        return seed % 2 == 0;
    }

    private List<Cluster> clusters(Scheduler process) {
        return world.clusters(
                process,
                replays() ? DirectPlanes.Builder::replayingPdSettings : UnaryOperator.identity(),
                fast ? DirectRestore::fastSnapshotRestore : UnaryOperator.identity());
    }

    RestoreRun play() {
        try {
            run();
        } catch (RuntimeException defect) {
            violations.add("defect: " + defect);
        }
        return this;
    }

    private Attempts<RestoreReport> attempts(Function<Scheduler, Operation<RestoreReport>> call) {
        return new Attempts<>(fakes.time(), story, call, RestoreReport::operation);
    }

    private void run() {
        Attempt<RestoreReport> first = attempts.begin();
        int seconds = fast ? LATER : SOON;
        int faults = chance.nextInt(100) < 15 ? 0 : 1 + chance.nextInt(3);
        for (int i = 0; i < faults; i++) {
            RestoreFault fault = FAULTS[chance.nextInt(FAULTS.length)];
            survives = faults == 1 && fault.passes();
            happens(fault, seconds);
        }
        calm = faults == 0;
        survives |= calm;
        if (chance.nextInt(100) < 25) {
            calm = false;
            fakes.time().schedule(RestoreFault.upTo(chance, seconds), () -> attempts.die(first));
        }
        if (chance.nextInt(100) < 10) {
            calm = false;
            fakes.time()
                    .schedule(
                            RestoreFault.upTo(chance, seconds),
                            () -> attempts.standStill(first, RestoreFault.upTo(chance, 200)));
        }
        if (chance.nextInt(100) < 10) {
            calm = false;
            fakes.time().schedule(RestoreFault.upTo(chance, seconds), attempts::begin);
        }
        if (chance.nextInt(100) < 8) {
            calm = false;
            survives = false;
            fakes.time().schedule(RestoreFault.upTo(chance, seconds), () -> attempts.cancel(first));
        }
        finish();
        if (failed() && survives) {
            violations.add("SURVIVES: failed although what went wrong passes: " + attempts.report());
        }
        while (goingsOn < MOST_GOINGS_ON && failed() && chance.nextInt(100) < 60) {
            goOn();
        }
        judge();
    }

    private void happens(RestoreFault fault, int seconds) {
        damaged |= fault.damages();
        int round = goingsOn;
        fakes.time().schedule(RestoreFault.upTo(chance, seconds), () -> {
            if (!over && goingsOn == round) {
                attempts.note(fault.toString());
                fault.happen(fakes, chance);
            }
        });
    }

    private boolean failed() {
        return attempts.report()
                .filter(report -> report.operation().status() != Status.COMPLETE)
                .isPresent();
    }

    /** The caller looks what is wrong, which may still be, and goes on; whoever finds that half done goes on with it, too. */
    private void goOn() {
        goingsOn++;
        violations.addAll(attempts.defects());
        boolean mended = chance.nextInt(100) < 70;
        if (mended) {
            heal();
        }
        fakes.time().advance(RestoreFault.upTo(chance, 7200));
        attempts = attempts(this::going);
        attempts.note("goes on after the failure");
        Attempt<RestoreReport> going = attempts.begin();
        boolean disturbed = chance.nextInt(100) < 50;
        if (disturbed) {
            disturb(going);
        }
        finish();
        if (mended && !disturbed && !damaged && failed()) {
            violations.add("GOES_ON: failed again although all was mended: " + attempts.report());
        }
    }

    private void disturb(Attempt<RestoreReport> going) {
        switch (chance.nextInt(4)) {
            case 0 -> happens(FAULTS[chance.nextInt(FAULTS.length)], SOON);
            case 1 -> fakes.time().schedule(RestoreFault.upTo(chance, 5), () -> attempts.die(going));
            case 2 -> fakes.time().schedule(RestoreFault.upTo(chance, 5), attempts::begin);
            default ->
                fakes.time()
                        .schedule(
                                RestoreFault.upTo(chance, 30),
                                () -> attempts.standStill(going, RestoreFault.upTo(chance, 200)));
        }
    }

    /** The first asks for it; the others are told of a failure, or ask, too. */
    private Operation<RestoreReport> going(Scheduler process) {
        RestoreBuilder restore = world.restore(clusters(process)).scheduler(process);
        boolean asks = attempts.isFirst() || chance.nextBoolean();
        return (asks ? restore.goingOnAfterFailure() : restore).start();
    }

    private Operation<RestoreReport> call(Scheduler process) {
        return world.restore(clusters(process)).scheduler(process).start();
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
            attempts.note(
                    Federation.operations(clusters(fakes.time()), fakes.time()).toString());
        }
    }

    private void judge() {
        violations.addAll(attempts.defects());
        Optional<RestoreReport> told = attempts.report();
        outcome = told.map(report -> report.operation().status().toString()).orElse("REFUSED")
                + (goingsOn == 0 ? "" : " after going on");
        if (told.isEmpty()
                && goingsOn > 0
                && String.valueOf(attempts.last().error).contains("does not exist")) {
            // It was cancelled before there was anything.
            cleanUp();
        } else if (told.isEmpty()) {
            violations.add("REPORTS: no call had a report, the last was refused by " + attempts.last().error);
        } else if (told.get().operation().status() == Status.COMPLETE) {
            judgeComplete();
        } else {
            judgeTold(told.get());
            cleanUp();
        }
        if (!replays()) {
            violations.addAll(settings.someSet());
        }
        fakes.time().advance(Duration.ofMinutes(3));
        if (!fakes.ebs().fastRestores().equals(others)) {
            violations.add("NOT_CHARGED_FOR: fast snapshot restore is on for "
                    + fakes.ebs().fastRestores() + " instead of " + others);
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
        Map<StoreId, String> restarted = fakes.restarted();
        if (restarted.size() != STORES || !restarted.values().stream().allMatch("normal"::equals)) {
            violations.add("NORMAL_MODE: stores started anew as " + restarted);
        }
        judgeVolumes();
        judgePd();
        if (replays()) {
            violations.addAll(settings.notAllSet());
        }
    }

    private void judgeVolumes() {
        List<VolumeId> claimed = fakes.members().stream()
                .flatMap(name -> fakes.copy(name).claimed().values().stream())
                .toList();
        Set<VolumeId> usable = world.made().stream()
                .filter(volume -> volume.state().isUsable())
                .map(NewVolume::id)
                .collect(Collectors.toSet());
        if (claimed.size() != VOLUMES || !usable.equals(Set.copyOf(claimed))) {
            violations.add("CLAIMS: " + claimed + " are claimed, and " + usable + " can be used");
        }
        if (world.made().size() != VOLUMES) {
            violations.add("NOTHING_LEAKS: " + world.made().size() + " volumes for " + VOLUMES + " claims");
        }
    }

    private void judgePd() {
        List<Long> bases = fakes.copyPdRecovery().idBases();
        if (bases.isEmpty() || !bases.equals(bases.stream().sorted().toList()) || bases.get(0) <= GREATEST_ID) {
            violations.add("IDS_ARE_FREE: PD's ids were raised above " + bases + ", and " + GREATEST_ID + " is taken");
        }
        Set<Optional<Times>> times = fakes.copy().regions().stream()
                .map(route -> fakes.copy().takenBack(route.region().id()))
                .collect(Collectors.toSet());
        if (times.size() != 1) {
            violations.add("ONE_TIMESTAMP: regions were taken back at " + times);
        }
        FakePdClient pd = fakes.copyPd();
        boolean held = !pd.pausedNow().isEmpty()
                || !pd.temporaryNow().isEmpty()
                || !pd.gcHoldsNow().isEmpty();
        if (calm && held) {
            violations.add("GIVEN_BACK: a complete restore left PD paused: " + pd.pausedNow() + pd.temporaryNow()
                    + pd.gcHoldsNow());
        }
    }

    /** A failed restore ends what is charged for by itself, or says that it could not. */
    private void judgeTold(RestoreReport report) {
        fakes.time().advance(Duration.ofMinutes(3));
        if (!fakes.ebs().fastRestores().equals(others)
                && !report.toString().contains("fast snapshot restore may be on")) {
            violations.add("TOLD: fast snapshot restore is on for "
                    + fakes.ebs().fastRestores() + ", and the report is " + report);
        }
    }

    /**
     * Whatever went wrong is over. One call cleans up; where TiKV runs on the volumes, their TidbClusters, which are the
     * user's, are deleted first, as the report of the deletion says.
     */
    private void cleanUp() {
        over = true;
        heal();
        fakes.time().advance(Duration.ofMinutes(5));
        DeletionReport deleted = delete();
        List<DeletionReport> told = new ArrayList<>(List.of(deleted));
        if (deleted.toString().contains("delete TidbCluster tidb/copy")) {
            fakes.members().forEach(name -> fakes.copy(name).deleteTidbCluster());
            fakes.time().advance(Duration.ofMinutes(5));
            deleted = delete();
            told.add(deleted);
        }
        fakes.time().advance(Duration.ofMinutes(30));
        List<String> inService = fakes.members().stream()
                .filter(name -> fakes.copy(name).target().mode() == RestoreTarget.Mode.NORMAL)
                .toList();
        int kept = inService.size() * VOLUMES / fakes.members().size();
        if (world.made().size() != kept) {
            violations.add("CLEANED: " + world.made().size() + " volumes are left, and " + inService
                    + " are in service; " + deleted);
        }
        long keeping = told.stream()
                .flatMap(report -> report.notices().stream())
                .filter(notice -> notice.contains("volumes and their claims stay"))
                .count();
        if (keeping != inService.size()) {
            violations.add("TOLD: " + inService + " keep their volumes; " + told);
        }
        // Where the TidbClusters had to go first, the first report was the one that named the mark.
        if (fakes.copyPdRecovery().isMarkedNow() && !told.toString().contains("marked as recovering")) {
            violations.add("TOLD: PD stays marked; " + told);
        }
        fakes.members().stream()
                .filter(name ->
                        !inService.contains(name) && !fakes.copy(name).objects().isEmpty())
                .forEach(name -> violations.add("CLEANED: " + fakes.copy(name).objects() + " in " + name));
        if (fakes.ebs().snapshots().size() != VOLUMES) {
            violations.add("THE_BACKUP_STAYS: " + fakes.ebs().snapshots().size() + " snapshots");
        }
    }

    private void heal() {
        fakes.ebs().heal();
        fakes.ebs().snapshots().forEach(snapshot -> fakes.ebs().mendVolumesFrom(snapshot.id()));
        fakes.objects().heal();
        fakes.copyPd().comesBack();
        fakes.members().forEach(name -> fakes.copy(name).comesBack());
    }

    private DeletionReport delete() {
        return Federation.delete(clusters(fakes.time()))
                .restore("back")
                .limit(Duration.ofMinutes(20))
                .scheduler(fakes.time())
                .execute();
    }
}
