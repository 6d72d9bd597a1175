package io.brfed.internal.direct;

import io.brfed.api.Condition;
import io.brfed.internal.direct.pause.Gap;
import io.brfed.internal.direct.pause.HeldPause;
import io.brfed.internal.loop.Causes;
import io.brfed.plane.PauseState;
import io.brfed.plane.PauseState.Hold;
import io.brfed.spi.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The pause of a backup, as the initializer's duty: taken, watched, proved or given up, and given back. Touched by tasks of
 * the scheduler only.
 */
final class PauseDuty {
    private final Ground ground;
    private final MemberBook book;
    private @Nullable HeldPause held;
    private Scheduler.@Nullable Timer end;
    private boolean intended;
    private boolean ending;

    PauseDuty(Ground ground, MemberBook book) {
        this.ground = ground;
        this.book = book;
    }

    /** Whether this process holds the pause, or is about to. */
    boolean open() {
        return held != null && !book.has(Condition.PAUSE_ENDED) && !book.has(Condition.INITIALIZE_FAILED);
    }

    /** Whether some process began to take the pause and none said that it is over. */
    boolean unfinished() {
        return book.journal().pause != null
                && !book.has(Condition.PAUSE_ENDED)
                && !book.has(Condition.INITIALIZE_FAILED);
    }

    /** Whether a pause is unfinished that this process does not hold. */
    boolean isLeftOver() {
        return held == null && !intended && unfinished();
    }

    /** Writes down that the pause will be taken. */
    void intend() {
        Instant endsBy = ground.scheduler().now().plus(ground.longestPause());
        intended = true;
        book.journal().pause =
                new PauseState(Optional.of("pause-" + book.id()), endsBy, ground.afterDeath(), Hold.UNKNOWN, "");
    }

    /** Takes the pause that was written down by this process. */
    void take() {
        if (!intended || held != null || ending) {
            return;
        }
        HeldPause taking = newPause();
        held = taking;
        end = ground.scheduler().schedule(ground.longestPause(), this::usedUp);
        ground.board().begun(book.id(), ground.scheduler().elapsed().plus(ground.longestPause()));
        taking.take(ground::schedulersPause).whenComplete((taken, error) -> {
            if (ending || book.closed()) {
                return;
            }
            if (error != null) {
                fail("PauseNotTaken", "the pause could not be taken: " + Causes.words(error));
            } else {
                book.journal().commitTs = taken.commitTs();
                book.pause(Hold.HELD, "");
                book.reach(Condition.INITIALIZED, "", "");
            }
        });
    }

    /** Proves that no part of the pause lapsed, and gives it back either way. */
    void prove() {
        HeldPause pause = held;
        if (pause == null || ending) {
            return;
        }
        ending = true;
        cancelEnd();
        pause.prove()
                .whenComplete((proved, error) -> {
                    if (error != null) {
                        book.pause(Hold.BROKEN, Causes.words(error));
                    } else {
                        book.journal().closing = proved.closing();
                        book.journal().notes.addAll(proved.repairs());
                        book.journal().notes.addAll(proved.unproved());
                        book.pause(proved.unproved().isEmpty() ? Hold.PROVEN : Hold.HELD, words(proved));
                    }
                })
                .handle((proved, error) -> error == null)
                .thenCompose(proved -> proved ? pause.releaseProved() : pause.release())
                .thenAccept(this::over);
    }

    /** Gives the pause back without a proof. */
    void giveBack() {
        HeldPause pause = held;
        if (pause != null && !ending) {
            ending = true;
            cancelEnd();
            pause.release().thenAccept(this::over);
        } else if (pause == null && intended && !ending) {
            ending = true;
            over(List.of());
        }
    }

    /** What a dead process held is given back; it is never proved that it had held. */
    void giveBackLeftOver() {
        if (ending) {
            return;
        }
        ending = true;
        boolean proven = book.journal().closing != null;
        newPause().releaseLeftOver().thenAccept(rest -> {
            if (proven) {
                over(rest);
            } else {
                book.journal().notes.addAll(rest);
                book.reachDurably(
                        Condition.INITIALIZE_FAILED,
                        "ProcessGone",
                        "the process that held the pause does so no longer, and nobody proved that the pause had lasted;"
                                + " take the backup again" + also(rest));
                ground.board().ended(book.id());
            }
        });
    }

    /** Another process goes on, or nobody: nothing is renewed. */
    void abandon() {
        ending = true;
        cancelEnd();
        if (held != null) {
            held.abandon();
        }
    }

    private HeldPause newPause() {
        return new HeldPause(ground.reach(), "brfed-" + book.id(), this::lapsed);
    }

    private void lapsed(Gap gap) {
        if (!ending) {
            book.pause(Hold.BROKEN, gap.toString());
            book.publish();
            book.persist();
        }
    }

    private void usedUp() {
        fail("PauseLimit", "the pause lasted longer than its limit of " + ground.longestPause());
    }

    private void fail(String reason, String message) {
        HeldPause pause = held;
        if (pause == null || ending) {
            return;
        }
        ending = true;
        cancelEnd();
        pause.release().thenAccept(rest -> {
            exactEnd();
            book.reach(Condition.INITIALIZE_FAILED, reason, message + also(rest));
            ground.board().ended(book.id());
        });
    }

    private void over(List<String> rest) {
        book.journal().notes.addAll(rest);
        if (rest.isEmpty()) {
            exactEnd();
        }
        book.reachDurably(Condition.PAUSE_ENDED, rest.isEmpty() ? "" : "LeftToExpiry", String.join("; ", rest));
        ground.board().ended(book.id());
    }

    /** Nothing of the pause is left, so that its end needs no allowance. */
    private void exactEnd() {
        PauseState now = book.journal().pause;
        if (now != null) {
            book.journal().pause =
                    new PauseState(now.identity(), now.endsBy(), Duration.ZERO, now.hold(), now.detail());
        }
    }

    private static String words(HeldPause.Proved proved) {
        List<String> all = new ArrayList<>(proved.unproved());
        all.addAll(proved.repairs());
        return String.join("; ", all);
    }

    private void cancelEnd() {
        if (end != null) {
            end.cancel();
        }
    }

    private static String also(List<String> rest) {
        return rest.isEmpty() ? "" : "; " + String.join("; ", rest);
    }
}
