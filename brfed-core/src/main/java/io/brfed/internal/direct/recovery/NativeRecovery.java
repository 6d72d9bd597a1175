package io.brfed.internal.direct.recovery;

import io.brfed.api.Tso;
import io.brfed.internal.direct.recovery.RecoveryListener.Step;
import io.brfed.internal.loop.Causes;
import io.brfed.spi.Scheduler;
import io.brfed.spi.StoreRecovery.Times;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes the data of a restored cluster consistent: reads what all stores have, finds a leader for every region, and takes
 * every region back to the backup's timestamp. Another process can go on where one ended, given the state that was kept:
 * leaders are found anew, ids and timestamps stay as they were decided, and ranges that are done are not done again.
 * Touched by tasks of the scheduler only, but for {@link #cancel} and {@link #leave}.
 */
public final class NativeRecovery {
    private static final Duration SAVE_EVERY = Duration.ofSeconds(5);

    private final RecoveryReach reach;
    private final RecoveryTask task;
    private final RecoveryState.Saving saving;
    private final RecoveryListener listener;
    private final Halt halt = new Halt();
    private final Roster roster;
    private final Standstill standstill;
    private RecoveryState state = RecoveryState.NEW;
    private @Nullable RecoveryPlan plan;
    private CompletionStage<Void> saved = CompletableFuture.completedFuture(null);
    private Duration savedAt = Duration.ZERO;
    private long count;

    private NativeRecovery(
            RecoveryReach reach, RecoveryTask task, RecoveryState.Saving saving, RecoveryListener listener) {
        this.reach = Objects.requireNonNull(reach, "reach");
        this.task = Objects.requireNonNull(task, "task");
        this.saving = Objects.requireNonNull(saving, "saving");
        this.listener = Objects.requireNonNull(listener, "listener");
        this.roster = new Roster(reach, halt, task.stores());
        this.standstill = new Standstill(reach, halt, task.name());
    }

    /** A recovery that begins. */
    public static NativeRecovery of(
            RecoveryReach reach, RecoveryTask task, RecoveryState.Saving saving, RecoveryListener listener) {
        return new NativeRecovery(reach, task, saving, listener);
    }

    /** The same recovery, going on where another process ended. */
    public NativeRecovery from(RecoveryState kept) {
        NativeRecovery next = new NativeRecovery(reach, task, saving, listener);
        next.state = Objects.requireNonNull(kept, "kept");
        return next;
    }

    /** What came of a recovery that succeeded. */
    public record Recovered(RecoveryPlan plan, Times times) {}

    /**
     * Recovers; once. PD's mark is taken away in the end, and the stores must then be started anew.
     *
     * @return fails with what happened; the mark is there then
     */
    public CompletionStage<Recovered> run() {
        CompletableFuture<Recovered> outcome = new CompletableFuture<>();
        Duration longest = reach.settings().longest();
        Scheduler.Timer end = reach.scheduler()
                .schedule(
                        longest,
                        () -> halt.because(new RecoveryFailedException("the recovery did not end within " + longest)));
        CompletableFuture<Recovered> steps = new CompletableFuture<>();
        CompletionStage<Recovered> ended = steps;
        steps().whenComplete((recovered, error) -> {
            if (error == null) {
                steps.complete(recovered);
            } else {
                steps.completeExceptionally(Causes.of(error));
            }
        });
        halt.stage().whenComplete((none, error) -> steps.completeExceptionally(Causes.of(error)));
        ended.whenComplete((recovered, error) -> {
            end.cancel();
            // Whatever still goes on notices it.
            halt.because(new RecoveryFailedException("the recovery has ended"));
            standstill.end().whenComplete((given, ignored) -> {
                if (error == null) {
                    outcome.complete(recovered);
                } else {
                    outcome.completeExceptionally(told(Causes.of(error)));
                }
            });
        });
        return outcome;
    }

    private static RecoveryFailedException told(Throwable error) {
        RecoveryFailedException failed = new RecoveryFailedException(Causes.words(error)
                + ". PD is still marked as recovering: every TiKV store that starts enters recovery mode. Go on with this"
                + " recovery, or take the mark away");
        failed.initCause(error);
        return failed;
    }

    /** Ends the recovery early, as soon as possible. Any thread. */
    public void cancel() {
        reach.scheduler().execute(() -> halt.because(new RecoveryFailedException("the recovery was cancelled")));
    }

    /** As {@link #cancel}, because another process goes on: what is held stays held, and runs out if nobody does. */
    public void leave() {
        reach.scheduler().execute(() -> {
            standstill.leave();
            halt.because(new RecoveryFailedException("another process goes on with the recovery"));
        });
    }

    private CompletionStage<Recovered> steps() {
        return roster.await()
                .thenCompose(there -> checkMarked())
                .thenCompose(marked -> again(standstill::begin))
                .thenCompose(still -> new Reading(reach, halt, (told, all) -> listener.progress(Step.READ, told, all))
                        .read(task.stores(), roster))
                .thenCompose(this::raiseIds)
                .thenCompose(raised -> lead())
                .thenCompose(led -> decideTimes())
                .thenCompose(
                        times -> again(() -> standstill.holdGc(times.start())).thenCompose(held -> takeBack(times)));
    }

    /** A call of PD that fails, or whose answer is lost, is made again; each may be. */
    private <T> CompletionStage<T> again(Supplier<CompletionStage<T>> call) {
        return reach.persistently(reach.settings().attempts(), halt, call);
    }

    private CompletionStage<Void> checkMarked() {
        return again(() -> reach.read(
                        "asking PD for its mark",
                        () -> reach.pdRecovery().isMarked(reach.settings().call())))
                .thenAccept(marked -> {
                    if (!marked) {
                        throw new RecoveryFailedException("PD is not marked as recovering, so its stores are not in"
                                + " recovery mode; restore the volumes first, or is this a cluster that is alive?");
                    }
                });
    }

    private CompletionStage<Void> raiseIds(RecoveryPlan made) {
        plan = made;
        listener.progress(Step.READ, made.regions(), made.regions());
        IdBase ids = new IdBase(reach);
        return again(() -> ids.decide(state, made.greatestId(), task.recordedId()))
                .thenCompose(base -> save(state.withIdBase(base)).thenCompose(kept -> again(() -> ids.raise(base))));
    }

    private CompletionStage<Void> lead() {
        halt.check();
        Leading leading = new Leading(new Leading.Means(reach, roster, halt), plan(), led -> advanced(Step.LEAD, led));
        roster.watch(leading::startedAnew);
        return leading.lead().thenAccept(led -> advanced(Step.LEAD, plan().regions()));
    }

    /** What is less than was told before is not told: a store that starts anew leads nothing for a while. */
    private void advanced(Step step, long done) {
        if (done > count) {
            count = done;
            listener.progress(step, done, plan().regions());
        }
    }

    private RecoveryPlan plan() {
        return Objects.requireNonNull(plan, "the plan is made before anything else");
    }

    /** Whatever was committed must be below what is written: the store that finds it otherwise does not survive it. */
    private CompletionStage<Times> decideTimes() {
        if (state.times().isPresent()) {
            return CompletableFuture.completedFuture(state.times().get());
        }
        return again(() -> reach.read(
                        "taking a timestamp from PD",
                        () -> reach.pd().timestamp(reach.settings().call())))
                .thenCompose(now -> {
                    if (now.compareTo(task.latestCommit()) <= 0 || now.compareTo(task.resolved()) <= 0) {
                        throw new RecoveryFailedException(
                                "PD's timestamp " + now + " is not above " + task.latestCommit()
                                        + ", up to which the volumes have commits: TiKV would end at the first of them. Raise PD's"
                                        + " timestamp before the stores start");
                    }
                    Times times = new Times(task.resolved(), new Tso(now.bits() - 1), now);
                    return save(state.withTimes(times)).thenApply(kept -> times);
                });
    }

    private CompletionStage<Recovered> takeBack(Times times) {
        return pass(times, Step.PREPARE, state.prepared())
                .thenCompose(prepared -> pass(times, Step.FLASH_BACK, state.done()))
                .thenCompose(done -> again(() -> reach.write(
                        "taking PD's mark away",
                        () -> reach.pdRecovery().unmark(reach.settings().call()))))
                .thenApply(unmarked -> new Recovered(plan(), times));
    }

    private CompletionStage<Void> pass(Times times, Step step, List<RecoveryState.Range> before) {
        halt.check();
        count = before.isEmpty() ? 0 : state.regions();
        DoneRanges done = new DoneRanges(before);
        Flashback.Pass pass = new Flashback.Pass(times, step, done, ranges -> advanced(step, ranges));
        return new Flashback(reach, roster, halt, pass).run().thenCompose(passed -> save(with(step, done)));
    }

    private RecoveryState with(Step step, DoneRanges done) {
        return step == Step.PREPARE ? state.withPrepared(done.ranges(), count) : state.withDone(done.ranges(), count);
    }

    private void advanced(Step step, DoneRanges done) {
        listener.progress(step, ++count, plan().regions());
        if (saved.toCompletableFuture().isDone()
                && reach.scheduler().elapsed().minus(savedAt).compareTo(SAVE_EVERY) >= 0) {
            save(with(step, done));
        }
    }

    /** What cannot be kept must not be relied on: ids and timestamps are kept before they are used. */
    private CompletionStage<Void> save(RecoveryState next) {
        state = next;
        savedAt = reach.scheduler().elapsed();
        saved = saved.handle((done, error) -> null)
                .thenCompose(before ->
                        again(() -> reach.write("keeping the state of the recovery", () -> saving.save(next))));
        return saved;
    }
}
