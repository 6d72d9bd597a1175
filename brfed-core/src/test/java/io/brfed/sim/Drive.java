package io.brfed.sim;

import io.brfed.Operation;
import io.brfed.testkit.DriverProcess;
import io.brfed.testkit.FakeFederation;
import io.brfed.testkit.FaultKind;
import io.brfed.testkit.SeededFaults;
import io.brfed.testkit.invariant.History;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The processes that drive one operation, one after the other and by mistake at the same time. */
final class Drive<R> {
    private final FakeFederation federation;
    private final History history;
    private final Function<DriverProcess, Operation<R>> start;
    private final BiConsumer<DriverProcess, R> tell;
    private final List<Attempt<R>> attempts = new ArrayList<>();
    private int coming;

    Drive(
            FakeFederation federation,
            History history,
            Function<DriverProcess, Operation<R>> start,
            BiConsumer<DriverProcess, R> tell) {
        this.federation = federation;
        this.history = history;
        this.start = start;
        this.tell = tell;
    }

    /** One process with its operation. */
    static final class Attempt<R> {
        final DriverProcess process;

        @Nullable
        Operation<R> operation;

        @Nullable
        R report;

        @Nullable
        Throwable error;

        boolean frozen;

        Attempt(DriverProcess process) {
            this.process = process;
        }

        boolean underWay() {
            return process.alive() && report == null && error == null;
        }
    }

    FakeFederation federation() {
        return federation;
    }

    /** A new process begins, or goes on with what is there. */
    Attempt<R> begin() {
        Attempt<R> attempt = new Attempt<>(federation.newProcess());
        attempts.add(attempt);
        try {
            attempt.operation = start.apply(attempt.process);
            attempt.operation.completion().whenComplete((report, error) -> {
                if (error != null) {
                    attempt.error = unwrapped(error);
                } else {
                    attempt.report = report;
                    tell.accept(attempt.process, report);
                }
            });
        } catch (RuntimeException refused) {
            attempt.error = refused;
        }
        return attempt;
    }

    /** Has the faults of processes happen in their time from now on. */
    void plan(SeededFaults faults) {
        for (SeededFaults.Planned fault : faults.planned()) {
            switch (fault.kind()) {
                case PROCESS_CRASH -> later(fault.after(), () -> crash(fault.lasting()));
                case PROCESS_PAUSE -> later(fault.after(), () -> freeze(fault.lasting()));
                case SECOND_DRIVER -> later(fault.after(), this::second);
                default -> {}
            }
        }
    }

    /** Has the newest process die, and another one come so much later. */
    void crashAfter(Duration delay, Duration until) {
        later(delay, () -> crash(until));
    }

    void cancelAfter(Duration delay) {
        later(
                delay,
                () -> newest().filter(Attempt::underWay).ifPresent(attempt -> {
                    if (attempt.operation != null) {
                        attempt.operation.cancel();
                    }
                }));
    }

    /** Whether nobody is at work any more and nobody will come. */
    boolean quiet() {
        if (coming > 0) {
            return false;
        }
        // Asked before every event; the newest attempt is the likeliest to be under way.
        for (int i = attempts.size() - 1; i >= 0; i--) {
            if (attempts.get(i).underWay()) {
                return false;
            }
        }
        return true;
    }

    Optional<R> report() {
        return attempts.stream()
                .flatMap(attempt -> Optional.ofNullable(attempt.report).stream())
                .findFirst();
    }

    List<Throwable> errors() {
        return attempts.stream()
                .flatMap(attempt -> Optional.ofNullable(attempt.error).stream())
                .toList();
    }

    private Optional<Attempt<R>> newest() {
        return attempts.isEmpty() ? Optional.empty() : Optional.of(attempts.get(attempts.size() - 1));
    }

    private void later(Duration delay, Runnable task) {
        federation.time().schedule(delay, task);
    }

    private void crash(Duration until) {
        newest().filter(Attempt::underWay).ifPresent(attempt -> {
            history.happened(FaultKind.PROCESS_CRASH);
            attempt.process.kill();
            coming++;
            later(until, () -> {
                coming--;
                begin();
            });
        });
    }

    private void freeze(Duration lasting) {
        newest().filter(Attempt::underWay).filter(attempt -> !attempt.frozen).ifPresent(attempt -> {
            history.happened(FaultKind.PROCESS_PAUSE);
            attempt.frozen = true;
            attempt.process.freeze();
            later(lasting, () -> {
                attempt.process.thaw();
                history.thawed(attempt.process);
            });
        });
    }

    private void second() {
        newest().filter(Attempt::underWay).ifPresent(attempt -> {
            history.happened(FaultKind.SECOND_DRIVER);
            begin();
        });
    }

    private static Throwable unwrapped(Throwable error) {
        return error instanceof java.util.concurrent.CompletionException && error.getCause() != null
                ? error.getCause()
                : error;
    }
}
