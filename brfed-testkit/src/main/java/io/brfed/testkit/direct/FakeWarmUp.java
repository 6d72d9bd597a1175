package io.brfed.testkit.direct;

import io.brfed.api.Finding;
import io.brfed.api.OperationId;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.TidbClusterRef;
import io.brfed.spi.Scheduler;
import io.brfed.spi.VolumeWarmUp;
import io.brfed.testkit.direct.FakeWire.Call;
import io.brfed.testkit.direct.FakeWire.Kind;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/**
 * Warms up volumes that do not exist, in a scheduler's time, with faults by name. What was begun goes on for ever, unless it is
 * told how long it takes. Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class FakeWarmUp implements VolumeWarmUp {
    private final Scheduler scheduler;
    private final FakeWire wire;
    private final Map<OperationId, Map<String, Duration>> begun = new HashMap<>();
    private final Map<String, Progress> ended = new HashMap<>();
    private Duration takes = Duration.ofDays(10_000);
    private boolean refuses;

    private FakeWarmUp(Scheduler scheduler) {
        this.scheduler = scheduler;
        this.wire = new FakeWire("the fake warm-up", scheduler);
    }

    /** A warm-up of nothing. */
    public static FakeWarmUp create(Scheduler scheduler) {
        return new FakeWarmUp(scheduler);
    }

    /** Sets how long each store takes. Default: for ever. */
    public synchronized FakeWarmUp takes(Duration value) {
        takes = value;
        return this;
    }

    /** What goes on for a pod, or will, ends well. */
    public FakeWarmUp succeeds(String pod) {
        return ends(new Progress(pod, State.DONE, ""));
    }

    /** What goes on for a pod, or will, ends badly with these words. */
    public FakeWarmUp fails(String pod, String text) {
        return ends(new Progress(pod, State.FAILED, text));
    }

    private synchronized FakeWarmUp ends(Progress progress) {
        ended.put(progress.pod(), progress);
        return this;
    }

    /** Somebody removed all that was begun. */
    public synchronized FakeWarmUp removed() {
        begun.clear();
        return this;
    }

    /** The next beginning is refused; nothing is begun. */
    public synchronized FakeWarmUp refusesNext() {
        refuses = true;
        return this;
    }

    /** The next call of a method of {@link VolumeWarmUp} fails with {@code RETRY}. */
    public FakeWarmUp failsNext(String method) {
        wire.fail(method);
        return this;
    }

    /** The next call of a method of {@link VolumeWarmUp} takes effect, and its answer is lost. */
    public FakeWarmUp losesNextAnswer(String method) {
        wire.loseAnswer(method);
        return this;
    }

    /** The pods that there is something for, of all restores, in order. */
    public synchronized List<String> pods() {
        return begun.values().stream()
                .flatMap(pods -> pods.keySet().stream())
                .sorted()
                .toList();
    }

    @Override
    public CompletionStage<List<Finding>> check(TidbClusterRef tidbCluster, Duration limit) {
        return wire.call(new Call("check", Kind.READ, limit), List::of);
    }

    @Override
    public CompletionStage<Void> begin(Request request, Duration limit) {
        Call call = new Call("begin", Kind.WRITE, limit);
        return wire.call(call, () -> begin(call, request)).thenAccept(done -> {});
    }

    private synchronized boolean begin(Call call, Request request) {
        if (refuses) {
            refuses = false;
            throw wire.failure(Fault.REFUSED, call, "it does not want to");
        }
        Map<String, Duration> pods = begun.computeIfAbsent(request.id(), id -> new TreeMap<>());
        request.stores().stream()
                .filter(store -> !isEmpty(request.strategy(), store))
                .forEach(store -> pods.putIfAbsent(store.pod(), scheduler.elapsed()));
        return true;
    }

    private static boolean isEmpty(Strategy strategy, Store store) {
        boolean spares = strategy == Strategy.FSR || strategy == Strategy.CHECK_WAL_ONLY;
        return spares && store.volumes().stream().allMatch(Volume::data);
    }

    @Override
    public CompletionStage<List<Progress>> observe(Request request, Duration limit) {
        return wire.call(
                new Call("observe", Kind.READ, limit),
                () -> request.stores().stream()
                        .map(store -> progress(request, store))
                        .toList());
    }

    private synchronized Progress progress(Request request, Store store) {
        if (isEmpty(request.strategy(), store)) {
            return new Progress(store.pod(), State.DONE, "there is nothing to read");
        }
        Duration since = begun.getOrDefault(request.id(), Map.of()).get(store.pod());
        if (since == null) {
            return new Progress(store.pod(), State.ABSENT, "");
        }
        boolean over = scheduler.elapsed().minus(since).compareTo(takes) >= 0;
        return ended.getOrDefault(store.pod(), new Progress(store.pod(), over ? State.DONE : State.RUNNING, ""));
    }

    @Override
    public CompletionStage<List<String>> end(Request request, Duration limit) {
        return wire.call(new Call("end", Kind.WRITE, limit), () -> {
            synchronized (this) {
                begun.remove(request.id());
                return List.of();
            }
        });
    }
}
