package io.brfed.internal.direct.recovery;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.internal.loop.Causes;
import io.brfed.spi.DataRecovery.Running;
import io.brfed.spi.DataRecovery.Task;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Reads what all stores have and makes the plan of a recovery, and changes nothing in any of them. Begun once; touched by
 * tasks of the scheduler only, but for {@link #cancel}.
 */
public final class PlanRehearsal implements Running {
    private final RecoveryReach reach;
    private final Task task;
    private final Consumer<RecoveryPlan> made;
    private final Halt halt = new Halt();
    private final CompletableFuture<String> outcome = new CompletableFuture<>();

    /**
     * A rehearsal that has not begun.
     *
     * @param made told the plan
     */
    public PlanRehearsal(RecoveryReach reach, Task task, Consumer<RecoveryPlan> made) {
        this.reach = reach;
        this.task = task;
        this.made = made;
    }

    /** Begins. */
    public PlanRehearsal begin() {
        reach.scheduler().execute(this::start);
        return this;
    }

    private void start() {
        Roster roster = new Roster(reach, halt, task.stores());
        CompletionStage<RecoveryPlan> read = roster.await()
                .thenCompose(there -> new Reading(reach, halt, (told, all) -> {}).read(task.stores(), roster));
        read.whenComplete((plan, error) -> {
            if (error == null) {
                made.accept(plan);
                end(new ProviderException(
                        Fault.REFUSED,
                        "the rehearsal has ended: a plan for " + plan.regions()
                                + " regions was made, and nothing was changed in them"));
            } else {
                end(Causes.of(error));
            }
        });
        halt.stage().whenComplete((none, error) -> end(Causes.of(error)));
    }

    private void end(Throwable why) {
        outcome.completeExceptionally(why);
        halt.because(new RecoveryFailedException("the rehearsal has ended"));
    }

    @Override
    public CompletionStage<String> outcome() {
        return outcome;
    }

    @Override
    public void cancel() {
        reach.scheduler().execute(() -> halt.because(new RecoveryFailedException("the rehearsal was cancelled")));
    }
}
