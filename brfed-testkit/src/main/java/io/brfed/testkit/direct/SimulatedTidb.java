package io.brfed.testkit.direct;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.StoreId;
import io.brfed.spi.PdClient;
import io.brfed.spi.Scheduler;
import io.brfed.spi.StorePreparation;
import io.brfed.testkit.tidb.FakeTidbCluster;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A {@link FakeTidbCluster} behind the interfaces of the direct plane, so that what is done to its pause has the
 * consequences that it has in a real one. Every call takes time and may meet trouble, both as a source says that is asked
 * for each call. Not thread-safe: for tasks of one scheduler.
 *
 * <pre>{@code
 * SimulatedTidb simulated = SimulatedTidb.over(tidb, time);
 * DirectPlanes planes = DirectPlanes.of(simulated.pd(), simulated.stores()).scheduler(time).build();
 * }</pre>
 *
 * @since 0.1.0
 */
public final class SimulatedTidb {
    private static final Duration LATENCY = Duration.ofMillis(5);

    private final FakeTidbCluster tidb;
    private final Scheduler scheduler;
    private final SimulatedPd pd;
    private final SimulatedStores stores;
    private Supplier<Duration> latency = () -> LATENCY;
    private final Set<StoreId> cutOff = new HashSet<>();
    private Supplier<Trouble> trouble = () -> Trouble.NONE;
    private @Nullable Duration landedLate;

    private SimulatedTidb(FakeTidbCluster tidb, Scheduler scheduler) {
        this.tidb = tidb;
        this.scheduler = scheduler;
        this.pd = new SimulatedPd(this);
        this.stores = new SimulatedStores(this);
    }

    /**
     * What one call meets.
     *
     * @since 0.1.0
     */
    public enum Trouble {
        /** It works. */
        NONE,
        /** It is refused for the moment; nothing was done. */
        BUSY,
        /** It does not arrive. */
        UNREACHABLE,
        /** It takes effect, but the answer is lost. */
        ANSWER_LOST,
        /** It takes effect after its limit. */
        LANDS_LATE
    }

    /** A cluster behind the interfaces. */
    public static SimulatedTidb over(FakeTidbCluster tidb, Scheduler scheduler) {
        return new SimulatedTidb(Objects.requireNonNull(tidb, "tidb"), Objects.requireNonNull(scheduler, "scheduler"));
    }

    /** Sets how long a call takes, there and back. Default: 5 milliseconds. */
    public SimulatedTidb latency(Supplier<Duration> value) {
        latency = Objects.requireNonNull(value, "value");
        return this;
    }

    /** Sets what calls meet. Default: nothing. */
    public SimulatedTidb trouble(Supplier<Trouble> value) {
        trouble = Objects.requireNonNull(value, "value");
        return this;
    }

    /** Makes every call to one store not arrive, until {@link #reconnect}. */
    public void cutOff(StoreId store) {
        cutOff.add(Objects.requireNonNull(store, "store"));
    }

    /** Ends {@link #cutOff}. */
    public void reconnect(StoreId store) {
        cutOff.remove(Objects.requireNonNull(store, "store"));
    }

    /** When a call last took effect after its limit, as time elapsed; empty if none did. */
    public Optional<Duration> lastLandedLate() {
        return Optional.ofNullable(landedLate);
    }

    /** Its PD. */
    public PdClient pd() {
        return pd;
    }

    /** Its stores. */
    public StorePreparation stores() {
        return stores;
    }

    FakeTidbCluster tidb() {
        return tidb;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    /** Carries a call to PD and its answer back. */
    <T extends @Nullable Object> CompletionStage<T> call(String name, Duration limit, Supplier<T> effect) {
        return carry(name, limit, trouble.get(), effect);
    }

    /** Carries a call to a store and its answer back. */
    <T extends @Nullable Object> CompletionStage<T> call(
            StoreId store, String name, Duration limit, Supplier<T> effect) {
        Trouble drawn = trouble.get();
        return carry(name + " of store " + store, limit, cutOff.contains(store) ? Trouble.UNREACHABLE : drawn, effect);
    }

    private <T extends @Nullable Object> CompletionStage<T> carry(
            String name, Duration limit, Trouble met, Supplier<T> effect) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        Duration half = latency.get().dividedBy(2);
        Scheduler.Timer end = scheduler.schedule(limit, () -> answer.completeExceptionally(unanswered(name, limit)));
        CompletionStage<T> ended = answer;
        ended.whenComplete((value, error) -> end.cancel());
        Duration there = met == Trouble.LANDS_LATE ? limit.plus(half) : half;
        scheduler.schedule(there, () -> arrive(name, met, effect, answer));
        return answer;
    }

    private <T extends @Nullable Object> void arrive(
            String name, Trouble met, Supplier<T> effect, CompletableFuture<T> answer) {
        if (met == Trouble.BUSY) {
            back(() -> answer.completeExceptionally(new ProviderException(Fault.RETRY, name + ": busy")));
        } else if (met == Trouble.UNREACHABLE) {
            back(() ->
                    answer.completeExceptionally(new ProviderException(Fault.UNREACHABLE, name + ": no connection")));
        } else {
            if (met == Trouble.LANDS_LATE) {
                landedLate = scheduler.elapsed();
            }
            try {
                T value = effect.get();
                if (met == Trouble.NONE) {
                    back(() -> answer.complete(value));
                }
            } catch (ProviderException refused) {
                back(() -> answer.completeExceptionally(refused));
            }
        }
    }

    private void back(Runnable answering) {
        scheduler.schedule(latency.get().dividedBy(2), answering);
    }

    private static ProviderException unanswered(String name, Duration limit) {
        return new ProviderException(Fault.OUTCOME_UNKNOWN, name + ": no answer within " + limit);
    }
}
