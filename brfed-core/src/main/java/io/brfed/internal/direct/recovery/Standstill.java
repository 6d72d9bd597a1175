package io.brfed.internal.direct.recovery;

import io.brfed.api.Tso;
import io.brfed.internal.direct.pause.PdPause;
import io.brfed.internal.loop.Causes;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Keeps PD from moving regions, and garbage collection from what is being taken back, while a recovery goes on. What runs
 * out by itself is renewed well before that. Touched by tasks of the scheduler only.
 */
final class Standstill {
    private static final Duration HOLD = Duration.ofMinutes(5);
    private static final int RENEWALS = 4;

    private final RecoveryReach reach;
    private final Halt halt;
    private final String holder;
    private final Map<String, String> stored = new TreeMap<>();
    private Optional<Tso> safePoint = Optional.empty();
    private CompletionStage<?> underWay = CompletableFuture.completedFuture(true);
    private boolean over;
    private boolean left;

    Standstill(RecoveryReach reach, Halt halt, String holder) {
        this.reach = reach;
        this.halt = halt;
        this.holder = holder;
    }

    /** Begins; fails if PD does not do it. */
    CompletionStage<Void> begin() {
        Duration call = reach.settings().call();
        return reach.read("reading PD's scheduling settings", () -> reach.pd().scheduleSettings(call))
                .thenCompose(settings -> {
                    PdPause.WHILE_PAUSED.keySet().forEach(key -> {
                        String value = settings.get(key);
                        if (value != null) {
                            stored.put(key, value);
                        }
                    });
                    return hold();
                })
                .thenAccept(held -> reach.scheduler().schedule(HOLD.dividedBy(RENEWALS), this::renew));
    }

    private CompletionStage<Void> hold() {
        Duration call = reach.settings().call();
        Map<String, String> paused = new TreeMap<>(PdPause.WHILE_PAUSED);
        paused.keySet().retainAll(stored.keySet());
        return step(() ->
                        reach.write("pausing PD's schedulers", () -> reach.pd().pauseSchedulers(HOLD, call)))
                .thenCompose(done -> paused.isEmpty()
                        ? CompletableFuture.<Void>completedFuture(null)
                        : step(() -> reach.write(
                                "setting PD's scheduling settings for a time",
                                () -> reach.pd().setTemporarily(paused, HOLD, call))))
                .thenCompose(done ->
                        safePoint.isEmpty() ? CompletableFuture.<Void>completedFuture(null) : holdGc(safePoint.get()));
    }

    /** One call, unless everything has been given back meanwhile; what is given back waits for it. */
    private CompletionStage<Void> step(Supplier<CompletionStage<Void>> call) {
        if (over) {
            return CompletableFuture.completedFuture(null);
        }
        CompletionStage<Void> begun = call.get();
        underWay = underWay.thenCombine(begun.handle((done, error) -> true), (before, ended) -> ended);
        return begun;
    }

    /** Holds garbage collection from now on, too; fails if that is refused. */
    CompletionStage<Void> holdGc(Tso at) {
        safePoint = Optional.of(at);
        Duration call = reach.settings().call();
        return step(() -> reach.read(
                        "holding garbage collection at " + at, () -> reach.pd().holdGc(holder, at, HOLD, call))
                .thenAccept(least -> {
                    if (least.compareTo(at) > 0) {
                        throw new RecoveryFailedException("garbage collection is not held at " + at
                                + ", because it is already at " + least + "; look which service moved it");
                    }
                }));
    }

    /** A renewal that fails is tried again long before what it renews runs out; a refusal ends the recovery. */
    private void renew() {
        if (over) {
            return;
        }
        hold().whenComplete((held, error) -> {
            if (error != null && Causes.of(error) instanceof RecoveryFailedException refused) {
                halt.because(refused);
            }
            reach.scheduler().schedule(HOLD.dividedBy(RENEWALS), this::renew);
        });
    }

    /** Renews nothing any more and gives nothing back: it is another's now. */
    void leave() {
        over = true;
        left = true;
    }

    /** Gives everything back, after what is under way, so that neither overtakes the other; the rest runs out by itself. */
    CompletionStage<Void> end() {
        over = true;
        if (left) {
            return CompletableFuture.completedFuture(null);
        }
        return underWay.thenCompose(ended -> giveBack());
    }

    private CompletionStage<Void> giveBack() {
        Duration call = reach.settings().call();
        CompletionStage<Void> resumed =
                reach.write("resuming PD's schedulers", () -> reach.pd().resumeSchedulers(call));
        CompletionStage<Void> settings = stored.isEmpty()
                ? CompletableFuture.completedFuture(null)
                : reach.write("ending PD's temporary settings", () -> reach.pd().endTemporary(stored, call));
        CompletionStage<Void> released = safePoint.isEmpty()
                ? CompletableFuture.completedFuture(null)
                : reach.write("releasing garbage collection", () -> reach.pd().releaseGc(holder, call));
        return CompletableFuture.allOf(
                        resumed.toCompletableFuture(), settings.toCompletableFuture(), released.toCompletableFuture())
                .handle((done, error) -> null);
    }
}
