package io.brfed.internal.direct.recovery;

import io.brfed.internal.loop.Causes;
import io.brfed.api.Finding;
import io.brfed.spi.DataRecovery;
import io.brfed.spi.PdClient;
import io.brfed.spi.PdRecovery;
import io.brfed.spi.Scheduler;
import io.brfed.spi.StoreRecovery;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Recovers the data by asking the stores themselves. Begin at {@link NativeRecovery}, which does the work. */
public final class NativeDataRecovery implements DataRecovery {
    private static final int STEPS = RecoveryListener.Step.values().length;

    private final PdClient pd;
    private final PdRecovery pdRecovery;
    private final StoreRecovery stores;
    private final Scheduler scheduler;
    private final RecoverySettings settings;

    private NativeDataRecovery(RecoveryReach reach) {
        this.pd = reach.pd();
        this.pdRecovery = reach.pdRecovery();
        this.stores = reach.stores();
        this.scheduler = reach.scheduler();
        this.settings = reach.settings();
    }

    /** With what it reaches the TiDB cluster by. */
    public static NativeDataRecovery of(RecoveryReach reach) {
        return new NativeDataRecovery(reach);
    }

    @Override
    public String name() {
        return "native";
    }

    /** PD and the stores do not run yet, or are empty; TiFlash is looked for in the backup by whoever has it. */
    @Override
    public CompletionStage<List<Finding>> check(Task task, Duration limit) {
        return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public Running begin(Task task, Notebook notebook) {
        Recovering recovering = new Recovering(task, notebook);
        scheduler.execute(recovering::start);
        return recovering;
    }

    private RecoveryReach reach() {
        return new RecoveryReach(pd, pdRecovery, stores, scheduler, settings);
    }

    /** One recovery, in tasks of the scheduler but for the calls of its user. */
    private final class Recovering implements Running {
        private final Task task;
        private final Notebook notebook;
        private final CompletableFuture<String> outcome = new CompletableFuture<>();
        private @Nullable NativeRecovery recovery;
        private boolean cancelled;

        Recovering(Task task, Notebook notebook) {
            this.task = task;
            this.notebook = notebook;
        }

        @Override
        public CompletionStage<String> outcome() {
            return outcome;
        }

        @Override
        public void cancel() {
            scheduler.execute(() -> {
                cancelled = true;
                if (recovery != null) {
                    recovery.cancel();
                }
            });
        }

        @Override
        public void leave() {
            scheduler.execute(() -> {
                cancelled = true;
                if (recovery != null) {
                    recovery.leave();
                }
            });
        }

        void start() {
            try {
                RecoveryState kept = RecoveryText.read(notebook.kept());
                if (cancelled) {
                    outcome.completeExceptionally(new RecoveryFailedException("the recovery was cancelled"));
                } else if (new DoneRanges(kept.done()).isAll()) {
                    unmark();
                } else {
                    recover(kept);
                }
            } catch (RuntimeException unreadable) {
                outcome.completeExceptionally(unreadable);
            }
        }

        private void recover(RecoveryState kept) {
            NativeRecovery begun = NativeRecovery.of(
                            reach(),
                            new RecoveryTask(
                                    "brfed-" + task.id(),
                                    task.stores(),
                                    task.resolved(),
                                    task.latestCommit(),
                                    task.recordedId()),
                            state -> notebook.keep(RecoveryText.write(state)),
                            this::progress)
                    .from(kept);
            recovery = begun;
            begun.run().whenComplete((recovered, error) -> {
                if (error == null) {
                    outcome.complete(words(recovered));
                } else {
                    outcome.completeExceptionally(Causes.of(error));
                }
            });
        }

        /** A process before has done everything but, perhaps, this. */
        private void unmark() {
            reach().persistently(
                            settings.attempts(),
                            new Halt(),
                            () -> reach().write("taking PD's mark away", () -> pdRecovery.unmark(settings.call())))
                    .whenComplete((done, error) -> {
                        if (error == null) {
                            outcome.complete("all regions were taken back by an earlier process");
                        } else {
                            outcome.completeExceptionally(Causes.of(error));
                        }
                    });
        }

        private void progress(RecoveryListener.Step step, long done, long regions) {
            double part = regions == 0 ? 0 : Math.min(1.0, done / (double) regions);
            double before = switch (step) {
                case READ -> 0;
                case LEAD -> 1;
                case PREPARE -> 2;
                case FLASH_BACK -> 3;
            };
            notebook.progress((before + part) / STEPS);
        }

        private String words(NativeRecovery.Recovered recovered) {
            RecoveryPlan.DroppedRegions dropped = recovered.plan().dropped();
            return recovered.plan().regions() + " regions were taken back to "
                    + recovered.times().version()
                    + (dropped.count() == 0
                            ? ""
                            : ", " + dropped.count() + " left-overs of others were left out: " + dropped.some());
        }
    }
}
