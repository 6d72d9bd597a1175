package io.brfed.examples;

import io.brfed.api.StoreId;
import io.brfed.api.Tso;
import io.brfed.internal.direct.recovery.NativeRecovery;
import io.brfed.internal.direct.recovery.RecoveryListener.Step;
import io.brfed.internal.direct.recovery.RecoveryReach;
import io.brfed.internal.direct.recovery.RecoverySettings;
import io.brfed.internal.direct.recovery.RecoveryState;
import io.brfed.internal.direct.recovery.RecoveryTask;
import io.brfed.spi.PdClient;
import io.brfed.spi.PdRecovery;
import io.brfed.spi.StoreRecovery.Times;
import io.brfed.tikv.TikvConnection;
import io.brfed.tikv.testserver.TestContents;
import io.brfed.tikv.testserver.TestTidbCluster;
import io.brfed.tikv.testserver.TestTikv;
import io.brfed.tikv.testserver.TestVolumes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A PD of two members, stores that come up from volumes, and one recovery of them, over the wire and in real time. */
final class WiredRecovery implements AutoCloseable {
    static final Duration CALL = Duration.ofSeconds(30);
    private static final long SENSIBLE_SECONDS = 100;
    private static final int KEYS = 500;
    private static final long ID_MARGIN = 1_000_000;
    private static final RecoverySettings SETTINGS = new RecoverySettings(
            Duration.ofMinutes(1),
            CALL,
            CALL,
            Duration.ofSeconds(2),
            Duration.ofSeconds(3),
            Duration.ofSeconds(30),
            CALL,
            Duration.ofMillis(100),
            6,
            8,
            ID_MARGIN);

    private final TestVolumes volumes;
    private final TestTidbCluster tidb = TestTidbCluster.builder()
            .stores(0)
            .pdMembers(2)
            .campaignEvery(Duration.ofMillis(300))
            .start();
    private final TikvConnection connection = TikvConnection.to(tidb.pdUrls()).open();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorScheduler scheduler = new ExecutorScheduler(thread);
    private final Map<Step, Runnable> interludes = new ConcurrentHashMap<>();
    private final List<RecoveryState> kept = new CopyOnWriteArrayList<>();
    private final Instant backedUp = Instant.now().minusSeconds(60);
    private final Tso resolved = Tso.at(backedUp);
    private final Tso latestCommit = Tso.at(backedUp.plusSeconds(600));
    private NativeRecovery recovery = newRecovery();
    private boolean started;

    private WiredRecovery(TestVolumes volumes) {
        this.volumes = volumes;
    }

    static WiredRecovery of(TestVolumes volumes) {
        return new WiredRecovery(volumes);
    }

    TestTidbCluster tidb() {
        return tidb;
    }

    PdClient pd() {
        return connection.pd();
    }

    PdRecovery pdRecovery() {
        return connection.pdRecovery();
    }

    /** What the key held at the timestamp of the backup: some had it long, some lost it, some got it later. */
    Map<String, String> writeHistory() {
        TestContents contents = volumes.contents();
        Tso before = Tso.at(backedUp.minusSeconds(100));
        Tso after = Tso.at(backedUp.plusSeconds(5));
        Map<String, String> held = new TreeMap<>();
        for (int i = 0; i < KEYS; i++) {
            String key = key(i);
            if (i % 3 != 0) {
                contents.put(key, before, "value " + i);
                held.put(key, "value " + i);
            }
            if (i % 3 != 1) {
                contents.put(key, after, "too late");
            } else if (i % 2 == 0) {
                contents.delete(key, after);
            }
            if (i % 7 == 0) {
                contents.lock(key);
            }
        }
        return held;
    }

    /** In text of which the first bytes are spread over the regions. */
    private static String key(int number) {
        int first = number * 0x7f / KEYS;
        return (char) first + "key " + number;
    }

    /** As the first phase of a restore leaves it. */
    void start() {
        if (!started) {
            started = true;
            await(pdRecovery().mark(CALL));
            await(pdRecovery().raiseTimestamp(latestCommit, CALL));
            tidb.startFrom(volumes);
        }
    }

    StoreId addStore() {
        start();
        return tidb.addStore().id();
    }

    long lastId() {
        start();
        return tidb.pd().lastId();
    }

    /** The greatest id on the volumes. */
    long greatestId() {
        return volumes.regions().stream().mapToLong(id -> id).max().orElseThrow();
    }

    void restart(StoreId store) {
        TestTikv tikv = tidb.stores().stream()
                .filter(candidate -> candidate.id().equals(store))
                .findFirst()
                .orElseThrow();
        tidb.restart(tikv);
    }

    /** Does something when a step is first told of. */
    void once(Step step, Runnable what) {
        interludes.put(step, what);
    }

    NativeRecovery.Recovered recover() {
        start();
        return run();
    }

    /** As another process does it. */
    NativeRecovery.Recovered goOn() {
        recovery = newRecovery().from(kept.get(kept.size() - 1));
        return run();
    }

    void cancel() {
        recovery.cancel();
    }

    List<Times> keptTimes() {
        return kept.stream().flatMap(state -> state.times().stream()).distinct().toList();
    }

    private NativeRecovery.Recovered run() {
        CompletableFuture<NativeRecovery.Recovered> outcome = new CompletableFuture<>();
        scheduler.execute(() -> recovery.run().whenComplete((recovered, error) -> {
            if (error == null) {
                outcome.complete(recovered);
            } else {
                outcome.completeExceptionally(error);
            }
        }));
        return await(outcome);
    }

    private NativeRecovery newRecovery() {
        return NativeRecovery.of(
                new RecoveryReach(pd(), pdRecovery(), connection.storeRecovery(), scheduler, SETTINGS),
                new RecoveryTask(
                        "brfed-test",
                        Set.of(new StoreId(1), new StoreId(2), new StoreId(3)),
                        resolved,
                        latestCommit,
                        0),
                state -> {
                    kept.add(state);
                    return CompletableFuture.completedFuture(null);
                },
                (step, done, all) -> {
                    Runnable interlude = interludes.remove(step);
                    if (interlude != null) {
                        interlude.run();
                    }
                });
    }

    <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(SENSIBLE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new AssertionError(failed);
        } catch (TimeoutException never) {
            throw new AssertionError("not complete after " + SENSIBLE_SECONDS + " s", never);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    @Override
    public void close() {
        connection.close();
        tidb.close();
        thread.shutdownNow();
    }
}
