package io.brfed.testkit;

import io.brfed.api.ClusterName;
import io.brfed.api.Condition;
import io.brfed.api.Phase;
import io.brfed.spi.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The scripted steps of one member: each ends, after its time, in a report. */
final class Steps {
    private final World world;
    private final ClusterName cluster;
    private final PlaneScript script;
    private final Reporter reporter;
    private final Map<Condition, Scheduler.Timer> running = new EnumMap<>(Condition.class);
    private final List<Scheduler.Timer> alarms = new ArrayList<>();

    Steps(World world, ClusterName cluster, PlaneScript script, Reporter reporter) {
        this.world = world;
        this.cluster = cluster;
        this.script = script;
        this.reporter = reporter;
    }

    /** Begins everything that is scripted by time alone. */
    void created() {
        for (PlaneScript.ScriptedReport scripted : script.reports()) {
            scripted.trigger().after().ifPresent(delay -> at(delay, () -> report(scripted)));
        }
    }

    /** Begins the step that leads to a condition, unless it is under way. */
    void begin(Condition condition) {
        begin(condition, () -> finish(condition));
    }

    /** Begins the step that takes as long as the one to a condition and ends otherwise, unless it is under way. */
    void begin(Condition condition, Runnable end) {
        Optional<Duration> duration = script.duration(condition);
        if (script.stuck(condition)) {
            world.happens(FaultKind.STEP_STUCK, cluster);
        }
        if (duration.isPresent() && !running.containsKey(condition)) {
            running.put(condition, world.later(duration.get(), end));
        }
    }

    /** Does something after a time unless everything is stopped before. */
    void at(Duration delay, Runnable alarm) {
        alarms.add(world.later(delay, alarm));
    }

    void told(Phase phase) {
        scripted(trigger -> trigger.told().equals(Optional.of(phase)));
    }

    void reached(Condition condition) {
        scripted(trigger -> trigger.reached().equals(Optional.of(condition)));
    }

    void stop(Condition condition) {
        Scheduler.Timer timer = running.remove(condition);
        if (timer != null) {
            timer.cancel();
        }
    }

    /** Stops every step; what is due by time alone goes on. */
    void stop() {
        running.values().forEach(Scheduler.Timer::cancel);
        running.clear();
    }

    void stopAll() {
        stop();
        alarms.forEach(Scheduler.Timer::cancel);
        alarms.clear();
    }

    /** Reports a condition, or what is scripted instead of it. */
    void finish(Condition condition) {
        Optional<PlaneScript.Ambush> ambush = script.ambushOf(condition);
        if (ambush.isPresent()) {
            world.happens(ambush.get().kind(), cluster);
            reporter.report(
                    ambush.get().reported(), ambush.get().reason(), ambush.get().message());
            return;
        }
        for (PlaneScript.ScriptedReport scripted : script.reports()) {
            if (scripted.trigger().instead().equals(Optional.of(condition))) {
                report(scripted);
                return;
            }
        }
        reporter.report(condition, "", "");
    }

    private void scripted(Predicate<PlaneScript.Trigger> trigger) {
        for (PlaneScript.ScriptedReport scripted : List.copyOf(script.reports())) {
            if (trigger.test(scripted.trigger())) {
                report(scripted);
            }
        }
    }

    private void report(PlaneScript.ScriptedReport scripted) {
        reporter.report(scripted.condition(), scripted.reason(), scripted.message());
    }

    /** Makes a member report a condition. */
    @FunctionalInterface
    interface Reporter {
        void report(Condition condition, String reason, String message);
    }
}
