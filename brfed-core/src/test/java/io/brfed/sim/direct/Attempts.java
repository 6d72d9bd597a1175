package io.brfed.sim.direct;

import io.brfed.Operation;
import io.brfed.api.FederationException;
import io.brfed.api.OperationReport;
import io.brfed.spi.Scheduler;
import io.brfed.testkit.DriverProcess;
import io.brfed.testkit.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one name that a run makes, each by a process of its own, and what came of them, told in the run's story.
 *
 * @param <R> what a call reports
 */
final class Attempts<R> {
    private final VirtualTime time;
    private final List<String> story;
    private final Function<Scheduler, Operation<R>> call;
    private final Function<R, OperationReport> told;
    private final List<Attempt<R>> all = new ArrayList<>();

    /** One call: a report, an error, or neither while it is under way or if its process died. */
    static final class Attempt<R> {
        final DriverProcess process;

        @Nullable
        Operation<R> operation;

        @Nullable
        R report;

        @Nullable
        Throwable error;

        private Attempt(DriverProcess process) {
            this.process = process;
        }

        boolean underWay() {
            return process.alive() && report == null && error == null;
        }
    }

    Attempts(
            VirtualTime time,
            List<String> story,
            Function<Scheduler, Operation<R>> call,
            Function<R, OperationReport> told) {
        this.time = time;
        this.story = story;
        this.call = call;
        this.told = told;
    }

    Attempt<R> begin() {
        Attempt<R> attempt = new Attempt<>(DriverProcess.on(time));
        if (!all.isEmpty()) {
            note("another call");
        }
        all.add(attempt);
        try {
            Operation<R> operation = call.apply(attempt.process.scheduler());
            attempt.operation = operation;
            operation.completion().whenComplete((report, error) -> {
                attempt.report = report;
                attempt.error = error;
                note(report == null ? "refused: " + error : "reported " + words(report));
            });
        } catch (FederationException refused) {
            attempt.error = refused;
        }
        return attempt;
    }

    private String words(R report) {
        OperationReport operation = told.apply(report);
        return operation.status() + " "
                + operation.cause().map(Object::toString).orElse("");
    }

    /** Returns whether there was still a process to die. */
    boolean die(Attempt<R> attempt) {
        boolean dies = attempt.underWay();
        if (dies) {
            note("process dies");
            attempt.process.kill();
        }
        return dies;
    }

    void cancel(Attempt<R> attempt) {
        if (attempt.underWay() && attempt.operation != null) {
            note("cancelled");
            attempt.operation.cancel();
        }
    }

    void standStill(Attempt<R> attempt, Duration pause) {
        note("process stands still");
        attempt.process.freeze();
        time.schedule(pause, attempt.process::thaw);
    }

    /** Whether the call that is being made is the first. */
    boolean isFirst() {
        return all.size() == 1;
    }

    boolean anyUnderWay() {
        return all.stream().anyMatch(Attempt::underWay);
    }

    /** Lets time go on until no call is under way; returns whether that came within the limit. */
    boolean settle(Duration limit) {
        return time.runUntil(() -> !anyUnderWay(), limit);
    }

    Attempt<R> last() {
        return all.get(all.size() - 1);
    }

    /** What was reported first. */
    Optional<R> report() {
        return all.stream()
                .flatMap(attempt -> Optional.ofNullable(attempt.report).stream())
                .findFirst();
    }

    /** A call that has no report to give says so by an exception of the library; any other one is a defect. */
    List<String> defects() {
        return all.stream()
                .map(attempt -> attempt.error)
                .filter(Objects::nonNull)
                .map(Attempts::cause)
                .filter(cause -> !(cause instanceof FederationException))
                .map(cause -> "defect: " + cause)
                .toList();
    }

    private static Throwable cause(Throwable error) {
        return error instanceof CompletionException wrapped && wrapped.getCause() != null ? wrapped.getCause() : error;
    }

    void note(String what) {
        story.add(time.elapsed() + " " + what);
    }
}
