package io.brfed.testkit.direct;

import io.brfed.api.Finding;
import io.brfed.api.OperationId;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.TidbClusterRef;
import io.brfed.api.VolumeId;
import io.brfed.spi.BoundVolume;
import io.brfed.spi.ClusterInventory.Operator;
import io.brfed.spi.ClusterInventory.Replicas;
import io.brfed.spi.RestoreAccess;
import io.brfed.spi.RestoreTarget;
import io.brfed.spi.RestoreTarget.Claim;
import io.brfed.spi.RestoreTarget.Encryption;
import io.brfed.spi.RestoreTarget.Mode;
import io.brfed.spi.RestoreTarget.Pod;
import io.brfed.spi.RestoreTarget.Service;
import io.brfed.spi.RestoreTarget.Specification;
import io.brfed.spi.RestoreTarget.Versions;
import io.brfed.spi.Scheduler;
import io.brfed.testkit.direct.FakeWire.Call;
import io.brfed.testkit.direct.FakeWire.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * A TidbCluster in recovery mode with its operator, made up: claims and persistent volumes, TiKV pods that start when their
 * claims are there and the word was given, and start anew when they are deleted, service after the recovery mode has ended.
 * In the scheduler's time. Safe for use by several threads.
 *
 * <pre>{@code
 * FakeRestoreAccess access = FakeRestoreAccess.of(new TidbClusterRef("tidb", "copy"), time).replicas(2);
 * access.onTikvStart((pod, volumes) -> …);
 * }</pre>
 *
 * @since 0.1.0
 */
public final class FakeRestoreAccess implements RestoreAccess {
    private static final Duration DEFAULT_START = Duration.ofSeconds(20);
    private static final Versions VERSIONS = new Versions("v8.5.0", "v8.5.0");

    private final TidbClusterRef tidbCluster;
    private final Scheduler scheduler;
    private final FakeWire wire;
    private final Map<String, Placed> claims = new TreeMap<>();
    private final Map<String, Placed> volumes = new TreeMap<>();
    private final Map<String, Pod> pods = new TreeMap<>();
    private final Set<String> starting = new TreeSet<>();
    private Specification specification =
            new Specification(VERSIONS, new Replicas(3, 1, 2, 0), List.of("tikv"), Encryption.NONE);
    private Specification backedUp = specification;
    private Mode mode = Mode.RECOVERY;
    private String word = "";
    private Service service = Service.NOT_READY;
    private Duration start = DEFAULT_START;
    private StartListener listener = (pod, used) -> {};
    private boolean there = true;
    private int made;

    /**
     * Who is told when TiKV starts.
     *
     * @since 0.1.0
     */
    @FunctionalInterface
    public interface StartListener {
        /** A pod has started on these volumes. */
        void started(String pod, List<VolumeId> volumes);
    }

    /** One object, and the restore that made it, empty if none did. */
    private record Placed(String restore, Optional<BoundVolume> volume) {}

    private FakeRestoreAccess(TidbClusterRef tidbCluster, Scheduler scheduler) {
        this.tidbCluster = Objects.requireNonNull(tidbCluster, "tidbCluster");
        this.scheduler = scheduler;
        this.wire = new FakeWire("the fake cluster of " + tidbCluster, scheduler);
    }

    /** A TidbCluster with one TiKV store that has a data volume, in recovery mode with nothing started. */
    public static FakeRestoreAccess of(TidbClusterRef tidbCluster, Scheduler scheduler) {
        return new FakeRestoreAccess(tidbCluster, scheduler);
    }

    /** Sets how many TiKV stores it asks for. */
    public synchronized FakeRestoreAccess replicas(int tikv) {
        Replicas others = specification.replicas();
        return specified(new Specification(
                specification.versions(),
                new Replicas(others.pd(), tikv, others.tidb(), others.tiflash()),
                specification.tikvVolumes(),
                specification.encryption()));
    }

    /** Sets the names of TiKV's volumes, the data volume first. */
    public synchronized FakeRestoreAccess volumes(String... names) {
        return specified(new Specification(
                specification.versions(), specification.replicas(), List.of(names), specification.encryption()));
    }

    /** Sets what it is meant to be. */
    public synchronized FakeRestoreAccess specified(Specification value) {
        specification = value;
        return this;
    }

    /**
     * Sets what {@link #recorded} reads in the TidbCluster of every backup. Default: version 8.5.0, no TiFlash and no
     * encryption, whatever it holds.
     */
    public synchronized FakeRestoreAccess backedUp(Specification value) {
        backedUp = value;
        return this;
    }

    /** Sets how long TiKV, and TiDB, take to start. Default: 20 seconds. */
    public synchronized FakeRestoreAccess startTime(Duration value) {
        start = value;
        return this;
    }

    /** Tells somebody of each start. */
    public synchronized FakeRestoreAccess onTikvStart(StartListener value) {
        listener = value;
        return this;
    }

    /** Somebody has ended the recovery mode. */
    public synchronized FakeRestoreAccess normal() {
        mode = Mode.NORMAL;
        reconcile();
        return this;
    }

    /** A claim that no restore made has this name. */
    public synchronized FakeRestoreAccess hasClaim(String name) {
        claims.put(name, new Placed("", Optional.empty()));
        return this;
    }

    /** A TiKV pod runs that nobody let start. */
    public synchronized FakeRestoreAccess hasPod(String name) {
        pods.put(name, new Pod(name, "uid-" + ++made, scheduler.now()));
        return this;
    }

    /** A TiKV pod is gone, and made anew if the operator would. */
    public synchronized FakeRestoreAccess losesPod(String name) {
        pods.remove(name);
        reconcile();
        return this;
    }

    /** Somebody deletes the TidbCluster, its pods with it; claims stay. */
    public synchronized void deleteTidbCluster() {
        there = false;
        word = "";
        pods.clear();
        starting.clear();
    }

    /** No call gets through until {@link #comesBack}. */
    public void becomesUnreachable() {
        wire.reachable(false);
    }

    /** Undoes {@link #becomesUnreachable}. */
    public void comesBack() {
        wire.reachable(true);
    }

    /** The next call of a method of {@link RestoreAccess} takes effect, and its answer is lost. */
    public void losesNextAnswer(String method) {
        wire.loseAnswer(method);
    }

    /** The next call of a method of {@link RestoreAccess} fails with {@code RETRY}. */
    public void failsNext(String method) {
        wire.fail(method);
    }

    /** The next call of a method of {@link RestoreAccess} takes effect so much later. */
    public void delaysNext(String method, Duration by) {
        wire.delay(method, by);
    }

    /** The volume behind each claim that a restore made. */
    public synchronized Map<String, VolumeId> claimed() {
        Map<String, VolumeId> claimed = new TreeMap<>();
        claims.forEach((name, placed) -> placed.volume().ifPresent(volume -> claimed.put(name, volume.id())));
        return claimed;
    }

    /** The names of all claims and persistent volumes. */
    public synchronized List<String> objects() {
        List<String> all = new ArrayList<>(claims.keySet());
        all.addAll(volumes.keySet());
        return all;
    }

    /** What {@link #look} would tell now, without a call. */
    public synchronized RestoreTarget target() {
        return new RestoreTarget(
                Operator.V1,
                mode,
                word.isEmpty() ? Optional.empty() : Optional.of(word),
                specification,
                List.copyOf(pods.values()),
                claims.entrySet().stream()
                        .map(entry -> claim(entry.getKey(), entry.getValue()))
                        .toList(),
                Map.of(),
                service,
                List.of());
    }

    private static Claim claim(String name, Placed placed) {
        return new Claim(
                name,
                placed.volume().map(BoundVolume::persistentVolume).orElse(""),
                placed.restore().isEmpty() ? Optional.empty() : Optional.of(new OperationId(placed.restore())));
    }

    @Override
    public CompletionStage<RestoreTarget> look(TidbClusterRef which, Duration limit) {
        return call("look", Kind.READ, limit, () -> {
            known(which, limit);
            return target();
        });
    }

    @Override
    public synchronized Specification recorded(String document) {
        return backedUp;
    }

    @Override
    public CompletionStage<Void> place(OperationId id, BoundVolume volume, Duration limit) {
        return act("place", limit, () -> {
            Placed placed = new Placed(id.value(), Optional.of(volume));
            put(volumes, volume.persistentVolume(), placed, limit);
            put(claims, volume.claim(), placed, limit);
        });
    }

    private void put(Map<String, Placed> objects, String name, Placed placed, Duration limit) {
        Placed before = objects.putIfAbsent(name, placed);
        boolean same = before == null
                || (before.restore().equals(placed.restore())
                        && before.volume()
                                .map(BoundVolume::id)
                                .equals(placed.volume().map(BoundVolume::id)));
        if (!same) {
            String owner = before.restore().isEmpty() ? "no restore made" : "restore " + before.restore() + " made";
            throw refused("place", limit, "there already is " + name + ", which " + owner + "; it was left alone");
        }
    }

    @Override
    public CompletionStage<Void> startTikv(TidbClusterRef which, OperationId id, Duration limit) {
        return act("startTikv", limit, () -> {
            known(which, limit);
            if (word.equals(wordOf(id))) {
                return;
            }
            if (!word.isEmpty()) {
                throw refused("startTikv", limit, "'" + word + "' says already that the volumes are ready");
            }
            if (mode != Mode.RECOVERY) {
                throw refused("startTikv", limit, tidbCluster + " is not in recovery mode");
            }
            word = wordOf(id);
        });
    }

    @Override
    public CompletionStage<Void> restartTikv(TidbClusterRef which, Collection<Pod> gone, Duration limit) {
        return act("restartTikv", limit, () -> pods.values().removeAll(List.copyOf(gone)));
    }

    @Override
    public CompletionStage<Void> endRecovery(TidbClusterRef which, Duration limit) {
        return act("endRecovery", limit, () -> {
            known(which, limit);
            mode = Mode.NORMAL;
            word = "";
        });
    }

    @Override
    public CompletionStage<List<String>> withdraw(TidbClusterRef which, OperationId id, Duration limit) {
        return call("withdraw", Kind.WRITE, limit, () -> {
            word = word.equals(wordOf(id)) ? "" : word;
            List<String> left = new ArrayList<>();
            List.copyOf(claims.entrySet()).stream()
                    .filter(entry -> entry.getValue().restore().equals(id.value()))
                    .forEach(entry -> withdraw(entry.getKey(), entry.getValue(), left));
            volumes.entrySet()
                    .removeIf(entry -> entry.getValue().restore().equals(id.value())
                            && left.stream().noneMatch(name -> name.endsWith(claimOf(entry.getValue()))));
            return List.copyOf(left);
        });
    }

    private static String claimOf(Placed placed) {
        return " " + placed.volume().map(BoundVolume::claim).orElse("");
    }

    private void withdraw(String name, Placed placed, List<String> left) {
        boolean used = pods.keySet().stream().anyMatch(pod -> name.endsWith("-" + pod));
        if (used) {
            left.add("PersistentVolumeClaim" + claimOf(placed));
        } else {
            claims.remove(name);
        }
    }

    @Override
    public CompletionStage<List<Finding>> checkRights(TidbClusterRef which, Duration limit) {
        return call("checkRights", Kind.READ, limit, List::of);
    }

    private void known(TidbClusterRef which, Duration limit) {
        if (!there || !which.equals(tidbCluster)) {
            throw wire.failure(
                    Fault.GONE, new Call("TidbCluster", Kind.READ, limit), "there is no TidbCluster " + which);
        }
    }

    private RuntimeException refused(String name, Duration limit, String why) {
        return wire.failure(Fault.REFUSED, new Call(name, Kind.WRITE, limit), why);
    }

    private String wordOf(OperationId id) {
        return tidbCluster.namespace() + "/" + id;
    }

    private CompletionStage<Void> act(String name, Duration limit, Runnable effect) {
        return call(name, Kind.WRITE, limit, () -> {
                    effect.run();
                    reconcile();
                    return true;
                })
                .thenAccept(done -> {});
    }

    private <T> CompletionStage<T> call(String name, Kind kind, Duration limit, Supplier<T> effect) {
        return wire.call(new Call(name, kind, limit), () -> {
            synchronized (this) {
                return effect.get();
            }
        });
    }

    /** What the operator does: pods for stores whose claims are there, unless it waits for the word. */
    private void reconcile() {
        if (there && (mode == Mode.NORMAL || !word.isEmpty())) {
            for (int i = 0; i < specification.replicas().tikv(); i++) {
                String pod = tidbCluster.name() + "-tikv-" + i;
                if (isBound(pod) && !pods.containsKey(pod) && starting.add(pod)) {
                    scheduler.schedule(start, () -> started(pod));
                }
            }
        }
        if (mode == Mode.NORMAL) {
            scheduler.schedule(start, this::serve);
        }
    }

    private boolean isBound(String pod) {
        return specification.tikvVolumes().stream().allMatch(volume -> claims.containsKey(volume + "-" + pod));
    }

    private void started(String pod) {
        List<VolumeId> used = new ArrayList<>();
        StartListener told;
        synchronized (this) {
            if (!starting.remove(pod) || !isBound(pod)) {
                return;
            }
            pods.put(pod, new Pod(pod, "uid-" + ++made, scheduler.now()));
            specification
                    .tikvVolumes()
                    .forEach(volume -> Optional.ofNullable(claims.get(volume + "-" + pod))
                            .flatMap(Placed::volume)
                            .ifPresent(bound -> used.add(bound.id())));
            told = listener;
            if (mode == Mode.NORMAL) {
                scheduler.schedule(start, this::serve);
            }
        }
        told.started(pod, List.copyOf(used));
    }

    private synchronized void serve() {
        if (mode == Mode.NORMAL && pods.size() >= specification.replicas().tikv()) {
            service = Service.READY;
        }
    }
}
