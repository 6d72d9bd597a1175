package io.brfed.internal.direct.recovery;

import io.brfed.api.Finding;
import io.brfed.internal.loop.Causes;
import io.brfed.spi.DataRecovery;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Recovers the data by asking the stores themselves. Begin at {@link NativeRecovery}, which does the work. */
public final class NativeDataRecovery implements DataRecovery {
    private static final int STEPS = RecoveryListener.Step.values().length;

    private final RecoveryReach reach;

    private NativeDataRecovery(RecoveryReach reach) {
        this.reach = Objects.requireNonNull(reach, "reach");
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
        reach.scheduler().execute(recovering::start);
        return recovering;
    }

    /** One recovery, in tasks of the scheduler but for the calls of its user. */
    private final class Recovering implements Running {
        private final Task task;
        private final Notebook notebook;
        private final CompletableFuture<String> outcome = new CompletableFuture<>();
        private final Halt halt = new Halt();
        private @Nullable NativeRecovery recovery;
        /** Never less than an earlier process had come to, though regions are read and led anew. */
        private double furthest;

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
            end(NativeRecovery::cancel);
        }

        @Override
        public void leave() {
            end(NativeRecovery::leave);
        }

        private void end(Consumer<NativeRecovery> how) {
            reach.scheduler().execute(() -> {
                halt.because(new RecoveryFailedException("the recovery was cancelled"));
                if (recovery != null) {
                    how.accept(recovery);
                }
            });
        }

        void start() {
            try {
                halt.check();
                RecoveryState kept = RecoveryText.read(notebook.kept());
                if (new DoneRanges(kept.done()).isAll()) {
                    unmark();
                } else {
                    recover(kept);
                }
            } catch (IllegalArgumentException foreign) {
                outcome.completeExceptionally(new RecoveryFailedException(Causes.words(foreign)));
            } catch (RuntimeException ended) {
                outcome.completeExceptionally(ended);
            }
        }

        private void recover(RecoveryState kept) {
            furthest = (kept.done().isEmpty() ? kept.prepared().isEmpty() ? 0 : 2.0 : 3.0) / STEPS;
            NativeRecovery begun = NativeRecovery.of(
                            reach,
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
            RecoverySettings settings = reach.settings();
            reach.persistently(
                            settings.attempts(),
                            halt,
                            () -> reach.write(
                                    "taking PD's mark away",
                                    () -> reach.pdRecovery().unmark(settings.call())))
                    .whenComplete((done, error) -> {
                        if (error == null) {
                            outcome.complete("all regions were taken back by an earlier process");
                        } else {
                            outcome.completeExceptionally(Causes.of(error));
                        }
                    });
        }

        private void progress(RecoveryListener.Step step, long done, long regions) {
            double part = regions <= 0 ? 0 : Math.min(1.0, done / (double) regions);
            double before = switch (step) {
                case READ -> 0;
                case LEAD -> 1;
                case PREPARE -> 2;
                case FLASH_BACK -> 3;
            };
            furthest = Math.max(furthest, (before + part) / STEPS);
            notebook.progress(furthest);
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
