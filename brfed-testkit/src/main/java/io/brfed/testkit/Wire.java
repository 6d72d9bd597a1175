package io.brfed.testkit;

import io.brfed.api.ClusterName;
import io.brfed.api.Phase;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.plane.MemberState;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Carries calls from a driver's process to one fake cluster and answers back, with everything that can go wrong. */
final class Wire {
    private final World world;
    private final ClusterName cluster;
    private final FaultPlan faults;

    Wire(World world, ClusterName cluster, FaultPlan faults) {
        this.world = world;
        this.cluster = cluster;
        this.faults = faults;
    }

    /**
     * Makes a call.
     *
     * @param what the call with its limit
     * @param process where the answer goes
     * @param effect what the call does when it arrives
     */
    <T extends @Nullable Object> CompletionStage<T> call(Call what, DriverProcess process, Supplier<T> effect) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        synchronized (world) {
            if (process.alive()) {
                new Trip<>(what, process, effect, answer).begin();
            }
        }
        return answer;
    }

    /** One call of a driver. */
    record Call(PlaneCall call, Optional<Phase> phase, Duration limit, Object subject) {
        @Override
        public String toString() {
            return phase.map(Phase::toString).orElse(subject.toString());
        }
    }

    /** The way of one call to its effect and of its answer back. */
    private final class Trip<T extends @Nullable Object> {
        private final Call what;
        private final DriverProcess process;
        private final Supplier<T> effect;
        private final CompletableFuture<T> answer;
        private final int number;
        private final Duration start = world.elapsed();

        Trip(Call what, DriverProcess process, Supplier<T> effect, CompletableFuture<T> answer) {
            this.what = what;
            this.process = process;
            this.effect = effect;
            this.answer = answer;
            this.number = what.call().write() ? world.nextEffect() : 0;
        }

        void begin() {
            world.log(cluster, what.call().name(), what);
            tell(Effect.Moment.BEFORE);
            if (!process.alive()) {
                return;
            }
            Duration latency = faults.nextLatency();
            Duration there = Duration.ofNanos(latency.toNanos() / 2);
            Duration back = latency.minus(there);
            FaultPlan.Action action = faults.next(new AttemptedCall(what.call(), what.phase()));
            action.kind().ifPresent(kind -> world.happens(kind, cluster));
            if (action instanceof FaultPlan.Action.Fail fail) {
                world.afterwards(latency, () -> failure(fail));
            } else if (action instanceof FaultPlan.Action.LandLate late) {
                answerAtLimit(Fault.OUTCOME_UNKNOWN);
                world.later(there.plus(late.delay()), () -> arrive(back));
            } else {
                world.later(there, () -> arrive(action, back));
            }
        }

        private void arrive(FaultPlan.Action action, Duration back) {
            if (action instanceof FaultPlan.Action.LoseAnswer) {
                answerAtLimit(Fault.OUTCOME_UNKNOWN);
                takeEffect();
            } else if (action instanceof FaultPlan.Action.NeverAnswer) {
                takeEffect();
            } else {
                if (action instanceof FaultPlan.Action.Duplicate twice) {
                    world.later(twice.delay(), this::takeEffect);
                }
                arrive(back);
            }
        }

        private void arrive(Duration back) {
            faults.outage().ifPresent(kind -> world.happens(kind, cluster));
            switch (faults.connection()) {
                case GOOD -> {
                    Runnable answering = takeEffect();
                    world.afterwards(back, () -> sendBack(answering));
                }
                case REFUSED -> world.afterwards(back, () -> failure(Fault.UNREACHABLE, "connection refused"));
                case SILENT -> answerAtLimit(Fault.UNREACHABLE);
                case HANGING -> world.log(cluster, "hangs", what);
            }
        }

        private Runnable sendBack(Runnable answering) {
            faults.outage().ifPresent(kind -> world.happens(kind, cluster));
            return switch (faults.connection()) {
                case GOOD -> answering;
                case REFUSED, SILENT -> {
                    answerAtLimit(what.call().write() ? Fault.OUTCOME_UNKNOWN : Fault.UNREACHABLE);
                    yield () -> {};
                }
                case HANGING -> () -> {};
            };
        }

        /** Does what the call is for and returns the way to tell the caller. */
        private Runnable takeEffect() {
            try {
                T result = effect.get();
                tell(Effect.Moment.AFTER);
                return () -> process.run(() -> {
                    if (result instanceof MemberState state && world.witnessed() && !answer.isDone()) {
                        world.witness(witness -> witness.learned(process, state));
                    }
                    answer.complete(result);
                });
            } catch (ProviderException refused) {
                return failing(refused);
            }
        }

        private void answerAtLimit(Fault fault) {
            Duration left = what.limit().minus(world.elapsed().minus(start));
            world.afterwards(left.isNegative() ? Duration.ZERO : left, () -> failure(fault, "no answer"));
        }

        private Runnable failure(Fault fault, String message) {
            if (answer.isDone()) {
                return () -> {};
            }
            Duration took = world.elapsed().minus(start);
            return failing(new ScriptedException(
                    fault,
                    what.call() + " on cluster '" + cluster + "' failed: " + message + " (" + fault + " after " + took
                            + " of at most " + what.limit() + ")"));
        }

        private Runnable failure(FaultPlan.Action.Fail fail) {
            return fail.busyFor().isZero()
                    ? failure(fail.fault(), fail.message())
                    : failing(new ScriptedException(
                            what.call() + " on cluster '" + cluster + "' failed: asked to wait " + fail.busyFor(),
                            fail.busyFor()));
        }

        private Runnable failing(ProviderException failure) {
            world.log(cluster, "failed", String.valueOf(failure.getMessage()));
            return () -> process.run(() -> {
                if (!answer.isDone()) {
                    world.witness(witness -> witness.failed(process, cluster, what.call(), failure.fault()));
                }
                answer.completeExceptionally(failure);
            });
        }

        private void tell(Effect.Moment moment) {
            if (number > 0) {
                world.tell(new Effect(number, moment, cluster, what.call(), what.phase()));
            }
        }
    }
}
