package io.brfed.testkit.direct;

import io.brfed.api.ProviderException.Fault;
import io.brfed.api.Tso;
import io.brfed.spi.PdRecovery;
import io.brfed.spi.Scheduler;
import io.brfed.testkit.direct.FakeWire.Call;
import io.brfed.testkit.direct.FakeWire.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The side of a {@link FakePdClient} that recovers a cluster: the mark, the timestamps and ids that are raised. Fresh and
 * unmarked at first. Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class FakePdRecovery implements PdRecovery {
    private final FakePdClient pd;
    private final FakeWire wire;
    private final List<Long> idBases = new ArrayList<>();
    private final List<Document> changed = new ArrayList<>();
    private String refusal = "";
    private boolean ignores;
    private boolean bootstrapped;
    private boolean marked;

    private FakePdRecovery(Scheduler scheduler, FakePdClient pd) {
        this.pd = pd;
        this.wire = new FakeWire("the fake PD", scheduler);
    }

    /** The other side of a PD. */
    public static FakePdRecovery of(Scheduler scheduler, FakePdClient pd) {
        return new FakePdRecovery(scheduler, pd);
    }

    /** The first TiKV store has registered. */
    public synchronized FakePdRecovery bootstrapped() {
        bootstrapped = true;
        return this;
    }

    /** Somebody has marked it. */
    public synchronized FakePdRecovery marked() {
        marked = true;
        return this;
    }

    /** The next call of a method of {@link PdRecovery} takes effect, and its answer is lost. */
    public void losesNextAnswer(String method) {
        wire.loseAnswer(method);
    }

    /** The next call of a method of {@link PdRecovery} fails with {@code RETRY}. */
    public void failsNext(String method) {
        wire.fail(method);
    }

    /** From now on changes of settings are refused with these words. */
    public synchronized FakePdRecovery refusesChanges(String words) {
        refusal = words;
        return this;
    }

    /** From now on changes of settings are answered as made, and are not. */
    public synchronized FakePdRecovery ignoresChanges() {
        ignores = true;
        return this;
    }

    /** Somebody took the mark away. */
    public synchronized void unmarkedBySomebody() {
        marked = false;
    }

    /** The settings that were changed, in order. */
    public synchronized List<Document> changed() {
        return List.copyOf(changed);
    }

    /** Whether it is marked. */
    public synchronized boolean isMarkedNow() {
        return marked;
    }

    /** What its ids were set to, in order. */
    public synchronized List<Long> idBases() {
        return List.copyOf(idBases);
    }

    @Override
    public CompletionStage<Boolean> isBootstrapped(Duration limit) {
        return wire.call(new Call("isBootstrapped", Kind.READ, limit), () -> {
            synchronized (this) {
                return bootstrapped;
            }
        });
    }

    @Override
    public CompletionStage<Boolean> isMarked(Duration limit) {
        return wire.call(new Call("isMarked", Kind.READ, limit), this::isMarkedNow);
    }

    @Override
    public CompletionStage<Void> mark(Duration limit) {
        return act("mark", limit, () -> marked = true);
    }

    @Override
    public CompletionStage<Void> unmark(Duration limit) {
        return act("unmark", limit, () -> marked = false);
    }

    @Override
    public CompletionStage<Void> raiseTimestamp(Tso to, Duration limit) {
        return act("raiseTimestamp", limit, () -> pd.raiseTso(to));
    }

    @Override
    public CompletionStage<Void> setIdBase(long id, Duration limit) {
        Call call = new Call("setIdBase", Kind.WRITE, limit);
        return act("setIdBase", limit, () -> {
            if (!marked) {
                throw wire.failure(Fault.REFUSED, call, "can only recover alloc id when recovering mark marked");
            }
            idBases.add(id);
            pd.idBase(id);
        });
    }

    @Override
    public CompletionStage<Void> change(Document document, String json, Duration limit) {
        Call call = new Call("change", Kind.WRITE, limit);
        return act("change", limit, () -> {
            if (!bootstrapped) {
                throw wire.failure(Fault.REFUSED, call, "TiKV cluster not bootstrapped");
            }
            if (!refusal.isEmpty()) {
                throw wire.failure(Fault.REFUSED, call, refusal);
            }
            if (!ignores) {
                pd.change(document, json);
                changed.add(document);
            }
        });
    }

    private CompletionStage<Void> act(String name, Duration limit, Runnable effect) {
        return wire.call(new Call(name, Kind.WRITE, limit), () -> {
                    synchronized (this) {
                        effect.run();
                        return true;
                    }
                })
                .thenAccept(done -> {});
    }
}
