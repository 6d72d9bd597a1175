package io.brfed.testkit.direct;

import io.brfed.api.Finding;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.TidbClusterRef;
import io.brfed.spi.ClusterAccess;
import io.brfed.spi.ClusterInventory;
import io.brfed.spi.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * What Kubernetes says about a TiDB cluster, made up: stores, volumes with roles, documents of the form that backups keep.
 * The same settings always lead to the same inventory.
 *
 * <pre>{@code
 * FakeClusterAccess access = FakeClusterAccess.of(FakeTikvLayout.named("k8s-a").stores(1, 2), time);
 * access.has(ClusterFault.VOLUME_NOT_EBS);
 * }</pre>
 *
 * Answers come in the scheduler's time, on its thread. As safe for use by several threads as the scheduler; settings are
 * changed before an operation starts, or in a task of the scheduler.
 *
 * @since 0.1.0
 */
public final class FakeClusterAccess implements ClusterAccess {
    private static final Duration DEFAULT_LATENCY = Duration.ofMillis(5);

    private final FakeTikvLayout layout;
    private final Scheduler scheduler;
    private final Set<ClusterFault> faults = EnumSet.noneOf(ClusterFault.class);
    private final List<String> missingRights = new ArrayList<>();
    private Connection connection = Connection.GOOD;
    private Duration latency = DEFAULT_LATENCY;

    private FakeClusterAccess(FakeTikvLayout layout, Scheduler scheduler) {
        this.layout = Objects.requireNonNull(layout, "layout");
        this.scheduler = Objects.requireNonNull(scheduler, "scheduler");
    }

    /** Access to a cluster that looks like this. */
    public static FakeClusterAccess of(FakeTikvLayout layout, Scheduler scheduler) {
        return new FakeClusterAccess(layout, scheduler);
    }

    /** What the cluster looks like. */
    public FakeTikvLayout layout() {
        return layout;
    }

    /** Something is wrong with the cluster. */
    public FakeClusterAccess has(ClusterFault fault) {
        faults.add(Objects.requireNonNull(fault, "fault"));
        return this;
    }

    /** A right is missing, for example {@code list pods}: it is said when asked, and discovery is refused. */
    public FakeClusterAccess lacksRight(String right) {
        missingRights.add(Objects.requireNonNull(right, "right"));
        return this;
    }

    /** Sets the time from a call to its answer. Default: 5 ms. */
    public FakeClusterAccess latency(Duration value) {
        latency = Objects.requireNonNull(value, "value");
        return this;
    }

    /** No call gets through: each ends with {@code UNREACHABLE} at once. */
    public FakeClusterAccess refusesConnections() {
        connection = Connection.REFUSED;
        return this;
    }

    /** No call is answered: each ends with {@code UNREACHABLE} when its limit is over. */
    public FakeClusterAccess becomesUnreachable() {
        connection = Connection.SILENT;
        return this;
    }

    /** Calls get through again. */
    public FakeClusterAccess comesBack() {
        connection = Connection.GOOD;
        return this;
    }

    /** What a discovery would find now, without a call. */
    public ClusterInventory inventory() {
        return layout.inventory(faults);
    }

    @Override
    public CompletionStage<ClusterInventory> discover(TidbClusterRef tidbCluster, Duration limit) {
        return call(limit, () -> {
            known(tidbCluster);
            if (!missingRights.isEmpty()) {
                throw new ProviderException(
                        Fault.REFUSED,
                        layout.name() + " does not allow to " + missingRights + "; give the user this right");
            }
            return inventory();
        });
    }

    @Override
    public CompletionStage<List<Finding>> checkRights(TidbClusterRef tidbCluster, Duration limit) {
        return call(
                limit,
                () -> missingRights.stream()
                        .map(right -> Finding.fault(
                                "Kubernetes right",
                                right,
                                "is not allowed on " + layout.name(),
                                "give the user this right"))
                        .toList());
    }

    private void known(TidbClusterRef tidbCluster) {
        if (!tidbCluster.equals(layout.reference())) {
            throw new ProviderException(
                    Fault.GONE,
                    "there is no TidbCluster " + tidbCluster + " on " + layout.name() + "; correct the name");
        }
    }

    private <T> CompletionStage<T> call(Duration limit, Supplier<T> effect) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        boolean inTime = latency.compareTo(limit) <= 0;
        switch (connection) {
            case GOOD -> {
                if (inTime) {
                    scheduler.schedule(latency, () -> complete(answer, effect));
                } else {
                    fail(answer, limit, limit);
                }
            }
            case REFUSED -> fail(answer, inTime ? latency : limit, limit);
            case SILENT -> fail(answer, limit, limit);
        }
        return answer;
    }

    private static <T> void complete(CompletableFuture<T> answer, Supplier<T> effect) {
        try {
            answer.complete(effect.get());
        } catch (ProviderException failure) {
            answer.completeExceptionally(failure);
        }
    }

    private void fail(CompletableFuture<?> answer, Duration after, Duration limit) {
        scheduler.schedule(
                after,
                () -> answer.completeExceptionally(new ProviderException(
                        Fault.UNREACHABLE,
                        layout.name() + " did not answer within " + limit + "; look whether its API server runs")));
    }

    private enum Connection {
        GOOD,
        REFUSED,
        SILENT
    }
}
