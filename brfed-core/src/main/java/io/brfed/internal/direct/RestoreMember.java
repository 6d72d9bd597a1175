package io.brfed.internal.direct;

import io.brfed.api.Condition;
import io.brfed.api.SnapshotId;
import io.brfed.internal.loop.Causes;
import io.brfed.plane.Declaration;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The work of one member of a restore: one step after the other, as its journal says. Touched by tasks of the scheduler only. */
final class RestoreMember implements MemberDuty {
    private final Ground ground;
    private final MemberBook book;
    private final Optional<RestoreSteps> steps;
    private boolean adopted;
    private boolean busy;
    private boolean stopped;
    private boolean winding;
    private boolean removing;
    private @Nullable Duration failingSince;

    /**
     * A member.
     *
     * @param scene what it works with; empty if its plane does not restore
     */
    RestoreMember(Ground ground, MemberBook book, Optional<Scene> scene) {
        this.ground = ground;
        this.book = book;
        this.steps = scene.map(found -> new RestoreSteps(found, this::isOver));
    }

    @Override
    public MemberBook book() {
        return book;
    }

    @Override
    public boolean inPause() {
        return false;
    }

    @Override
    public void accept(Declaration declared) {
        book.journal().stamp = declared.stamp();
        book.journal().desired = declared.phase();
    }

    /** A failure ends what is under way at once. */
    @Override
    public void told() {
        if (book.failed()) {
            CompletionStage<Boolean> unused = quiet();
        }
    }

    @Override
    public void stored() {
        work();
    }

    @Override
    public RestoreMember adopted() {
        adopted = true;
        return this;
    }

    @Override
    public void goOn() {
        work();
    }

    @Override
    public void changed() {}

    private boolean isOver() {
        return stopped || book.closed() || book.failed() || book.journal().deleting;
    }

    private void work() {
        if (stopped || book.closed() || book.journal().deleting || book.has(Condition.FAILED)) {
            return;
        }
        if (book.failed()) {
            // A step may wait for another member, which will not come any more.
            windDown();
            return;
        }
        if (busy) {
            return;
        }
        if (steps.isEmpty()) {
            fail("NotConfigured", "this plane does not restore; make it with DirectDataPlane.restoring");
        } else if (adopted && !book.has(Condition.COMPLETE)) {
            adopted = false;
            begin(steps.get(), RestoreStep.TAKE_OVER);
        } else {
            RestoreStep.next(book, steps.get()).ifPresent(step -> begin(steps.get(), step));
        }
    }

    private void begin(RestoreSteps all, RestoreStep step) {
        busy = true;
        all.run(step).whenComplete((done, error) -> ground.scheduler().execute(() -> ended(step, error)));
    }

    private void ended(RestoreStep step, @Nullable Throwable error) {
        busy = false;
        if (error == null) {
            failingSince = null;
        }
        if (error == null || isOver()) {
            work();
            return;
        }
        RestoreSettings settings = steps.orElseThrow().settings();
        Duration now = ground.scheduler().elapsed();
        failingSince = failingSince == null ? now : failingSince;
        boolean patient = now.minus(failingSince).compareTo(settings.patience()) < 0;
        if (step == RestoreStep.WATCH || (patient && Lookout.passes(error))) {
            ground.scheduler().schedule(settings.poll(), this::work);
        } else {
            fail(step.reason(), Causes.words(error));
        }
    }

    /** What is charged for by the time ends before anybody may think that all is over. */
    private void fail(String reason, String message) {
        busy = true;
        endFastRestore().thenAccept(left -> book.reachDurably(Condition.FAILED, reason, message));
    }

    private CompletionStage<List<String>> endFastRestore() {
        return steps.map(RestoreSteps::endFastRestore).orElseGet(RestoreMember::done);
    }

    /** The operation failed: nothing is under way any more, and what was made stays until it is deleted. */
    private void windDown() {
        if (winding || book.journal().ended()) {
            return;
        }
        winding = true;
        quiet().thenCompose(quiet -> endFastRestore()).thenAccept(left -> book.reachDurably(Condition.FAILED, "", ""));
    }

    private CompletionStage<Boolean> quiet() {
        return steps.map(RestoreSteps::stop).orElse(CompletableFuture.completedFuture(true));
    }

    @Override
    public boolean beginRemoval() {
        boolean first = !removing;
        removing = true;
        return first;
    }

    @Override
    public String farewell() {
        return book.journal().restore.farewell;
    }

    @Override
    public void endRemoval() {
        removing = false;
    }

    @Override
    public void retire() {
        stopped = true;
        book.close();
    }

    @Override
    public CompletionStage<List<String>> remove() {
        stopped = true;
        boolean keep = book.has(Condition.COMPLETE);
        if (keep) {
            book.journal().restore.staysFor(book.journal().request.member());
        }
        return quiet().thenCompose(quiet -> keep ? endWarmUp() : clean());
    }

    /** Volumes that are in use stay; what still reads them does not. */
    private CompletionStage<List<String>> endWarmUp() {
        return steps.map(RestoreSteps::endWarmUp).orElseGet(RestoreMember::done);
    }

    private CompletionStage<List<String>> clean() {
        if (book.journal().restore.isUntouched()) {
            return done();
        }
        return steps.map(RestoreSteps::removeAll)
                .orElse(CompletableFuture.completedFuture(
                        List.of("everything, because this plane does not restore: delete with a plane made by"
                                + " DirectDataPlane.restoring")));
    }

    private static CompletionStage<List<String>> done() {
        return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public void stuck(List<String> left) {
        book.journal().restore.left = List.copyOf(left);
        book.publish();
    }

    @Override
    public CompletionStage<List<SnapshotId>> abandon() {
        stopped = true;
        book.close();
        boolean made = !book.journal().restore.volumes.isEmpty();
        return steps.map(RestoreSteps::leave)
                .orElse(CompletableFuture.completedFuture(true))
                .thenApply(quiet -> {
                    if (made) {
                        CompletionStage<Boolean> unused =
                                steps.map(RestoreSteps::disown).orElse(CompletableFuture.completedFuture(true));
                    }
                    return List.of();
                });
    }
}
