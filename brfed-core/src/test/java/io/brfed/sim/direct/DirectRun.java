package io.brfed.sim.direct;

import io.brfed.Federation;
import io.brfed.Operation;
import io.brfed.api.Assurance;
import io.brfed.api.BackupReport;
import io.brfed.api.OperationReport.Status;
import io.brfed.sim.direct.Attempts.Attempt;
import io.brfed.spi.Scheduler;
import io.brfed.testkit.tidb.FakeTikv;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** One seed: a backup in a world of its own with what goes wrong, then calls of the same name until it is over. */
final class DirectRun {
    private static final List<DirectFault> ALL_FAULTS = List.of(DirectFault.values());
    private static final Duration AGES = Duration.ofHours(6);
    private static final Duration AFTERWARDS = Duration.ofMinutes(40);
    private static final Duration AFTER_DEATH = Duration.ofSeconds(62);
    private static final Duration SLOW = Duration.ofSeconds(9);
    private static final Duration LOOK = Duration.ofMillis(10);
    private static final int CALLS = 4;

    final long seed;
    final List<String> violations = new ArrayList<>();
    final List<String> story = new ArrayList<>();
    String outcome = "none";
    private final List<String> journals = new ArrayList<>();
    private boolean calm;
    private boolean released;
    private final SplittableRandom chance;
    private final SimulatedWorld world;
    private final Attempts<BackupReport> attempts;

    DirectRun(long seed) {
        this.seed = seed;
        this.chance = new SplittableRandom(seed);
        this.world = new SimulatedWorld(chance);
        this.attempts = new Attempts<>(world.time, story, this::call, BackupReport::operation);
    }

    /** Nothing goes wrong but that one store cannot be reached until its lease has expired, while snapshots are requested. */
    DirectRun playCutOff() {
        world.createSlowly();
        FakeTikv store = world.tidb.stores().get(0);
        world.onFirstCapture(() -> {
            world.ebs.latency(() -> SLOW);
            world.simulated.cutOff(store.id());
            reconnectOnceExpired(store, 2_000);
        });
        attempts.begin();
        finish();
        judge(false);
        return this;
    }

    private void reconnectOnceExpired(FakeTikv store, int looks) {
        if (looks == 0 || !store.isLeased()) {
            world.simulated.reconnect(store.id());
        } else {
            world.time.schedule(LOOK, () -> reconnectOnceExpired(store, looks - 1));
        }
    }

    DirectRun play() {
        try {
            run();
        } catch (RuntimeException defect) {
            violations.add("defect: " + defect);
        }
        return this;
    }

    private void run() {
        List<DirectFault> faults = faults();
        boolean crash = chance.nextInt(100) < 20;
        boolean pause = chance.nextInt(100) < 8;
        boolean second = chance.nextInt(100) < 6;
        boolean cancel = chance.nextInt(100) < 5;
        story.add("faults " + faults + (crash ? " crash" : "") + (pause ? " process pause" : "")
                + (second ? " second driver" : "") + (cancel ? " cancel" : ""));
        world.storage.onWrite((url, object) -> written(url, object.text()));
        calm = faults.isEmpty() && !crash && !pause && !second && !cancel;
        Attempt<BackupReport> first = attempts.begin();
        for (DirectFault fault : faults) {
            soon(() -> {
                attempts.note(fault.toString());
                fault.happen(world, chance);
            });
        }
        if (crash) {
            soon(() -> die(first));
        }
        if (pause) {
            soon(() -> attempts.standStill(first, DirectFault.upTo(chance, 200)));
        }
        if (second) {
            soon(attempts::begin);
        }
        finish();
        judge(calm);
    }

    private List<DirectFault> faults() {
        List<DirectFault> faults = new ArrayList<>();
        int count = chance.nextInt(100) < 15 ? 0 : 1 + chance.nextInt(2);
        for (int i = 0; i < count; i++) {
            faults.add(ALL_FAULTS.get(chance.nextInt(ALL_FAULTS.size())));
        }
        return faults;
    }

    /** Mostly while the pause is taken or held. */
    private void soon(Runnable task) {
        if (chance.nextInt(100) < 30) {
            world.time.schedule(DirectFault.upTo(chance, 90), task);
            return;
        }
        Duration later = Duration.ofMillis(chance.nextLong(chance.nextInt(100) < 50 ? 400 : 3000));
        whenPausing(() -> world.time.schedule(later, task), 5_000);
    }

    private void whenPausing(Runnable task, int looks) {
        if (world.tidb.pd().gcHolds() > 0 || looks == 0) {
            task.run();
        } else {
            world.time.schedule(Duration.ofMillis(5), () -> whenPausing(task, looks - 1));
        }
    }

    private Operation<BackupReport> call(Scheduler process) {
        return Federation.backup(world.clusters(process))
                .named("nightly")
                .scheduler(process)
                .start();
    }

    /** What makes a backup one is written only when the proof is. */
    private void written(String url, String text) {
        if (url.contains("/brfed/journal/")) {
            journals.add(text);
        }
        if (calm && text.contains("\"PAUSE_ENDED\"") && !released) {
            released = true;
            if (!world.undisturbed()) {
                violations.add("PAUSE_ENDS: recorded as ended, but something is held");
            }
        }
        if (url.endsWith("/backupmeta")) {
            boolean proved = world.storage.objects().entrySet().stream()
                    .filter(entry -> entry.getKey().contains("/brfed/journal/"))
                    .anyMatch(entry -> entry.getValue().text().contains("\"PROVEN\""));
            if (!proved) {
                violations.add("METADATA_AFTER_PROOF: " + url + " was written while nobody had recorded a proof");
            }
        }
    }

    private void die(Attempt<BackupReport> attempt) {
        if (attempts.die(attempt)) {
            world.time.schedule(AFTER_DEATH, this::lookAfterDeath);
        }
    }

    /** No process can call back a request that lands when it is dead; what that takes runs out counted from then. */
    private void lookAfterDeath() {
        if (attempts.anyUnderWay() || world.undisturbed()) {
            return;
        }
        Duration left = world.simulated
                .lastLandedLate()
                .map(landed -> landed.plus(AFTER_DEATH).minus(world.time.elapsed()))
                .orElse(Duration.ZERO);
        if (left.isNegative() || left.isZero()) {
            violations.add("PAUSE_ENDS: " + AFTER_DEATH + " after the only process died something is held: "
                    + world.tidb.pd().gcHolds() + " holds, schedulers paused "
                    + world.tidb.pd().schedulersPaused());
        } else {
            world.time.schedule(left, this::lookAfterDeath);
        }
    }

    /** Until some call reports, with nothing new going wrong. */
    private void finish() {
        settle();
        for (int i = 0; i < CALLS && attempts.report().isEmpty(); i++) {
            world.time.advance(Duration.ofMinutes(6));
            attempts.begin();
            settle();
        }
        Optional<BackupReport> told = attempts.report();
        world.time.advance(AFTERWARDS);
        attempts.begin();
        settle();
        BackupReport again = attempts.last().report;
        told.filter(before -> again == null || !isSame(before, again))
                .ifPresent(before -> violations.add("TERMINAL_IS_FINAL: was "
                        + before.operation().status() + " and is "
                        + (again == null
                                ? attempts.last().error
                                : again.operation().status() + " "
                                        + again.operation().cause())));
        world.time.advance(AFTERWARDS);
    }

    private boolean isSame(BackupReport before, BackupReport again) {
        boolean sameId = before.operation().id().equals(again.operation().id());
        return sameId ? before.operation().status() == again.operation().status() : leftNothing(before);
    }

    /** An operation that failed before anything of it was stored is nobody's to go on with: its name is free. */
    private boolean leftNothing(BackupReport report) {
        String id = report.operation().id().toString();
        return report.operation().status() == Status.FAILED && journals.stream().noneMatch(text -> text.contains(id));
    }

    private void settle() {
        if (!attempts.settle(AGES)) {
            violations.add("ENDS_IN_TIME: not over after " + AGES);
        }
    }

    /** What was reported first, or last by an operation that began because nothing was left of the first. */
    private Optional<BackupReport> judged() {
        BackupReport last = attempts.last().report;
        return attempts.report().map(first -> last != null && leftNothing(first) ? last : first);
    }

    private void judge(boolean undisturbed) {
        if (!world.undisturbed()) {
            violations.add("PAUSE_ENDS: in the end something is held");
        }
        violations.addAll(attempts.defects());
        Optional<BackupReport> report = judged();
        outcome = report.map(told -> told.operation().status().toString()).orElse("REFUSED");
        if (report.isEmpty()) {
            violations.addAll(new Verification(world).nothingLeft());
            return;
        }
        if (report.get().operation().status() == Status.COMPLETE) {
            violations.addAll(new Verification(world).of(report.get()));
            if (report.get().operation().assurance() != Assurance.VERIFIED) {
                violations.add("COMPLETE_IS_COMPLETE: complete but "
                        + report.get().operation().assurance());
            }
        } else {
            if (undisturbed) {
                violations.add("CLEAN_END: failed although nothing went wrong: "
                        + report.get().operation().cause());
            }
            violations.addAll(new Verification(world).nothingLeft());
        }
    }
}
