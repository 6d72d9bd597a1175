package io.brfed;

import io.brfed.api.Finding;
import io.brfed.api.LeftBehind;
import io.brfed.api.OperationName;
import io.brfed.api.ProviderException;
import io.brfed.internal.SystemScheduler;
import io.brfed.internal.direct.recovery.PlanRehearsal;
import io.brfed.internal.direct.recovery.RecoveryPlan;
import io.brfed.internal.direct.recovery.RecoveryReach;
import io.brfed.internal.direct.recovery.RecoverySettings;
import io.brfed.internal.drive.Waiting;
import io.brfed.internal.loop.Begun;
import io.brfed.internal.loop.Calls;
import io.brfed.internal.loop.Causes;
import io.brfed.spi.DataRecovery;
import io.brfed.spi.PdClient;
import io.brfed.spi.PdRecovery;
import io.brfed.spi.Scheduler;
import io.brfed.spi.StoreRecovery;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A recovery that ends when its plan is made: the regions of all stores are read, a leader is found for each, and nothing is
 * changed in them. Planes that restore with it never finish a restore; it is what {@link VerifyBuilder#rehearsing} proves with
 * that volumes made from a backup can be recovered. For one restore at a time. Thread-safe.
 *
 * <pre>{@code
 * Rehearsal rehearsal = Rehearsal.of(scratch.pd(), scratch.pdRecovery(), scratch.storeRecovery());
 * DirectPlanes planes = DirectPlanes.of(scratch.pd(), scratch.stores()).restoring(scratch.pdRecovery(), rehearsal).build();
 * }</pre>
 *
 * @since 0.1.0
 */
public final class Rehearsal implements DataRecovery {
    private final RecoveryReach reach;
    private final boolean givesUp;
    private volatile Optional<Plan> plan = Optional.empty();

    private Rehearsal(RecoveryReach reach, boolean givesUp) {
        this.reach = reach;
        this.givesUp = givesUp;
    }

    /** A rehearsal in a TiDB cluster that is made for it, by the system's clock. */
    public static Rehearsal of(PdClient pd, PdRecovery recovery, StoreRecovery stores) {
        return new Rehearsal(
                new RecoveryReach(pd, recovery, stores, SystemScheduler.shared(), RecoverySettings.DEFAULT), false);
    }

    /**
     * The same for TidbClusters that were made for the rehearsal and are of no use to anybody after it. When its restore is
     * deleted, TiKV is ended in them, by deleting its pods while they are in recovery mode, so that claims and volumes can be
     * removed. TiDB Operator may then make empty ones, which are not the rehearsal's: delete the TidbClusters, and their PD
     * with its mark. Default: TiKV goes on, and what it holds stays until the TidbClusters are deleted.
     */
    public Rehearsal givingUpTidbClusters() {
        return new Rehearsal(reach, true);
    }

    boolean givesUp() {
        return givesUp;
    }

    /** The same with another source of time, for tests in virtual time. */
    public Rehearsal scheduler(Scheduler value) {
        return new Rehearsal(
                new RecoveryReach(
                        reach.pd(),
                        reach.pdRecovery(),
                        reach.stores(),
                        Objects.requireNonNull(value, "value"),
                        reach.settings()),
                givesUp);
    }

    /** PD's mark, if it is there after everything else was removed; nobody may take it from a PD that has had stores. */
    Optional<LeftBehind> stillMarked(Scheduler scheduler, OperationName name) {
        try {
            boolean marked = Waiting.on(
                    scheduler,
                    name,
                    Begun.on(
                            scheduler,
                            () -> new Calls(scheduler)
                                    .read(
                                            "asking PD for its mark",
                                            reach.settings().call(),
                                            () -> reach.pdRecovery()
                                                    .isMarked(reach.settings().call()))));
            return marked ? Optional.of(left("PD is marked as recovering")) : Optional.empty();
        } catch (ProviderException unknown) {
            return Optional.of(left("whether PD is marked as recovering is not known: " + Causes.words(unknown)));
        }
    }

    private static LeftBehind left(String what) {
        return new LeftBehind(
                Optional.empty(),
                what,
                "every TiKV that starts with it enters recovery mode; the mark goes with the volumes of that PD, when its"
                        + " TidbCluster is deleted with them");
    }

    /** What was planned last; empty if no plan could be made. */
    public Optional<Plan> plan() {
        return plan;
    }

    /** Forgets what was planned before, so that nobody takes it for the plan of a restore that comes to none. */
    void forget() {
        plan = Optional.empty();
    }

    @Override
    public String name() {
        return "rehearsal";
    }

    @Override
    public CompletionStage<List<Finding>> check(Task task, Duration limit) {
        return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public Running begin(Task task, Notebook notebook) {
        forget();
        return new PlanRehearsal(reach, task, made -> plan = Optional.of(Plan.of(made))).begin();
    }

    /**
     * A plan that could be carried out. Immutable.
     *
     * @param regions how many regions are to be recovered
     * @param leftOut how many left-overs of other regions are left out
     * @since 0.1.0
     */
    public record Plan(int regions, long leftOut) {
        private static Plan of(RecoveryPlan made) {
            return new Plan(made.regions(), made.dropped().count());
        }
    }
}
